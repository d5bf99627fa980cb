package attach

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/cluster"
)

func TestRoleOf(t *testing.T) {
	t.Parallel()
	const home = "arn:aws:eks:us-west-2:111122223333:cluster/ml"
	for name, test := range map[string]struct {
		principal      pulumi.StringInput
		role, obstacle string
	}{
		"a role":             {pulumi.String("arn:aws:iam::111122223333:role/Alice"), "Alice", ""},
		"a role with a path": {pulumi.String("arn:aws:iam::111122223333:role/research/ml/Alice"), "Alice", ""},
		"a user":             {pulumi.String("arn:aws:iam::111122223333:user/alice"), "", "roles alone"},
		"another account":    {pulumi.String("arn:aws:iam::444455556666:role/Alice"), "", "roles of the cluster's account"},
		"Identity Center": {
			pulumi.String("arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Scientist_0123456789abcdef"),
			"", "permission set",
		},
		"a secret": {pulumi.ToSecret(pulumi.String("arn:aws:iam::111122223333:role/Alice")).(pulumi.StringOutput), "", "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			role, obstacle := roleOf(test.principal, home)
			assert.Equal(t, test.role, role)
			assert.Contains(t, obstacle, test.obstacle)
			assert.Equal(t, test.obstacle == "", obstacle == "")
		})
	}
}

func TestPolicyNameIsShortEnough(t *testing.T) {
	t.Parallel()
	name := policyName(&cluster.Cluster{Name: strings.Repeat("c", 100), Region: "ap-southeast-2"})
	assert.LessOrEqual(t, len(name), 128)
	assert.NotEqual(t, name, policyName(&cluster.Cluster{Name: strings.Repeat("c", 100), Region: "ap-southeast-1"}))
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	principal := func(arn string, teams ...string) component.PrincipalArgs {
		return component.PrincipalArgs{Arn: pulumi.String(arn), Teams: teams}
	}
	args := &component.ScientistAccessArgs{
		Teams: map[string]component.TeamArgs{"a": {}, "b": {Capabilities: []string{"exec"}}},
		Principals: map[string]component.PrincipalArgs{
			"alice": principal("arn:aws:iam::111122223333:role/Alice", "b"),
			"bob":   principal("arn:aws:iam::111122223333:role/Bob", "a", "b"),
			"carl":  principal("arn:aws:iam::111122223333:user/carl", "b"),
			"dora":  principal("arn:aws:iam::111122223333:user/dora", "a"),
		},
	}
	assert.Equal(t, []string{
		"attachIamPolicies gives bob the IAM policy that AWS documents, with a shell on every instance that Systems Manager reaches " +
			"(ssm:StartSession on *); fix: name capabilities instead of the documented policy",
		"attachIamPolicies leaves out carl, dora: it is for roles alone. The output attachIamPolicy has the commands for them",
	}, warnings(args, "arn:aws:eks:us-west-2:111122223333:cluster/ml"))
}

func TestNothingToWarnOf(t *testing.T) {
	t.Parallel()
	assert.Empty(t, warnings(&component.ScientistAccessArgs{
		Capabilities: []string{"exec"},
		Principals:   map[string]component.PrincipalArgs{"alice": {Arn: pulumi.String("arn:aws:iam::111122223333:role/Alice")}},
	}, "arn:aws:eks:us-west-2:111122223333:cluster/ml"))
}
