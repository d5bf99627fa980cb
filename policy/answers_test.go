package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// answers are those to the dangers of a policy, by name.
func answers(p policy.Policy, namespaces ...string) map[string]policy.Danger {
	found := map[string]policy.Danger{}
	for _, d := range p.Dangers(namespaces...) {
		found[d.Name] = d
	}
	return found
}

var runsPods = []rbacv1.PolicyRule{rule("", "pods", "create"), rule("", "secrets", "get")}

func TestAnswersInANamespace(t *testing.T) {
	t.Parallel()
	found := answers(policy.Policy{Namespace: runsPods}, "vision")
	require.Len(t, found, 4)
	assert.Equal(t, policy.ServiceAccounts, found["run-pods"].Answer.Guardrail)
	assert.Equal(t, policy.HostAccess, found["reach-nodes"].Answer.Guardrail)
	assert.Equal(t, policy.Guardrail(""), found["mount-secrets"].Answer.Guardrail)
	assert.Contains(t, found["mount-secrets"].Answer.Why, "only you know")
	assert.Equal(t, "reading passes no admission", found["read-secrets"].Answer.Why)

	assert.True(t, found["run-pods"].ClosedBy(policy.HostAccess, policy.ServiceAccounts))
	assert.False(t, found["run-pods"].ClosedBy(policy.HostAccess))
	assert.False(t, found["read-secrets"].ClosedBy(policy.HostAccess, policy.ServiceAccounts))
	assert.False(t, found["read-secrets"].ClosedBy(""))
}

// TestAnswersInTheWholeCluster: guardrails hold in namespaces alone.
func TestAnswersInTheWholeCluster(t *testing.T) {
	t.Parallel()
	found := answers(policy.Policy{Cluster: runsPods})
	for _, name := range []string{"run-pods", "reach-nodes"} {
		assert.Equal(t, policy.Guardrail(""), found[name].Answer.Guardrail, name)
		assert.Contains(t, found[name].Answer.Why, "in the team's namespaces alone", name)
		assert.False(t, found[name].ClosedBy(policy.ServiceAccounts, policy.HostAccess), name)
	}
	assert.Equal(t, "reading passes no admission", found["read-secrets"].Answer.Why)
}

// TestControllersAreNamedWhereTheyMatter: where the danger is another one beside controllers than without.
func TestControllersAreNamedWhereTheyMatter(t *testing.T) {
	t.Parallel()
	const named = "; in kubeflow run the Kubeflow training operator"
	kubeflow, vision := answers(policy.Policy{Namespace: runsPods}, "kubeflow"), answers(policy.Policy{Namespace: runsPods}, "vision")
	assert.Contains(t, kubeflow["run-pods"].Opens, named)
	assert.NotContains(t, kubeflow["reach-nodes"].Opens, named)
	assert.Equal(t, vision["reach-nodes"].Opens, kubeflow["reach-nodes"].Opens)
	for _, d := range vision {
		assert.NotContains(t, d.Opens, "; in ", d.Name)
	}
	for _, d := range answers(policy.Policy{Cluster: runsPods}) {
		assert.NotContains(t, d.Opens, "; in ", d.Name)
	}
}
