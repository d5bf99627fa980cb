package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

func TestTableIsWellFormed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	count := map[string]int{}
	for _, command := range commands.All() {
		key := command.CLI + " " + command.Name
		assert.False(t, seen[key], "%s twice", key)
		seen[key] = true
		count[command.CLI]++
		if len(command.Needs) == 0 {
			assert.Empty(t, command.Calls, key)
		}
		for _, call := range command.Calls {
			assert.True(t, (call.Resource == "") != (call.Path == ""), "%s: %v", key, call)
			assert.NotEmpty(t, call.Verb, "%s: %v", key, call)
			assert.True(t, strings.HasPrefix(call.Source, "https://github.com/"), "%s: %v", key, call)
			assert.Equal(t, call.Tolerated, call.Loss != "", "%s: %v says what is lost if tolerated", key, call)
			assert.NotContains(t, call.In("x").Name, policy.NamespacePlaceholder)
		}
		for _, call := range command.AWS {
			assert.True(t, strings.HasPrefix(call.Source, "https://github.com/"), "%s: %v", key, call)
			assert.Equal(t, call.Tolerated, call.Loss != "", "%s: %v says what is lost if tolerated", key, call)
		}
		assert.False(t, command.Administrators && len(command.Calls)+len(command.AWS)+len(command.Needs) > 0, key)
	}
	for _, cli := range []string{"v1", "v2", "v3"} {
		assert.NotZero(t, count[cli], cli)
	}
	assert.Len(t, count, 3)
	t.Logf("commands: %v", count)
}

func TestCallString(t *testing.T) {
	t.Parallel()
	tests := map[string]commands.Call{
		"list pods":                          {Verb: "list", Resource: "pods"},
		"get pods/log in aws-hyperpod":       {Verb: "get", Resource: "pods", Subresource: "log", Scope: policy.Elsewhere("aws-hyperpod")},
		"list nodes in the cluster":          {Verb: "list", Resource: "nodes", Scope: policy.Cluster},
		"get clusterqueues q in the cluster": {Verb: "get", Resource: "clusterqueues", Name: "q", Scope: policy.Cluster},
		"get /version/":                      {Verb: "get", Path: "/version/", Scope: policy.Cluster},
		"list jobs in every namespace":       {Verb: "list", Resource: "jobs", Scope: policy.Cluster, EachNamespace: true},
		"get namespaces {namespace}":         {Verb: "get", Resource: "namespaces", Name: policy.NamespacePlaceholder},
	}
	for want, call := range tests {
		assert.Equal(t, want, call.String())
	}
}

func TestAllowedBy(t *testing.T) {
	t.Parallel()
	rule := rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"list"}}
	only := rule
	only.ResourceNames = []string{policy.NamespacePlaceholder + "-pod"}
	list := commands.Call{Verb: "list", Resource: "pods"}
	named := commands.Call{Verb: "list", Resource: "pods", Name: "team-a-pod"}

	tests := map[string]struct {
		call commands.Call
		p    policy.Policy
		want bool
	}{
		"granted":               {list, policy.Policy{Namespace: []rbacv1.PolicyRule{rule}}, true},
		"in the cluster":        {list, policy.Policy{Cluster: []rbacv1.PolicyRule{rule}}, true},
		"elsewhere":             {list, policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"x": {rule}}}, false},
		"nothing":               {list, policy.Policy{}, false},
		"any, with one name":    {list, policy.Policy{Namespace: []rbacv1.PolicyRule{only}}, false},
		"one, with its name":    {named, policy.Policy{Namespace: []rbacv1.PolicyRule{only}}, true},
		"what everyone may":     {commands.Call{Verb: "get", Path: "/version/", Scope: policy.Cluster}, policy.Policy{}, true},
		"what not everyone may": {commands.Call{Verb: "get", Path: "/metrics", Scope: policy.Cluster}, policy.Policy{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.call.AllowedBy(test.p, "team-a"))
		})
	}
}

func TestUnder(t *testing.T) {
	t.Parallel()
	granted := policy.Policy{Namespace: []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get", "create"}},
	}}
	get := commands.Call{Verb: "get", Resource: "pods"}
	create := commands.Call{Verb: "create", Resource: "pods"}
	refused := commands.Call{Verb: "delete", Resource: "pods"}
	tolerated, sometimes := refused, refused
	tolerated.Tolerated = true
	sometimes.Condition = "on Mondays"

	tests := map[string]struct {
		calls   []commands.Call
		want    commands.Verdict
		refused int
	}{
		"no calls":                       {nil, commands.Works, 0},
		"all granted":                    {[]commands.Call{get, create}, commands.Works, 0},
		"stopped at once":                {[]commands.Call{get, refused}, commands.Forbidden, 1},
		"stopped after a change":         {[]commands.Call{create, refused}, commands.InPart, 1},
		"stopped before a change":        {[]commands.Call{refused, create}, commands.Forbidden, 1},
		"goes on":                        {[]commands.Call{tolerated, get}, commands.InPart, 1},
		"not always needed":              {[]commands.Call{get, sometimes}, commands.InPart, 1},
		"goes on, then stops":            {[]commands.Call{tolerated, get, refused}, commands.Forbidden, 2},
		"stops, and would stop later on": {[]commands.Call{refused, create, refused}, commands.Forbidden, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict, calls := commands.Command{Calls: test.calls}.Under(granted, "team-a")
			assert.Equal(t, test.want, verdict)
			require.Len(t, calls, test.refused)
		})
	}
}
