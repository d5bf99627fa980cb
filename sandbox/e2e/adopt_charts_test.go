package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// charted is access by AWS's three charts, installed by Helm, and a stack whose configuration adopt plan proposed.
type charted struct {
	release  release
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
		c.waitForGroup(t, "own-y-charts-y-b-cluster-level") // who is signed in goes on with the old groups for a while
		c.release.uninstall()
		c.requireKept(t)
	})
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

// waitForGroup waits until the API server knows of a group of the team's member.
func (c *charted) waitForGroup(t *testing.T, group string) {
	t.Helper()
	kube := client(t, box.SignIn(c.profiles[1]))
	require.Eventually(t, func() bool {
		me, err := kube.AuthenticationV1().SelfSubjectReviews().Create(testContext(t), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		return err == nil && slices.Contains(me.Status.UserInfo.Groups, group)
	}, time.Minute, 100*time.Millisecond)
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
