package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestTakesNothingOver: a stack does not write over what somebody else made, and writes over what it made itself.
func TestTakesNothingOver(t *testing.T) {
	ctx, rbac := testContext(t), admin(t).RbacV1()
	require.NoError(t, createNamespace(ctx, "existing"))
	_, alice := principal(t, "ExistingAlice")
	_, bob := principal(t, "ExistingBob")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "existing", "namespaces": []string{"existing"},
		"principals": config{"alice": alice}, "guardrails": config{"action": "deny"},
	}
	byHand := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "existing-cluster-role", Annotations: map[string]string{
		"meta.helm.sh/release-name": "hyperpod", "meta.helm.sh/release-namespace": "kube-system",
	}}}
	_, err := rbac.ClusterRoles().Create(ctx, byHand, metav1.CreateOptions{})
	require.NoError(t, err)
	first := newStack(t, "existing", settings)
	_, err = first.Preview(ctx)
	require.ErrorContains(t, err, "ClusterRole existing-cluster-role, kept by helm:kube-system/hyperpod\n")
	assert.Equal(t, 1, strings.Count(err.Error(), "to take over what exists: docs/adopt.md\n"), "the list is printed once: %v", err)
	require.NoError(t, rbac.ClusterRoles().Delete(ctx, byHand.Name, metav1.DeleteOptions{}))
	_, err = first.Up(ctx)
	require.NoError(t, err)

	second := newStack(t, "existing-too", with(settings, config{"principals": config{"bob": bob}}))
	_, err = second.Up(ctx)
	for _, object := range []string{
		"ClusterRole existing-cluster-role", "ClusterRoleBinding existing-cluster-role-binding",
		"Role existing/existing-namespace-level-role", "RoleBinding existing/existing-namespace-level-role-binding",
		"ValidatingAdmissionPolicy existing-guardrails", "ValidatingAdmissionPolicyBinding existing-guardrails-existing",
	} {
		assert.ErrorContains(t, err, object+", kept by pulumi:organization/scientist-access/existing\n")
	}
	_, err = second.Destroy(ctx)
	require.NoError(t, err)
	changes, err := first.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes, "the second stack has deleted nothing")

	// An update that was killed leaves objects that the state does not know.
	_, err = first.Run(ctx, "state", "delete", "--yes", "--target-dependents", "urn:pulumi:existing::scientist-access::"+
		"scientistaccess:index:ScientistAccess$kubernetes:rbac.authorization.k8s.io/v1:Role::scientist-access/existing")
	require.NoError(t, err)
	_, err = first.Preview(ctx)
	require.ErrorContains(t, err, "its principal has an access entry on cluster ml already", "EKS does not tell whose it is")
	assert.NotContains(t, err.Error(), "these exist")
	deleteEntry(t, alice)
	changes, err = first.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"create Role": 1, "create RoleBinding": 1, "create ClusterRoleBinding": 1, "create AccessEntry": 1}, changes.Ops(),
		"the access entry depends on the binding for the cluster, which depends on the others")
}

// TestWhoeverAdopts takes over what exists.
func TestWhoeverAdopts(t *testing.T) {
	ctx := testContext(t)
	_, arn := principal(t, "Adopting")
	createEntry(t, arn, "somebody-elses")
	st := newStack(t, "adopting", config{
		"clusterName": sandbox.Cluster, "namePrefix": "adopting", "namespaces": []string{"kubeflow"},
		"principals": config{"alice": arn},
	})
	for _, c := range []struct{ value, says string }{
		{"", "these exist on cluster ml already"},
		{"maybe", `SCIENTIST_ACCESS_ADOPT "maybe" is neither true nor false`},
		{"false", "these exist on cluster ml already"},
		{"true", ""},
	} {
		st.Setenv("SCIENTIST_ACCESS_ADOPT=" + c.value)
		_, err := st.Preview(ctx)
		if c.says == "" {
			assert.NoError(t, err)
			continue
		}
		assert.ErrorContains(t, err, c.says)
	}
}
