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
