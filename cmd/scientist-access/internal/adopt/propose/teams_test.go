package propose

import (
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
)

// TestTeams: who shares groups, shares a team.
func TestTeams(t *testing.T) {
	t.Parallel()
	const user = "hyperpod-scientist-user"
	inBoth := entry(alice, user+"-vision-cluster-level", user+"-vision-namespace-level", user+"-speech-cluster-level", user+"-speech-namespace-level")
	teams := both(documented(user+"-vision", "vision"), documented(user+"-speech", "speech"))
	pods := func(namespace, name string) part {
		return bound(namespace, name, name, rules("get pods"), group(name))
	}
	tests := []struct {
		name string
		live Live
		want string
	}{
		{"the same groups", cluster(documented(user, "kubeflow"), member(alice, user), member(bob, user)),
			`{"namespaces":["kubeflow"],"principals":{"alice":"` + alice + `","bob":"` + bob + `"}}`},
		{"one in two teams", cluster(teams, inBoth, member(bob, user+"-speech")),
			`{"teams":{"vision":{"namespaces":["vision"]},"speech":{"namespaces":["speech"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["speech","vision"]},"bob":{"arn":"` + bob + `","teams":["speech"]}}}`},
		{"teams of the same members, told by the names", cluster(teams, inBoth),
			`{"teams":{"vision":{"namespaces":["vision"]},"speech":{"namespaces":["speech"]}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["speech","vision"]}}}`},
		{"other groups of the same members are one team", cluster(pods("a", "g"), pods("b", "h"), entry(alice, "g", "h")),
			`{"namespaces":["a","b"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]},"principals":{"alice":"` + alice + `"}}`},
		{"a group that all share", cluster(pods("", "all"), pods("a", "g"), pods("b", "h"), entry(alice, "all", "g"), entry(bob, "h", "all")),
			`{"teams":{"all":{"namespaces":["kubeflow"],"policy":{"cluster":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}},
			"a":{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}},
			"b":{"namespaces":["b"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["a","all"]},"bob":{"arn":"` + bob + `","teams":["all","b"]}}}`},
		{"groups named twice", cluster(pods("a", "g"), entry(alice, "g", "g"), bindTo("a", "Role", "g", "twice", group("g"), group("g"))),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]},"principals":{"alice":"` + alice + `"}}`},
		{"keys of one name", cluster(pods("a", "g"), entry(alice, "g"), entry("arn:aws:iam::111122223333:role/x/alice", "g"), entry("arn:aws:iam::444455556666:user/ALICE", "g")),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]},"principals":{
			"alice":"` + alice + `","alice-2":"arn:aws:iam::111122223333:role/x/alice","alice-3":"arn:aws:iam::444455556666:user/ALICE"}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proposed(t, test.live, test.want)
		})
	}
}

// TestWhereRightsHold: namespaces of the same rights are the team's, the others are elsewhere.
func TestWhereRightsHold(t *testing.T) {
	t.Parallel()
	g := group("g")
	in := func(namespace string, texts ...string) part { return bound(namespace, "r", "b", rules(texts...), g) }
	urls := rbacv1.PolicyRule{Verbs: []string{"get"}, NonResourceURLs: []string{"/metrics"}}
	clusterRole := bound("", "c", "c", append(rules("get nodes"), urls), g)
	const get, list = `{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`, `{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}`
	const nodes = `{"verbs":["get"],"apiGroups":[""],"resources":["nodes"]}`
	principals := `"principals":{"alice":"` + alice + `"}}`
	tests := []struct {
		name string
		of   part
		want string
	}{
		{"alike, however written", both(in("a", "get,list pods"), in("b", "list pods", "get pods")),
			`{"namespaces":["a","b"],"policy":{"namespace":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}]},` + principals},
		{"most are alike", both(in("a", "list pods"), in("b", "get pods"), in("c", "get pods")),
			`{"namespaces":["b","c"],"policy":{"namespace":[` + get + `],"elsewhere":{"a":[` + list + `]}},` + principals},
		{"none are alike", both(in("b", "list pods"), in("a", "get pods")),
			`{"namespaces":["a"],"policy":{"namespace":[` + get + `],"elsewhere":{"b":[` + list + `]}},` + principals},
		{"the whole cluster", clusterRole,
			`{"namespaces":["kubeflow"],"policy":{"cluster":[` + nodes + `,{"verbs":["get"],"nonResourceURLs":["/metrics"]}]},` + principals},
		{"a ClusterRole in a namespace gives no addresses", both(clusterRole, bindTo("a", "ClusterRole", "c", "in-a", g)),
			`{"namespaces":["a"],"policy":{"cluster":[` + nodes + `,{"verbs":["get"],"nonResourceURLs":["/metrics"]}],"namespace":[` + nodes + `]},` + principals},
		{"two bindings in a namespace", both(in("a", "get pods"), bound("a", "s", "s", rules("list pods"), g)),
			`{"namespaces":["a"],"policy":{"namespace":[` + get + `,` + list + `]},` + principals},
		{"dangerous rights are allowed by name", in("a", "*,escalate roles.rbac.authorization.k8s.io"),
			`{"namespaces":["a"],"policy":{"namespace":[{"verbs":["*","escalate"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"]}]},
			"allowDangerous":["bind","escalate","wildcards"],` + principals},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proposed(t, cluster(test.of, entry(alice, "g")), test.want)
		})
	}
}

// TestANamespaceForRightsInTheWholeCluster is one that exists, as far as that is known.
func TestANamespaceForRightsInTheWholeCluster(t *testing.T) {
	t.Parallel()
	for want, all := range map[string][]string{
		"kubeflow": {"a", "kubeflow"}, "b": {"kube-system", "c", "b"},
	} {
		live := cluster(bound("", "c", "c", rules("get nodes"), group("g")), entry(alice, "g"))
		live.Namespaces = all
		proposed(t, live, `{"namespaces":["`+want+`"],"policy":{"cluster":[{"verbs":["get"],"apiGroups":[""],"resources":["nodes"]}]},
			"principals":{"alice":"`+alice+`"}}`)
	}
}
