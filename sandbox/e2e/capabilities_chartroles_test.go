package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// chartRole is a role and its binding as a chart renders them.
type chartRole struct {
	namespace, name, binding, group string
	rules                           []rbacv1.PolicyRule
}

func chartRule(group string, resources []string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: verbs}
}

// chartRoles are what AWS's three charts render with their default values and the targetId "charts", typed in from
// there.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
var chartRoles = []chartRole{
	{
		name: "hyperpod-scientist-user-cluster-role", binding: "hyperpod-scientist-user-cluster-role-binding",
		group: "hyperpod-scientist-user-cluster-role-cluster-level",
		rules: []rbacv1.PolicyRule{
			chartRule("", []string{"pods"}, "list"),
			chartRule("", []string{"nodes"}, "list"),
		},
	},
	{
		namespace: "kubeflow",
		name:      "hyperpod-scientist-user-namespace-level-role",
		binding:   "hyperpod-scientist-user-namespace-level-role-binding",
		group:     "hyperpod-scientist-user-namespace-level-role-kubeflow-level",
		rules: []rbacv1.PolicyRule{
			chartRule("", []string{"pods"}, "create", "get"),
			chartRule("", []string{"nodes"}, "get", "list"),
			chartRule("", []string{"pods/log"}, "get", "list"),
			chartRule("", []string{"pods/exec"}, "get", "create"),
			chartRule("kubeflow.org", []string{"pytorchjobs", "pytorchjobs/status"},
				"get", "list", "create", "delete", "update", "describe"),
			chartRule("", []string{"configmaps"}, "create", "update", "get", "delete", "list"),
			chartRule("", []string{"secrets"}, "create", "get", "list", "delete"),
		},
	},
	{
		name: "hyperpod-ns-charts-cluster-role", binding: "hyperpod-ns-charts-cluster-role-binding",
		group: "hyperpod-ns-charts-namespace-level-group",
		rules: []rbacv1.PolicyRule{
			chartRule("", []string{"namespaces"}, "list", "get"),
			{
				APIGroups: []string{"kueue.x-k8s.io"}, Resources: []string{"clusterqueues"},
				ResourceNames: []string{"hyperpod-ns-charts-clusterqueue"}, Verbs: []string{"list", "get", "watch"},
			},
			chartRule("kueue.x-k8s.io", []string{"resourceflavors", "workloadpriorityclasses"}, "list", "get", "watch"),
		},
	},
	{
		namespace: chartNamespace,
		name:      "hyperpod-ns-charts-namespace-role", binding: "hyperpod-ns-charts-namespace-role-binding",
		group: "hyperpod-ns-charts-namespace-level-group",
		rules: []rbacv1.PolicyRule{
			chartRule("", []string{"namespaces"}, "get", "describe"),
			chartRule("batch", []string{"jobs"}, "get", "list", "watch", "create", "update", "patch", "delete"),
			chartRule("", []string{"pods"}, "create", "get", "watch", "list"),
			chartRule("", []string{"nodes", "nodes/status", "pods/status"}, "get", "list", "watch"),
			chartRule("", []string{"pods/log"}, "get", "list"),
			chartRule("kubeflow.org", []string{"pytorchjobs", "pytorchjobs/status"},
				"get", "list", "watch", "create", "delete", "update"),
			chartRule("", []string{"serviceaccounts"}, "get", "list"),
			chartRule("", []string{"configmaps"}, "create", "update", "get", "delete"),
			chartRule("", []string{"secrets"}, "create", "get", "list", "delete"),
			chartRule("apiextensions.k8s.io", []string{"customresourcedefinitions"}, "list", "get"),
			chartRule("kueue.x-k8s.io", []string{"workloads", "workloads/status"}, "get", "list", "watch", "patch"),
		},
	},
}

func (r chartRole) roleRef() rbacv1.RoleRef {
	kind := "Role"
	if r.namespace == "" {
		kind = "ClusterRole"
	}
	return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: r.name}
}

func (r chartRole) subjects() []rbacv1.Subject {
	return []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: r.group}}
}

// install creates the role and its binding, as Helm would.
func (r chartRole) install(t *testing.T) {
	t.Helper()
	t.Cleanup(r.uninstall)
	ctx, rbac, opts := testContext(t), admin(t).RbacV1(), metav1.CreateOptions{}
	role, binding := metav1.ObjectMeta{Name: r.name}, metav1.ObjectMeta{Name: r.binding}
	if r.namespace == "" {
		_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: role, Rules: r.rules}, opts)
		require.NoError(t, err)
		_, err = rbac.ClusterRoleBindings().Create(ctx,
			&rbacv1.ClusterRoleBinding{ObjectMeta: binding, RoleRef: r.roleRef(), Subjects: r.subjects()}, opts)
		require.NoError(t, err)
		return
	}
	_, err := rbac.Roles(r.namespace).Create(ctx, &rbacv1.Role{ObjectMeta: role, Rules: r.rules}, opts)
	require.NoError(t, err)
	_, err = rbac.RoleBindings(r.namespace).Create(ctx,
		&rbacv1.RoleBinding{ObjectMeta: binding, RoleRef: r.roleRef(), Subjects: r.subjects()}, opts)
	require.NoError(t, err)
}

// uninstall deletes both, if they are there.
func (r chartRole) uninstall() {
	admin, err := kubernetes.NewForConfig(box.Admin)
	if err != nil {
		return
	}
	ctx, rbac, opts := context.Background(), admin.RbacV1(), metav1.DeleteOptions{}
	if r.namespace == "" {
		_ = rbac.ClusterRoleBindings().Delete(ctx, r.binding, opts)
		_ = rbac.ClusterRoles().Delete(ctx, r.name, opts)
		return
	}
	_ = rbac.RoleBindings(r.namespace).Delete(ctx, r.binding, opts)
	_ = rbac.Roles(r.namespace).Delete(ctx, r.name, opts)
}

// assertInstalled compares what is on the cluster with what the chart renders.
func (r chartRole) assertInstalled(t *testing.T) {
	t.Helper()
	ctx, rbac, opts := testContext(t), admin(t).RbacV1(), metav1.GetOptions{}
	if r.namespace == "" {
		role, err := rbac.ClusterRoles().Get(ctx, r.name, opts)
		require.NoError(t, err)
		assert.Equal(t, r.rules, role.Rules)
		binding, err := rbac.ClusterRoleBindings().Get(ctx, r.binding, opts)
		require.NoError(t, err)
		assert.Equal(t, r.roleRef(), binding.RoleRef)
		assert.Equal(t, r.subjects(), binding.Subjects)
		return
	}
	role, err := rbac.Roles(r.namespace).Get(ctx, r.name, opts)
	require.NoError(t, err)
	assert.Equal(t, r.rules, role.Rules)
	binding, err := rbac.RoleBindings(r.namespace).Get(ctx, r.binding, opts)
	require.NoError(t, err)
	assert.Equal(t, r.roleRef(), binding.RoleRef)
	assert.Equal(t, r.subjects(), binding.Subjects)
}
