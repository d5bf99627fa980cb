package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestAdoptCharts: AWS's three charts, installed by Helm. Their groups are taken over first, then their objects, and at
// last they are replaced by objects with the program's own names.
func TestAdoptCharts(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "charts-a"))
	require.NoError(t, createNamespace(ctx, "hyperpod-ns-charts-b"))
	hyperpod := install(t, "hyperpod", config{
		"cluster-role-and-bindings":    config{"roleName": "charts-c"},
		"namespaced-role-and-bindings": config{"roleName": "charts-n", "namespace": "charts-a"},
		"team-role-and-bindings":       config{"computeQuotaTarget": config{"targetId": "charts-b"}},
	})
	scientist, alice := principal(t, "ChartsTakenAlice")
	createEntry(t, alice, "charts-c-cluster-level", "charts-n-charts-a-level")
	member, bob := principal(t, "ChartsTakenBob")
	createEntry(t, bob, "hyperpod-ns-charts-b-namespace-level-group")
	everybody, namespaces := []string{scientist, member}, []string{"charts-a", "hyperpod-ns-charts-b"}
	before := resolved(t, everybody, namespaces...)
	scientists := []*colleagues{
		working(t, []string{scientist}, found{namespaces: namespaces[:1]}.rights()),
		working(t, []string{member}, teamRights("hyperpod-ns-charts-b")),
	}

	settings := plannedFor(t, "charts-").settings
	assert.Equal(t, config{
		"charts-b":               config{"helmCharts": config{"team": config{"targetId": "charts-b"}}},
		"charts-c-cluster-level": config{"helmCharts": config{"cluster": config{"roleName": "charts-c"}, "namespaced": config{"roleName": "charts-n", "namespace": "charts-a"}}},
	}, settings["teams"])
	st := newStack(t, "adopt-charts", settings)
	reviewed, changes := takeOver(t, st)
	assert.Empty(t, changes, "the objects stay Helm's")
	assert.Zero(t, reviewed.Summary)
	requireUnchanged(t, st)

	for _, team := range settings["teams"].(map[string]any) {
		team.(map[string]any)["helmCharts"].(map[string]any)["createObjects"] = true
	}
	require.NoError(t, st.Configure(settings))
	requireBlocked(t, st, "helm:kube-system/hyperpod")
	reviewed, changes = takeOver(t, st, "--from", "helm")
	assert.Equal(t, plan{"update ClusterRole": 2, "update ClusterRoleBinding": 2, "update Role": 2, "update RoleBinding": 2}, changes.Ops())
	assert.Zero(t, reviewed.Summary)
	assert.Len(t, reviewed.adopted(), 8)
	keep := config{"annotations": config{"helm.sh/resource-policy": "keep"}}
	hyperpod.upgrade(config{"cluster-role-and-bindings": keep, "namespaced-role-and-bindings": keep, "team-role-and-bindings": keep})
	hyperpod.uninstall()
	requireSettled(t, st)
	assert.Equal(t, before, resolved(t, everybody, namespaces...))

	require.NoError(t, st.Configure(with(settings, config{"namePrefix": "charts-own", "teams": config{
		"charts-c-cluster-level": ofRoles(t, "charts-c", "charts-a", "charts-n"),
		"charts-b":               ofRoles(t, "hyperpod-ns-charts-b-cluster-role", "hyperpod-ns-charts-b", "hyperpod-ns-charts-b-namespace-role"),
	}})))
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, 2, changes.Ops()["update AccessEntry"])
	for _, s := range scientists {
		s.stop()
	}
	requireSettled(t, st)
	assert.Equal(t, before, resolved(t, everybody, namespaces...))
	assert.Equal(t, []string{"charts-own-charts-b-cluster-level", "charts-own-charts-b-namespace-level"}, sorted(entries(t)[bob]))
}

// ofRoles is a team with names of its own and the rules of two roles.
func ofRoles(t *testing.T, clusterRole, namespace, role string) config {
	t.Helper()
	inCluster, err := admin(t).RbacV1().ClusterRoles().Get(testContext(t), clusterRole, metav1.GetOptions{})
	require.NoError(t, err)
	inNamespace, err := admin(t).RbacV1().Roles(namespace).Get(testContext(t), role, metav1.GetOptions{})
	require.NoError(t, err)
	return config{
		"namespaces": []string{namespace}, "policy": config{"cluster": inCluster.Rules, "namespace": inNamespace.Rules},
	}
}

// teamRights are some of those that the team's chart gives.
func teamRights(namespace string) []question {
	return []question{
		{verb: "create", resource: resourceOf("", "pods"), namespace: namespace},
		{verb: "list", resource: resourceOf("", "namespaces")},
		{verb: "patch", resource: resourceOf("kueue.x-k8s.io", "workloads"), namespace: namespace},
		{verb: "get", resource: resourceOf("kueue.x-k8s.io", "clusterqueues"), name: namespace + "-clusterqueue"},
	}
}
