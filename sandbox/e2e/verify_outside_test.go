package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/sandbox"
)

// TestVerifyLooksOutsideTheStack: the groups of AWS's chart are bound by the chart, not by the stack. Verify says what
// binds them, and never that this should be deleted.
func TestVerifyLooksOutsideTheStack(t *testing.T) {
	ctx, rbac := testContext(t), admin(t).RbacV1()
	chart := charts.Cluster("verify-outside")[0]
	_, arn := principal(t, "VerifyOutside")
	st := newStack(t, "verify-outside", config{
		"clusterName": sandbox.Cluster, "principals": config{"alice": arn},
		"helmCharts": config{"cluster": config{"roleName": "verify-outside"}},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	export, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	v := newVerifier(t, export, sandbox.Administrator)

	found := v.run(t)
	assert.Equal(t, 2, found.code, "the chart is not installed: the group gives nothing")
	assert.Equal(t, []string{"unbound-group Group " + chart.Group}, found.kinds())

	role, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: chart.Name}, Rules: chart.Rules,
	}, metav1.CreateOptions{FieldManager: "helm"})
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: chart.Binding},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: chart.Name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: chart.Group}},
	}, metav1.CreateOptions{FieldManager: "helm"})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = rbac.ClusterRoleBindings().Delete(context.Background(), chart.Binding, metav1.DeleteOptions{})
		_ = rbac.ClusterRoles().Delete(context.Background(), chart.Name, metav1.DeleteOptions{})
	})

	found = v.run(t)
	assert.Equal(t, 0, found.code, found.stderr)
	assert.Empty(t, found.Findings)
	require.Len(t, found.Outside, 1)
	outside := found.Outside[0]
	assert.Equal(t, "Group "+chart.Group, outside.Object)
	assert.Contains(t, outside.Message, "as AWS's chart cluster-role-and-bindings makes it")
	assert.Equal(t, []string{"= list nodes, pods in the whole cluster"}, outside.Lines)
	assert.Equal(t, "helm", outside.By.Manager)
	assert.Empty(t, outside.Fix)
	assert.NotContains(t, v.print(t, "text").stdout, "kubectl delete")

	role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}})
	_, err = rbac.ClusterRoles().Update(ctx, role, metav1.UpdateOptions{FieldManager: mallory})
	require.NoError(t, err)
	found = v.run(t)
	assert.Equal(t, 0, found.code, found.stderr)
	require.Len(t, found.Outside, 1)
	assert.Contains(t, found.Outside[0].Message, "but with other rules than version 3.9 of it has")
	assert.Contains(t, found.Outside[0].Lines, "+ get secrets")
}
