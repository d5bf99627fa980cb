package component_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

// principals are ARNs and what is wrong with them; those without a text are valid.
var principals = []struct{ arn, says string }{
	{"arn:aws:iam::111122223333:role/ScientistUserRole", ""},
	{"arn:aws:iam::111122223333:role/research/vision/ScientistUserRole", ""},
	{"arn:aws:iam::111122223333:user/alice", ""},
	{"arn:aws:iam::111122223333:user/alice@example.com", ""},
	{"arn:aws-cn:iam::111122223333:role/ScientistUserRole", ""},
	{"arn:aws-us-gov:iam::111122223333:role/ScientistUserRole", ""},
	{"arn:aws-iso-b:iam::111122223333:role/ScientistUserRole", ""},
	{"arn:aws-eusc:iam::111122223333:role/ScientistUserRole", ""},
	{"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Scientist_0123456789abcdef", ""},
	{"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Scientist_0123456789abcdef", ""},

	{"", "give the ARN of an IAM role or user"},
	{" arn:aws:iam::111122223333:role/Scientist", "white space"},
	{"arn:aws:iam::111122223333:role/Scientist\n", "white space"},
	{"arn:aws:iam::111122223333:role/Scien\u00a0tist", "white space"},
	{"ScientistUserRole", "is not a valid ARN"},
	{"arn:aws:iam::111122223333", "is not a valid ARN"},
	{"arn:amazon:iam::111122223333:role/Scientist", "not in a partition of AWS"},
	{"arn:aws:sts::111122223333:assumed-role/Scientist/alice", "is an STS session"},
	{"arn:aws:eks:us-west-2:111122223333:cluster/ml", "is not an IAM principal"},
	{"arn:aws:iam:us-west-2:111122223333:role/Scientist", "IAM has none"},
	{"arn:aws:iam::11112222333:role/Scientist", "12 digits"},
	{"arn:aws:iam::1111222233334:role/Scientist", "12 digits"},
	{"arn:aws:iam::aws:role/Scientist", "12 digits"},
	{"arn:aws:iam::111122223333:role/*", "wildcard"},
	{"arn:aws:iam::111122223333:role/Scientist?", "wildcard"},
	{"arn:aws:iam::111122223333:root", "root user, which EKS ignores"},
	{"arn:aws:iam::111122223333:group/scientists", "IAM group"},
	{"arn:aws:iam::111122223333:instance-profile/Scientist", "instance profile"},
	{"arn:aws:iam::111122223333:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS", "service-linked role"},
	{"arn:aws:iam::111122223333:role/AWSReservedSSO_Scientist_0123456789abcdef", "Identity Center role without its path"},
	{"arn:aws:iam::111122223333:role/", "does not name a role or user"},
	{"arn:aws:iam::111122223333:policy/Scientist", "does not name a role or user"},
	{"arn:aws:iam::111122223333:saml-provider/corp", "does not name a role or user"},
	{"arn:aws:iam::111122223333:role/" + strings.Repeat("r", 65), "does not name a role or user"},
	{"arn:aws:iam::111122223333:role/" + strings.Repeat("p", 511) + "/r", "does not name a role or user"},
}

func TestPrincipalARNs(t *testing.T) {
	t.Parallel()
	for _, p := range principals {
		t.Run(p.arn, func(t *testing.T) {
			t.Parallel()
			args := simple()
			args.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(p.arn)}
			plainErr := args.Validate()

			// The same ARN as an output is found only once it is known.
			output := simple()
			output.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(p.arn).ToStringOutput()}
			require.NoError(t, output.Validate())
			_, outputErr := create(t, output)

			if p.says == "" {
				require.NoError(t, plainErr)
				require.NoError(t, outputErr)
				return
			}
			requireSays(t, plainErr, "principals.alice.arn", p.says)
			requireSays(t, outputErr, "principals.alice.arn", p.says)
		})
	}
}

func TestSameOutputARNUnderTwoKeysIsFoundOnceKnown(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Principals["zoe"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN).ToStringOutput()}
	registrations, err := create(t, args)
	requireSays(t, err, aliceARN, "EKS allows one access entry per principal", "principals.alice", "principals.zoe")
	assert.Len(t, ofType(registrations, entryType), 1)
}

func TestOutputsAreCheckedOnceKnown(t *testing.T) {
	t.Parallel()
	args := simple()
	args.ClusterName = pulumi.String("no cluster").ToStringOutput()
	_, err := create(t, args)
	requireSays(t, err, "clusterName", `"no cluster"`)

	args = simple()
	args.Principals["alice"] = component.PrincipalArgs{
		Arn: pulumi.String(aliceARN), UserName: pulumi.String("iam:alice").ToStringOutput(),
	}
	_, err = create(t, args)
	requireSays(t, err, "principals.alice.userName", `"iam:alice"`)
}
