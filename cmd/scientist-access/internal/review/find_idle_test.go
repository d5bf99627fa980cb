package review_test

import (
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

func TestIdleRules(t *testing.T) {
	g := groupSubject("g")
	paths := role("", "r")
	paths.Rules = []rbacv1.PolicyRule{{Verbs: []string{"get"}, NonResourceURLs: []string{"/metrics"}}}
	checkFindings(t, []findingCase{
		{"a verb that the API does not have", holding("a", "describe,get pods"), []string{"low no-effect rule for pods"}},
		{"nodes in a namespace", holding("a", "get nodes", "get pods"), []string{"low no-effect rule for nodes"}},
		{"nodes in the cluster", holdingAll("get nodes"), nil},
		{"an address in a namespace", objects(entry(alice, "g"), paths, bind("a", "ClusterRole r", g), role("b", "s", "get pods"), bind("b", "Role s", g)),
			[]string{"low no-effect rule for /metrics"}},
		{"an address in the cluster", objects(entry(alice, "g"), paths, bind("", "ClusterRole r", g)), nil},
		{"a role that nothing binds", objects(role("a", "r", "describe pods")), nil},
		{"a verb that is not known", holding("a", access.Secret+" pods"), nil},
		{"another rule than that which is not known", holding("a", access.Secret+" pods", "describe jobs.batch"),
			[]string{"low no-effect rule for jobs.batch"}},
	})
}
