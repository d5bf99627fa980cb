package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// charted is access by AWS's three charts, installed by Helm, and a stack whose configuration adopt plan proposed.
type charted struct {
	release  helmRelease
	settings config
	stack    *stack.Stack
	// profiles are of one who has rights by the charts of the cluster and of a namespace, and of a member of a team.
	profiles   []string
	namespaces []string
	before     map[string]bool
	colleagues []*colleagues
}

// TestAdoptCharts: the groups of AWS's charts are taken over by the entries alone. Then the stack takes the objects from
// Helm, or it makes its own, and the charts go.
func TestAdoptCharts(t *testing.T) {
	t.Run("objects of the charts", func(t *testing.T) {
		c := newCharted(t, "charts-x")
		for _, team := range c.settings["teams"].(map[string]any) {
			team.(map[string]any)["helmCharts"].(map[string]any)["createObjects"] = true
		}
		require.NoError(t, c.stack.Configure(c.settings))
		requireBlocked(t, c.stack, "helm:kube-system/charts-x")
		reviewed, changes := takeOver(t, c.stack, "--from", "helm")
		assert.Equal(t, plan{"update ClusterRole": 2, "update ClusterRoleBinding": 2, "update Role": 2, "update RoleBinding": 2}, changes.Ops())
		assert.Zero(t, reviewed.Summary)
		assert.Len(t, reviewed.adopted(), 8)
		keep := config{"annotations": config{"helm.sh/resource-policy": "keep"}}
		c.release.upgrade(config{"cluster-role-and-bindings": keep, "namespaced-role-and-bindings": keep, "team-role-and-bindings": keep})
		c.release.uninstall()
		c.requireKept(t)
	})
	t.Run("objects of its own", func(t *testing.T) {
		c := newCharted(t, "charts-y")
		require.NoError(t, c.stack.Configure(with(c.settings, config{"namePrefix": "own-y", "teams": config{
			"charts-y-c-cluster-level": ofRoles(t, "charts-y-c", "charts-y", "charts-y-n"),
			"charts-y-b":               ofRoles(t, "hyperpod-ns-charts-y-b-cluster-role", "hyperpod-ns-charts-y-b", "hyperpod-ns-charts-y-b-namespace-role"),
		}})))
		changes, err := c.stack.Up(testContext(t))
		require.NoError(t, err)
		assert.Equal(t, plan{
			"create ClusterRole": 2, "create ClusterRoleBinding": 2, "create Role": 2, "create RoleBinding": 2, "update AccessEntry": 2,
		}, changes.Ops())
		waitForGroup(t, c.profiles[1], "own-y-charts-y-b-cluster-level")
		c.release.uninstall()
		c.requireKept(t)
	})
}

// TestAdoptOldCharts: charts of before April 2026 bind in kubeflow, whatever the namespace of the role, so that nobody has
// its rights. What there is counts: nobody gains them.
func TestAdoptOldCharts(t *testing.T) {
	require.NoError(t, createNamespace(testContext(t), "charts-z"))
	require.NoError(t, createNamespace(testContext(t), "hyperpod-ns-charts-z"))
	install(t, "charts-z", config{
		"cluster-role-and-bindings": config{"roleName": "charts-z-c"},
		"namespaced-role-and-bindings": config{
			"roleName": "charts-z-n", "namespace": "charts-z", "bindingNamespace": "kubeflow",
		},
		"team-role-and-bindings": config{"computeQuotaTarget": config{"targetId": "charts-z"}},
	})
	profile, arn := principal(t, "charts-z-alice")
	createEntry(t, arn, "charts-z-c-cluster-level", "charts-z-n-charts-z-level")
	profiles, namespaces := []string{profile}, []string{"charts-z", "kubeflow"}
	before := resolved(t, profiles, namespaces...)
	atWork := map[question]bool{}
	addRights(atWork, "", documentedClusterRules)
	scientists := working(t, profiles, slices.Collect(maps.Keys(atWork)))

	code, _, said := adoptPlan(t, sandbox.Administrator)
	assert.Equal(t, 1, code)
	assert.Contains(t, said, arn+": left out: its rights by charts-z-n-charts-z-level cannot be expressed: RoleBinding "+
		"kubeflow/charts-z-n-binding: its role, Role kubeflow/charts-z-n, does not exist; it would give rights to whoever makes it")
	require.NoError(t, admin(t).RbacV1().RoleBindings("kubeflow").Delete(testContext(t), "charts-z-n-binding", metav1.DeleteOptions{}))

	proposal := plannedFor(t, "charts-z")
	assert.Equal(t, config{"cluster": config{"roleName": "charts-z-c"}}, proposal.settings["helmCharts"])
	assert.Contains(t, proposal.text, "#   "+arn+": its group charts-z-n-charts-z-level is left out: no binding gives anything to it\n")
	st := newStack(t, "adopt-charts-z", proposal.settings)
	_, changes := takeOver(t, st)
	assert.Equal(t, plan{"update AccessEntry": 1}, changes.Ops())
	requireUnchanged(t, st)
	scientists.stop()
	requireSame(t, before, resolved(t, profiles, namespaces...))
}

func newCharted(t *testing.T, prefix string) *charted {
	t.Helper()
	ctx, team := testContext(t), "hyperpod-ns-"+prefix+"-b"
	require.NoError(t, createNamespace(ctx, prefix))
	require.NoError(t, createNamespace(ctx, team))
	c := &charted{namespaces: []string{prefix, team}, release: install(t, prefix, config{
		"cluster-role-and-bindings":    config{"roleName": prefix + "-c"},
		"namespaced-role-and-bindings": config{"roleName": prefix + "-n", "namespace": prefix},
		"team-role-and-bindings":       config{"computeQuotaTarget": config{"targetId": prefix + "-b"}},
	})}
	alice, aliceARN := principal(t, prefix+"-alice")
	createEntry(t, aliceARN, prefix+"-c-cluster-level", prefix+"-n-"+prefix+"-level")
	bob, bobARN := principal(t, prefix+"-bob")
	createEntry(t, bobARN, team+"-namespace-level-group")
	c.profiles = []string{alice, bob}
	c.before = resolved(t, c.profiles, c.namespaces...)
	c.colleagues = []*colleagues{
		working(t, []string{alice}, found{namespaces: c.namespaces[:1]}.rights()), working(t, []string{bob}, teamRights(team)),
	}

	c.settings = plannedFor(t, prefix).settings
	assert.Equal(t, config{
		prefix + "-b": config{"helmCharts": config{"team": config{"targetId": prefix + "-b"}}},
		prefix + "-c-cluster-level": config{"helmCharts": config{
			"cluster": config{"roleName": prefix + "-c"}, "namespaced": config{"roleName": prefix + "-n", "namespace": prefix},
		}},
	}, c.settings["teams"])
	c.stack = newStack(t, "adopt-"+prefix, c.settings)
	reviewed, changes := takeOver(t, c.stack)
	assert.Empty(t, changes, "the objects stay Helm's")
	assert.Zero(t, reviewed.Summary)
	requireUnchanged(t, c.stack)
	return c
}

// requireKept: there is nothing left to do, and everybody had and has what they had.
func (c *charted) requireKept(t *testing.T) {
	t.Helper()
	requireSettled(t, c.stack)
	for _, colleagues := range c.colleagues {
		colleagues.stop()
	}
	requireSame(t, c.before, resolved(t, c.profiles, c.namespaces...))
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
