package access_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

func TestRuleText(t *testing.T) {
	t.Parallel()
	unknown := []string{access.Unknown}
	tests := []struct {
		rule rbacv1.PolicyRule
		want string
	}{
		{getPods, "get pods"},
		{getPath, "get /metrics"},
		{rbacv1.PolicyRule{Verbs: []string{"get", "list"}, APIGroups: []string{"", "apps"}, Resources: []string{"pods/log"}}, "get, list pods/log, pods.apps/log"},
		{rbacv1.PolicyRule{Verbs: []string{"get"}, APIGroups: []string{"apps"}, Resources: []string{"deployments"}, ResourceNames: []string{"x", "y"}}, "get deployments.apps named x, y"},
		{rbacv1.PolicyRule{Verbs: unknown, APIGroups: unknown, Resources: unknown}, "(not known yet) rules"},
		{rbacv1.PolicyRule{Verbs: []string{"get"}, APIGroups: unknown, Resources: []string{"pods"}}, "get pods.(not known yet)"},
		{rbacv1.PolicyRule{Verbs: []string{"get"}, APIGroups: []string{"apps"}, Resources: unknown}, "get (not known yet).apps"},
		{rbacv1.PolicyRule{Verbs: []string{"use"}, APIGroups: []string{""}, Resources: []string{"use"}}, "use use"},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, access.RuleText(test.rule))
	}
	assert.Equal(t, []string{"+ get, list pods in a"}, access.RuleLinesIn("a", "+", []rbacv1.PolicyRule{
		{Verbs: []string{"list"}, APIGroups: []string{""}, Resources: []string{"pods"}}, getPods,
	}), "in canonical form")
	assert.Equal(t, []string{"- get pods in the whole cluster"}, access.RuleLinesIn("", "-", []rbacv1.PolicyRule{getPods}))
}

// TestSingleRights: a rule taken apart says the same as the rule.
func TestSingleRights(t *testing.T) {
	t.Parallel()
	rules := []rbacv1.PolicyRule{
		{Verbs: []string{"get", "list"}, APIGroups: []string{"apps"}, Resources: []string{"deployments"}, ResourceNames: []string{"x"}},
		getPath,
		{Verbs: []string{access.Secret}, APIGroups: []string{""}, Resources: []string{"pods"}},
		getPods,
	}
	deployments := func(verb string) access.Right {
		return access.Right{Namespace: "a", Verb: verb, APIGroup: "apps", Resource: "deployments", Name: "x"}
	}
	rights := access.SingleRights("a", rules)
	assert.Equal(t, []access.Right{may("get", "a", "pods"), deployments("get"), deployments("list")}, rights, "no address in a namespace, no secret")
	assert.Equal(t, "get deployments.apps named x", access.RuleText(rights[1].Rule()))
	inCluster := access.SingleRights("", rules)
	assert.Contains(t, inCluster, access.Right{Verb: "get", Path: "/metrics"})
	assert.Equal(t, getPath, access.Right{Verb: "get", Path: "/metrics"}.Rule())
}

func TestRightsAreOrdered(t *testing.T) {
	t.Parallel()
	ordered := []access.Right{
		{Verb: "get", Path: "/a"}, {Verb: "get", Resource: "pods"}, {Verb: "list", Resource: "pods"}, {Verb: "get", Resource: "pods", Name: "x"},
		{Verb: "get", APIGroup: "apps", Resource: "deployments"}, {Namespace: "a", Verb: "get", Resource: "pods"},
	}
	shuffled := slices.Clone(ordered)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, access.Right.Compare)
	assert.Equal(t, ordered, shuffled)
}

func TestPrincipalsAreOrdered(t *testing.T) {
	t.Parallel()
	ordered := []access.Principal{
		{Kind: access.IAM, Name: "b", Cluster: "a"}, {Kind: access.IAM, Name: "a", Cluster: "b"},
		{Kind: access.Group, Name: "a"}, {Kind: access.User, Name: "a"},
		{Kind: access.ServiceAccount, Namespace: "a", Name: "b"}, {Kind: access.ServiceAccount, Namespace: "b", Name: "a"},
	}
	shuffled := slices.Clone(ordered)
	slices.Reverse(shuffled)
	slices.SortFunc(shuffled, access.Principal.Compare)
	assert.Equal(t, ordered, shuffled)
	assert.Equal(t, "ServiceAccount a/b", ordered[4].String())
	assert.Equal(t, "b on cluster a", ordered[0].String())
}

func TestRefs(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Role a/r", access.Ref{Kind: "Role", Namespace: "a", Name: "r"}.String())
	assert.Equal(t, "ClusterRole r", access.Ref{Kind: "ClusterRole", Name: "r"}.String())
	assert.Equal(t, "(secret)", access.SubjectName(rbacv1.Subject{Kind: access.Secret, Name: access.Secret}), "hidden as a whole")
	assert.Equal(t, "Group (secret)", access.SubjectName(access.GroupSubject(access.Secret)))
	assert.Equal(t, "Group Group", access.SubjectName(access.GroupSubject("Group")))
	assert.Equal(t, "(secret) g", access.SubjectName(rbacv1.Subject{Kind: access.Secret, Name: "g"}))
}

func TestClusterNames(t *testing.T) {
	t.Parallel()
	assert.True(t, access.Named("ml"))
	assert.False(t, access.Named(access.Unknown))
	assert.False(t, access.Named(access.Unnamed("blue")))
}
