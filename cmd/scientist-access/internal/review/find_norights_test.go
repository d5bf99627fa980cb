package review_test

import (
	"testing"

	"github.com/scientist-access/scientist-access/access"
)

func TestNoRights(t *testing.T) {
	nodes := entry(alice)
	nodes.Type = "EC2_LINUX"
	checkFindings(t, []findingCase{
		{"no groups", objects(entry(alice)), []string{"medium no-rights " + alice}},
		{"a role without rules", holding("a"), []string{"medium no-rights " + alice}},
		{"a role that is not here", objects(entry(alice, "g"), bind("a", "ClusterRole theirs", groupSubject("g"))), nil},
		{"another principal than those with rights", objects(
			entry(alice, "g"), role("a", "r", "get pods"), bind("a", "Role r", groupSubject("g")), entry(bob),
			entry("arn:aws:iam::111122223333:role/Zoe", "g"),
		), []string{"medium no-rights " + bob}},
		{"an entry for nodes", objects(nodes), nil},
		{"an EKS access policy", objects(access.PolicyAssociation{Origin: inML, PrincipalARN: alice, PolicyARN: "x"}), nil},
	})
}
