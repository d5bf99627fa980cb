package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// TestNoNameIsAnotherScope: whatever a fixed namespace is called, its rules stay its own.
func TestNoNameIsAnotherScope(t *testing.T) {
	t.Parallel()
	pods := []rbacv1.PolicyRule{rule("", "pods", "get")}
	for _, name := range []string{"", "*", "cluster", "team namespaces"} {
		p := policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{name: pods}}
		assert.Equal(t, p, p.Union(), "%q", name)
		assert.Equal(t, p, p.For("a"), "%q", name)
		for _, other := range []policy.Policy{{Cluster: pods}, {Namespace: pods}} {
			ok, missing := p.Covers(other)
			assert.False(t, ok, "%q", name)
			assert.Equal(t, other, missing, "%q", name)
		}
		gained, _ := policy.Diff(policy.Policy{Namespace: pods}, p)
		assert.Equal(t, p, gained, "%q", name)
	}
}

func TestNamespaceOfAScope(t *testing.T) {
	t.Parallel()
	for scope, want := range map[policy.Scope]bool{
		policy.Cluster: false, policy.TeamNamespaces: false, policy.Elsewhere(""): true, policy.Elsewhere("ops"): true,
	} {
		_, is := scope.Namespace()
		assert.Equal(t, want, is, scope)
	}
}

func TestIsZero(t *testing.T) {
	t.Parallel()
	pods := []rbacv1.PolicyRule{rule("", "pods", "get")}
	elsewhere := func(rules []rbacv1.PolicyRule) policy.Policy {
		return policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"ops": rules}}
	}
	for _, nothing := range []policy.Policy{{}, elsewhere(nil), elsewhere([]rbacv1.PolicyRule{})} {
		assert.True(t, nothing.IsZero(), nothing)
	}
	for _, some := range []policy.Policy{{Cluster: pods}, {Namespace: pods}, elsewhere(pods)} {
		assert.False(t, some.IsZero(), some)
	}
}
