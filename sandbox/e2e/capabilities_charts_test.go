package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
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
	charts := config{"cluster": config{}, "namespaced": config{}, "team": config{"targetId": "charts"}}
	settings := config{
		"clusterName": sandbox.Cluster, "principals": config{"alice": alice}, "helmCharts": charts,
	}
	st := newStack(t, "charts", settings)
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	assert.Equal(t, plan{"create ScientistAccess": 1, "create AccessEntry": 1}, changes.Ops(), "RBAC is left alone")
	assert.Equal(t, []string{
		"hyperpod-ns-charts-namespace-level-group",
		"hyperpod-scientist-user-cluster-role-cluster-level",
		"hyperpod-scientist-user-namespace-level-role-kubeflow-level",
	}, sorted(entries(t)[alice]))
	assertChartAccess(t, profile, func(err error) bool { return err == nil })

	for _, r := range chartRoles {
		r.uninstall()
	}
	apply(t, st, settings, []edit{{
		name:   "objects in place of the charts' own",
		change: func(config) { charts["createObjects"] = true },
		want:   plan{"create ClusterRole": 2, "create ClusterRoleBinding": 2, "create Role": 2, "create RoleBinding": 2},
		then: func(t *testing.T, _ stack.Changes) {
			for _, r := range chartRoles {
				r.assertInstalled(t)
			}
			assertChartAccess(t, profile, func(err error) bool { return err == nil })
		},
	}})
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
