package propose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

// TestWhatAStackCannotExpress: one more binding of a group. Where the group keeps its name the binding stays as it is;
// where it does not, its members are left out.
func TestWhatAStackCannotExpress(t *testing.T) {
	t.Parallel()
	role := func(change func(*access.Role)) part {
		return func(live *Live) { change(&live.Objects.Roles[len(live.Objects.Roles)-1]) }
	}
	pods := rules("list pods")
	tests := []struct {
		name string
		of   func(group string) part
		why  string
	}{
		{"cluster-admin", func(g string) part { return bindTo("", "ClusterRole", "cluster-admin", "x", group(g)) },
			"ClusterRoleBinding x: its role, ClusterRole cluster-admin, is Kubernetes' own, which a stack cannot bind"},
		{"a built-in role", func(g string) part {
			return both(bound("", "view", "y", pods), role(func(r *access.Role) { r.Default, r.Aggregated = true, true }), bindTo("a", "ClusterRole", "view", "x", group(g)))
		}, "RoleBinding a/x: its role, ClusterRole view, is Kubernetes' own, which a stack cannot bind"},
		{"an aggregated role", func(g string) part {
			return both(bound("", "all", "x", pods, group(g)), role(func(r *access.Role) { r.Aggregated = true }))
		}, "ClusterRoleBinding x: its role, ClusterRole all, is aggregated: the cluster fills it with the rules of others"},
		{"a role that does not exist", func(g string) part { return bindTo("a", "Role", "gone", "x", group(g)) },
			"RoleBinding a/x: its role, Role a/gone, does not exist; it would give rights to whoever makes it"},
		{"another tool's binding", func(g string) part { return both(bound("a", "own", "x", pods, group(g)), keptBy("argocd:access")) },
			"RoleBinding a/x: it is kept by argocd:access"},
		{"another tool's role", func(g string) part {
			return both(bound("a", "own", "y", pods), keptBy("terraform"), bindTo("a", "Role", "own", "x", group(g)))
		}, "RoleBinding a/x: its role, Role a/own, is kept by terraform"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := proposed(t, cluster(documented("research", "a"), test.of("research-cluster-level"), member(alice, "research")),
				`{"namePrefix":"research","namespaces":["a"],"principals":{"alice":"`+alice+`"}}`)
			object, why, _ := strings.Cut(test.why, ": ")
			assert.Equal(t, []string{
				object + ": stays as it is, and goes on to give its rights to research-cluster-level, research-namespace-level: " + why,
			}, lines(plan.Unexpressed))
			assert.Empty(t, plan.Afterwards)

			plan, err := New(cluster(bound("a", "r", "b", pods, group("g")), test.of("g"), entry(alice, "g"), bound("a", "s", "t", pods, group("h")), entry(bob, "h")))
			require.NoError(t, err)
			assert.Equal(t, map[string]Principal{"bob": {ARN: bob}}, plan.Config.Principals)
			assert.Equal(t, []string{alice + ": left out: its rights by g cannot be expressed: " + test.why}, lines(plan.Unexpressed))
		})
	}
}

// TestWhatStays is about principals whom the stack takes over.
func TestWhatStays(t *testing.T) {
	t.Parallel()
	live := cluster(
		documented("research", "a"), entry(carol, "research-cluster-level", "research-namespace-level", "unbound"),
		bound("b", "own", "by-name", rules("get pods"), access.UserSubject(carol)),
		bindTo("b", "ClusterRole", "cluster-admin", "two", group("research-cluster-level"), group("research-namespace-level")),
	)
	for _, policy := range []string{"AmazonEKSViewPolicy", "AmazonEKSEditPolicy"} {
		live.Objects.Associations = append(live.Objects.Associations, access.PolicyAssociation{
			Origin: here, PrincipalARN: carol, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/" + policy,
		})
	}
	plan := proposed(t, live, `{"namePrefix":"research","namespaces":["a"],"principals":{"carol":"`+carol+`"}}`)
	assert.Equal(t, []string{
		"RoleBinding b/by-name: stays as it is: it names " + carol + " as a user, and a stack binds groups",
		"RoleBinding b/two: stays as it is, and goes on to give its rights to research-cluster-level, research-namespace-level: " +
			"its role, ClusterRole cluster-admin, is Kubernetes' own, which a stack cannot bind",
		carol + ": its EKS access policy AmazonEKSEditPolicy stays as it is: this plan does not propose accessPolicies",
		carol + ": its EKS access policy AmazonEKSViewPolicy stays as it is: this plan does not propose accessPolicies",
		carol + ": its group unbound is left out: no binding gives anything to it",
	}, lines(plan.Unexpressed))
}

// TestRefusedRules: what the component refuses and no name allows.
func TestRefusedRules(t *testing.T) {
	t.Parallel()
	_, err := New(cluster(bound("a", "r", "b", rules("get "), group("g")), entry(alice, "g")))
	assert.ErrorContains(t, err, alice+": left out: its rights by g are refused: policy.namespace[0]: Invalid value: \"\": "+
		"verbs and resources must not be empty strings")
}

// TestWhomTheStackWouldGiveOtherRights: names that the component would take for its placeholder.
func TestWhomTheStackWouldGiveOtherRights(t *testing.T) {
	t.Parallel()
	queues := rules("get clusterqueues.kueue.x-k8s.io")
	queues[0].ResourceNames = []string{"{namespace}-clusterqueue"}
	_, err := New(cluster(bound("", "c", "c", queues, group("g")), entry(alice, "g")))
	assert.ErrorContains(t, err, alice+": left out: a stack would not give it exactly the rights that it has")
}

// TestOneWhoIsLeftOutLeavesTheTeams: Alice is in a team that cannot be expressed, and Bob in hers that can.
func TestOneWhoIsLeftOutLeavesTheTeams(t *testing.T) {
	t.Parallel()
	plan := proposed(t, cluster(
		documented("research", "a"), bindTo("", "ClusterRole", "cluster-admin", "x", group("admins")),
		entry(alice, "research-cluster-level", "research-namespace-level", "admins"), member(bob, "research"),
	), `{"namePrefix":"research","namespaces":["a"],"principals":{"bob":"`+bob+`"}}`)
	assert.Equal(t, []string{alice + ": left out: its rights by admins cannot be expressed: ClusterRoleBinding x: its role, " +
		"ClusterRole cluster-admin, is Kubernetes' own, which a stack cannot bind"}, lines(plan.Unexpressed))
}

// TestNamespaceThatStandsIn: who has rights in the whole cluster only is in no namespace, and a stack must name one.
func TestNamespaceThatStandsIn(t *testing.T) {
	t.Parallel()
	live := cluster(bound("", "c", "c", rules("get nodes"), group("g")), entry(alice, "g"))
	live.Namespaces = []string{"kube-system", "vision"}
	plan, err := New(live)
	require.NoError(t, err)
	assert.Equal(t, []string{"vision"}, plan.Config.Namespaces)
	assert.Equal(t, []string{"namespaces: vision is named because a stack must name one: nothing is made in it for g"}, lines(plan.Notes))

	plan, err = New(cluster(documented("research", "a"), member(alice, "research")))
	require.NoError(t, err)
	assert.Empty(t, plan.Notes)
}
