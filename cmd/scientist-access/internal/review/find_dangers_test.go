package review_test

import (
	"testing"

	"github.com/scientist-access/scientist-access/access"
)

func TestDangers(t *testing.T) {
	g := groupSubject("g")
	checkFindings(t, []findingCase{
		{"secrets", holding("a", "get secrets"), []string{"medium dangerous-right read-secrets"}},
		{"secrets beside controllers", holding("kube-system", "get secrets"), []string{"high dangerous-right read-secrets"}},
		{"secrets everywhere", holdingAll("get secrets"), []string{"critical dangerous-right read-secrets"}},
		{"two halves of a danger, one of them in the cluster", objects(
			entry(alice, "g"), role("", "c", "create secrets"), bind("", "ClusterRole c", g), role("a", "r", "get secrets"), bind("a", "Role r", g),
		), []string{"medium dangerous-right read-secrets", "medium dangerous-right token-secrets"}},
		{"everything", objects(entry(alice, "g"), bind("", "ClusterRole cluster-admin", g)), []string{"critical dangerous-right wildcards"}},
		{"the API server's own group", objects(entry(alice, access.Masters)), []string{"critical dangerous-right wildcards"}},
		{"a rule that is not known", holding("a", access.Secret+" secrets"), nil},
	})
}
