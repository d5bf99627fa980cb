package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

func TestSingles(t *testing.T) {
	t.Parallel()
	address := func(path string, verbs ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{NonResourceURLs: []string{path}, Verbs: verbs}
	}
	tests := map[string]struct{ rules, want []rbacv1.PolicyRule }{
		"no rules": {},
		"no verbs": {rules: []rbacv1.PolicyRule{rule("", "pods")}},
		"verbs and resources": {
			[]rbacv1.PolicyRule{{APIGroups: []string{"apps"}, Resources: []string{"y", "x"}, Verbs: []string{"list", "get"}}},
			[]rbacv1.PolicyRule{
				rule("apps", "x", "get"), rule("apps", "x", "list"), rule("apps", "y", "get"), rule("apps", "y", "list"),
			},
		},
		"names": {
			[]rbacv1.PolicyRule{named(rule("", "secrets", "get"), "b", "a")},
			[]rbacv1.PolicyRule{named(rule("", "secrets", "get"), "a"), named(rule("", "secrets", "get"), "b")},
		},
		"addresses": {
			[]rbacv1.PolicyRule{address("/a", "post", "get")},
			[]rbacv1.PolicyRule{address("/a", "get"), address("/a", "post")},
		},
		"each once": {
			[]rbacv1.PolicyRule{rule("", "pods", "get"), rule("", "pods", "get")},
			[]rbacv1.PolicyRule{rule("", "pods", "get")},
		},
		"covered too": {
			[]rbacv1.PolicyRule{rule("", "pods", "get", "*")},
			[]rbacv1.PolicyRule{rule("", "pods", "*"), rule("", "pods", "get")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, policy.Singles(test.rules))
		})
	}
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	rules := []rbacv1.PolicyRule{
		rule("", "pods", "list", "get"), rule("", "events", "get", "list"), rule("", "pods", "get"), rule("", "nodes"),
	}
	want := []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"events", "pods"}, Verbs: []string{"get", "list"}},
	}
	assert.Equal(t, want, policy.Canonical(rules))
	assert.Empty(t, policy.Canonical(nil))
}
