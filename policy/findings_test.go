package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

func parts(p policy.Policy) []string {
	var parts []string
	for _, f := range p.Findings() {
		parts = append(parts, f.Path+" "+f.Part)
	}
	return parts
}

func TestFindingsInTheDocumentedPolicy(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		`namespace[1] resource "nodes"`,
		`namespace[2] list on "pods/log"`,
		`namespace[4] verb "describe"`,
		`namespace[4] list, create, delete on "pytorchjobs/status"`,
	}, parts(policy.Documented()))
}

// TestNoFindingsInTheCatalogue: our own rules all have an effect.
func TestNoFindingsInTheCatalogue(t *testing.T) {
	t.Parallel()
	for _, c := range policy.Catalogue() {
		if c.Name != "documented" {
			assert.Empty(t, parts(c.Policy()), c.Name)
		}
	}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	named := func(r rbacv1.PolicyRule) rbacv1.PolicyRule {
		r.ResourceNames = []string{"one"}
		return r
	}
	tests := map[string]struct {
		cluster, namespace rbacv1.PolicyRule
		want               []string
	}{
		"namespaces by name":      {namespace: rule("", "namespaces", "get", "patch")},
		"namespaces without name": {namespace: rule("", "namespaces", "get", "list"), want: []string{`namespace[0] list on "namespaces"`}},
		"subresource of a cluster-scoped resource": {
			namespace: rule("", "nodes/status", "get"), want: []string{`namespace[0] resource "nodes/status"`},
		},
		"cluster-scoped in the cluster": {cluster: rule("", "nodes", "list")},
		"name with create": {
			namespace: named(rule("", "pods", "get", "create")), want: []string{`namespace[0] create on "pods" with resourceNames`},
		},
		"name with list": {
			cluster: named(rule("kueue.x-k8s.io", "clusterqueues", "get", "list")),
			want:    []string{`cluster[0] list on "clusterqueues" with resourceNames`},
		},
		"name with create of a subresource": {namespace: named(rule("", "pods/exec", "create"))},
		"wildcards":                         {namespace: rule("*", "*", "*")},
		"special verbs":                     {cluster: rule("rbac.authorization.k8s.io", "clusterroles", "bind", "escalate")},
		"verb of an address": {
			cluster: rbacv1.PolicyRule{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get", "list"}},
			want:    []string{`cluster[0] verb "list"`},
		},
		"an idle verb after a special and a known one": {
			namespace: rule("", "pods", "*", "get", "describe"), want: []string{`namespace[0] verb "describe"`},
		},
		"a cluster-scoped resource after others": {
			namespace: rbacv1.PolicyRule{
				APIGroups: []string{""}, Resources: []string{"pods", "namespaces", "nodes"}, Verbs: []string{"get"},
			},
			want: []string{`namespace[0] resource "nodes"`},
		},
		"an idle subresource after others": {
			namespace: rbacv1.PolicyRule{
				APIGroups: []string{""}, Resources: []string{"pods", "pods/status", "pods/log"}, Verbs: []string{"get", "patch"},
			},
			want: []string{`namespace[0] patch on "pods/log"`},
		},
		"a name without effect after a subresource": {
			namespace: named(rbacv1.PolicyRule{
				APIGroups: []string{""}, Resources: []string{"pods/exec", "pods"}, Verbs: []string{"create"},
			}),
			want: []string{`namespace[0] create on "pods" with resourceNames`},
		},
		"same group, other resource": {namespace: rule("apps", "nodes", "get")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var p policy.Policy
			if test.cluster.Verbs != nil {
				p.Cluster = []rbacv1.PolicyRule{test.cluster}
			}
			if test.namespace.Verbs != nil {
				p.Namespace = []rbacv1.PolicyRule{test.namespace}
			}
			assert.Equal(t, test.want, parts(p))
		})
	}
}
