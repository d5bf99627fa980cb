package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestRolePolicyInAStack: Pulumi takes a role's inline policy over and deletes it, and the role may what the policy allows
// for as long.
func TestRolePolicyInAStack(t *testing.T) {
	ctx := testContext(t)
	profile, arn := principal(t, "PolicyInAStack")
	administrator := iam.NewFromConfig(awsConfig(t, sandbox.Administrator))
	_, err := administrator.PutRolePolicy(ctx, &iam.PutRolePolicyInput{
		RoleName: aws.String("PolicyInAStack"), PolicyName: aws.String("addons"), PolicyDocument: aws.String(`{"Version":"2012-10-17",` +
			`"Statement":{"Effect":"Allow","Action":"eks:ListAddons","Resource":"arn:aws:eks:us-west-2:111122223333:cluster/ml"}}`),
	})
	require.NoError(t, err)
	listAddons := func() error {
		_, err := eks.NewFromConfig(awsConfig(t, profile)).ListAddons(ctx, &eks.ListAddonsInput{ClusterName: aws.String(sandbox.Cluster)})
		return err
	}
	require.NoError(t, listAddons())

	st := newStack(t, "role-policy", config{"clusterName": sandbox.Cluster, "principals": config{"scientist": arn}})
	_, err = st.Run(ctx, "import", "aws:iam/rolePolicy:RolePolicy", "addons", "PolicyInAStack:addons",
		"--yes", "--skip-preview", "--protect=false", "--generate-code=false")
	require.NoError(t, err)
	require.NoError(t, listAddons())
	_, err = st.Destroy(ctx)
	require.NoError(t, err)
	require.ErrorContains(t, listAddons(), "because no identity-based policy allows the eks:ListAddons action")
	_, err = administrator.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String("PolicyInAStack"), PolicyName: aws.String("addons")})
	require.ErrorContains(t, err, "The role policy with name addons cannot be found.")
}
