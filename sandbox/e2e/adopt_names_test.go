package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestAdoptOtherNames: objects with names that the program would not give. The stack makes its own beside them, and they
// are deleted afterwards.
func TestAdoptOtherNames(t *testing.T) {
	ctx, rbac := testContext(t), admin(t).RbacV1()
	require.NoError(t, createNamespace(ctx, "names-lab"))
	group := []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "lab"}}
	ref := func(kind string) rbacv1.RoleRef {
		return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: "lab"}
	}
	meta := metav1.ObjectMeta{Name: "lab"}
	_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta, Rules: rulesOf(documentedClusterRules)}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{ObjectMeta: meta, RoleRef: ref("ClusterRole"), Subjects: group}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.Roles("names-lab").Create(ctx, &rbacv1.Role{ObjectMeta: meta, Rules: rulesOf(documentedNamespaceRules)}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.RoleBindings("names-lab").Create(ctx, &rbacv1.RoleBinding{ObjectMeta: meta, RoleRef: ref("Role"), Subjects: group}, metav1.CreateOptions{})
	require.NoError(t, err)
	profile, arn := principal(t, "names-alice")
	createEntry(t, arn, "lab")
	profiles := []string{profile}
	before := resolved(t, profiles, "names-lab")
	scientists := working(t, profiles, found{namespaces: []string{"names-lab"}}.rights())

	proposal := plannedFor(t, "names-")
	assert.Contains(t, proposal.text, "# What this changes: nobody gains or loses a right; only groups change\n")
	assert.Contains(t, proposal.text, "#   RoleBinding names-lab/lab: is replaced by the stack's own; it stays until you delete it with its role, Role names-lab/lab\n")
	st := newStack(t, "adopt-names", proposal.settings)
	_, changes := takeOver(t, st) // the review of the stack alone cannot know what the group lab gave
	assert.Equal(t, plan{
		"create ClusterRole": 1, "create ClusterRoleBinding": 1, "create Role": 1, "create RoleBinding": 1, "update AccessEntry": 1,
	}, changes.Ops())
	for _, own := range entries(t)[arn] {
		waitForGroup(t, profile, own)
	}
	require.NoError(t, rbac.ClusterRoleBindings().Delete(ctx, "lab", metav1.DeleteOptions{}))
	require.NoError(t, rbac.ClusterRoles().Delete(ctx, "lab", metav1.DeleteOptions{}))
	require.NoError(t, rbac.RoleBindings("names-lab").Delete(ctx, "lab", metav1.DeleteOptions{}))
	require.NoError(t, rbac.Roles("names-lab").Delete(ctx, "lab", metav1.DeleteOptions{}))
	scientists.stop()
	requireSettled(t, st)
	requireSame(t, before, resolved(t, profiles, "names-lab"))
}
