package propose

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestNames: groups and objects keep their names where these are such as the component gives. Others get free ones.
func TestNames(t *testing.T) {
	t.Parallel()
	const user = "hyperpod-scientist-user"
	var (
		pods   = rules("get pods")
		policy = `"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]},`
		only   = `"principals":{"alice":"` + alice + `"}}`
		others = bound("a", "r", "b", pods, group("g"))
	)
	tests := []struct {
		name string
		live Live
		want string
	}{
		{"the default", cluster(documented(user, "a"), member(alice, user)), `{"namespaces":["a"],` + only},
		{"another prefix", cluster(documented("research", "a"), member(alice, "research")), `{"namespaces":["a"],"namePrefix":"research",` + only},
		{"other names", cluster(others, entry(alice, "g")), `{"namespaces":["a"],` + policy + only},
		{"other names, and the default is taken by a group", cluster(others, entry(alice, "g"), entry(carol, user+"-namespace-level")),
			`{"namespaces":["a"],` + policy + `"namePrefix":"hyperpod-scientist-user-2",` + only},
		{"other names, and the default is taken by a role", cluster(others, entry(alice, "g"), bound("a", user+"-namespace-level-role", "x", pods, group("x"))),
			`{"namespaces":["a"],` + policy + `"namePrefix":"hyperpod-scientist-user-2",` + only},
		{"other names, and the default is taken elsewhere", cluster(others, entry(alice, "g"), bound("c", user+"-namespace-level-role", "x", pods, group("x"))),
			`{"namespaces":["a"],` + policy + only},
		{"the groups are named so, and the objects are not", cluster(bound("a", "r", "b", pods, group("research-namespace-level")), entry(alice, "research-namespace-level")),
			`{"namespaces":["a"],` + policy + `"namePrefix":"research",` + only},
		{"a prefix that the component refuses", cluster(bound("a", "r", "b", pods, group("ML_Team-namespace-level")), entry(alice, "ML_Team-namespace-level")),
			`{"namespaces":["a"],` + policy + only},
		{"the group of the cluster bound in a namespace", cluster(bound("a", "r", "b", pods, group("research-cluster-level")), entry(alice, "research-cluster-level")),
			`{"namespaces":["a"],` + policy + only},
		{"somebody else has the object", cluster(bound("a", user+"-namespace-level-role", user+"-namespace-level-role-binding", pods, group(user+"-namespace-level"), group("x")), entry(alice, user+"-namespace-level")),
			`{"namespaces":["a"],` + policy + `"namePrefix":"hyperpod-scientist-user-2",` + only},
		{"a role of ours, and more by another binding",
			cluster(bound("a", user+"-namespace-level-role", user+"-namespace-level-role-binding", pods, group(user+"-namespace-level")),
				bound("a", "more", "more", rules("list pods"), group(user+"-namespace-level")), entry(alice, user+"-namespace-level")),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]},{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]},` + only},
		{"a role that others have, and more by another binding",
			cluster(bound("a", user+"-namespace-level-role", user+"-namespace-level-role-binding", pods, group(user+"-namespace-level")),
				bindTo("a", "Role", user+"-namespace-level-role", "x", group("x")),
				bound("a", "more", "more", rules("list pods"), group(user+"-namespace-level")), entry(alice, user+"-namespace-level")),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]},{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]},
			"namePrefix":"hyperpod-scientist-user-2",` + only},
		{"a binding elsewhere",
			cluster(bound("a", user+"-namespace-level-role", user+"-namespace-level-role-binding", pods, group(user+"-namespace-level")),
				bound("a", user+"-elsewhere-role", user+"-elsewhere-role-binding", rules("list pods"), group(user+"-namespace-level")), entry(alice, user+"-namespace-level")),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}],"elsewhere":{"a":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]}},` + only},
		{"teams of another prefix", cluster(documented("research-vision", "a"), documented("research-speech", "b"), member(alice, "research-vision"), member(bob, "research-speech")),
			`{"namePrefix":"research","teams":{"vision":{"namespaces":["a"]},"speech":{"namespaces":["b"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["vision"]},"bob":{"arn":"` + bob + `","teams":["speech"]}}}`},
		{"teams of a longer prefix", cluster(documented("ml-research-vision", "a"), documented("ml-research-speech", "b"), member(alice, "ml-research-vision"), member(bob, "ml-research-speech")),
			`{"namePrefix":"ml-research","teams":{"vision":{"namespaces":["a"]},"speech":{"namespaces":["b"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["vision"]},"bob":{"arn":"` + bob + `","teams":["speech"]}}}`},
		{"a team beside the only one", cluster(documented(user, "a"), documented(user+"-speech", "b"), member(alice, user), member(bob, user+"-speech")),
			`{"namePrefix":"hyperpod-scientist","teams":{"user":{"namespaces":["a"]},"user-speech":{"namespaces":["b"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["user"]},"bob":{"arn":"` + bob + `","teams":["user-speech"]}}}`},
		{"a team of another name beside those", cluster(documented(user+"-a", "a"), documented("other", "a"), member(alice, user+"-a"), member(bob, "other")),
			`{"teams":{"a":{"namespaces":["a"]},"a-2":{"namespaces":["a"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["a"]},"bob":{"arn":"` + bob + `","teams":["a-2"]}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proposed(t, test.live, test.want)
		})
	}
}

// TestOldNames: what the stack's objects replace under other names stays until somebody deletes it.
func TestOldNames(t *testing.T) {
	t.Parallel()
	pods := rules("get pods")
	old := bound("a", "r", "b", pods, group("g"))
	tests := []struct {
		name string
		of   part
		want []string
	}{
		{"alone", old, []string{"RoleBinding a/b: is replaced by the stack's own; it stays until you delete it with its role, Role a/r"}},
		{"a role that others have", both(old, bindTo("a", "Role", "r", "c", group("x"))),
			[]string{"RoleBinding a/b: is replaced by the stack's own; it stays until you delete it"}},
		{"a binding that names others", bound("a", "r", "b", pods, group("g"), group("x")),
			[]string{"RoleBinding a/b: is replaced for g; it also names Group x"}},
		{"somebody who is left out", both(old, entry(bob, "g", "system:x")),
			[]string{"RoleBinding a/b: is replaced for those whom the stack takes over; keep it for " + bob + ", who are left out"}},
		{"the page's names", documented("hyperpod-scientist-user", "a"), []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan, err := New(cluster(test.of, entry(alice, "g", "hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level")))
			assert.NoError(t, err)
			assert.Equal(t, test.want, lines(plan.Afterwards))
		})
	}
}
