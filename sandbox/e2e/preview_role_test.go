package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// TestPreviewNeedsReadingOnly: the preview role of docs/ci.md sees the whole plan, and can carry nothing of it out. In
// AWS the role is an administrator's: the EKS API of the sandbox knows no others. In Kubernetes it reads.
func TestPreviewNeedsReadingOnly(t *testing.T) {
	ctx := testContext(t)
	const previewer, previewerARN = "Previewer", "arn:aws:iam::" + sandbox.AccountID + ":role/Previewer"
	require.NoError(t, box.AddPrincipal(previewer, previewerARN, eks.Administrator()))
	createEntry(t, previewerARN, "previewers")
	letRead(t, "previewers")
	_, arn := principal(t, "Previewed")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "previewed", "namespaces": []string{"elsewhere"},
		"capabilities": []string{"exec"}, "principals": config{"alice": arn},
	}
	st := newStack(t, "previewed", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	require.NoError(t, st.Configure(with(settings, config{
		"namespaces": []string{"elsewhere", "kubeflow"}, "capabilities": []string{"exec", "hyperpod-pytorch-jobs"},
	})))
	wanted, err := st.Preview(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, wanted)

	st.Setenv("AWS_PROFILE=" + previewer)
	t.Cleanup(func() { st.Setenv("AWS_PROFILE=" + sandbox.Administrator) }) // before the stack is destroyed
	plan, err := st.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, wanted.Ops(), plan.Ops())
	_, err = st.Up(ctx)
	assert.ErrorContains(t, err, "forbidden")
}

// letRead lets a group get and list what a stack of the program consists of.
func letRead(t *testing.T, group string) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	meta := metav1.ObjectMeta{Name: group}
	_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta, Rules: []rbacv1.PolicyRule{
		{
			APIGroups: []string{rbacv1.GroupName}, Verbs: []string{"get", "list"},
			Resources: []string{"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
		},
		{APIGroups: []string{""}, Resources: []string{"namespaces"}, Verbs: []string{"get", "list"}},
	}}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: group},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: group}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, rbac.ClusterRoleBindings().Delete(testContext(t), group, metav1.DeleteOptions{}))
		assert.NoError(t, rbac.ClusterRoles().Delete(testContext(t), group, metav1.DeleteOptions{}))
	})
}
