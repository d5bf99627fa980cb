package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
)

const chartNamespace = "hyperpod-ns-charts"

// TestCapabilitiesBesideHelmCharts: on a cluster with AWS's charts, the groups that the developer guide documents
// lock a scientist out, and those that the charts bind let in.
func TestCapabilitiesBesideHelmCharts(t *testing.T) {
	require.NoError(t, createNamespace(testContext(t), chartNamespace))
	for _, r := range chartRoles {
		r.install(t)
	}
	profile, alice := principal(t, "ChartsAlice")

	t.Run("documented groups", func(t *testing.T) {
		createEntry(t, alice, "hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level")
		assertChartAccess(t, profile, apierrors.IsForbidden)
	})
	st := newStack(t, "charts", config{
		"clusterName": sandbox.Cluster,
		"principals":  config{"alice": alice},
		"helmCharts":  config{"cluster": config{}, "namespaced": config{}, "team": config{"targetId": "charts"}},
	})
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	assert.Equal(t, plan{"create ScientistAccess": 1, "create AccessEntry": 1}, changes.Ops(), "RBAC is left alone")
	assert.Equal(t, []string{
		"hyperpod-ns-charts-namespace-level-group",
		"hyperpod-scientist-user-cluster-role-cluster-level",
		"hyperpod-scientist-user-namespace-level-role-kubeflow-level",
	}, sorted(entries(t)[alice]))
	assertChartAccess(t, profile, func(err error) bool { return err == nil })
}

// assertChartAccess makes a request for each role of each chart, signed in as the principal.
func assertChartAccess(t *testing.T, profile string, want func(error) bool) {
	t.Helper()
	scientist, all := client(t, box.SignIn(profile)), metav1.ListOptions{}
	for name, ask := range map[string]func(context.Context) error{
		"cluster chart: list all pods": func(ctx context.Context) error {
			_, err := scientist.CoreV1().Pods("").List(ctx, all)
			return err
		},
		"namespaced chart: list secrets": func(ctx context.Context) error {
			_, err := scientist.CoreV1().Secrets("kubeflow").List(ctx, all)
			return err
		},
		"team chart: list namespaces": func(ctx context.Context) error {
			_, err := scientist.CoreV1().Namespaces().List(ctx, all)
			return err
		},
		"team chart: list jobs": func(ctx context.Context) error {
			_, err := scientist.BatchV1().Jobs(chartNamespace).List(ctx, all)
			return err
		},
	} {
		var last error
		err := wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
			last = ask(ctx)
			return want(last), nil
		})
		assert.NoError(t, err, "%s; the last answer: %v", name, last)
	}
}

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

func (r chartRole) install(t *testing.T) {
	t.Helper()
	ctx, rbac, subjects := testContext(t), admin(t).RbacV1(), []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: r.group}}
	role, binding := metav1.ObjectMeta{Name: r.name}, metav1.ObjectMeta{Name: r.binding}
	now := metav1.DeleteOptions{}
	if r.namespace == "" {
		_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: role, Rules: r.rules}, metav1.CreateOptions{})
		require.NoError(t, err)
		_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
			ObjectMeta: binding, Subjects: subjects,
			RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: r.name},
		}, metav1.CreateOptions{})
		require.NoError(t, err)
		t.Cleanup(func() {
			_ = rbac.ClusterRoleBindings().Delete(context.Background(), r.binding, now)
			_ = rbac.ClusterRoles().Delete(context.Background(), r.name, now)
		})
		return
	}
	_, err := rbac.Roles(r.namespace).Create(ctx, &rbacv1.Role{ObjectMeta: role, Rules: r.rules}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.RoleBindings(r.namespace).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: binding, Subjects: subjects,
		RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: r.name},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = rbac.RoleBindings(r.namespace).Delete(context.Background(), r.binding, now)
		_ = rbac.Roles(r.namespace).Delete(context.Background(), r.name, now)
	})
}
