package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/policy"
	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

const hyperPodARN = "arn:aws:sagemaker:" + sandbox.Region + ":" + sandbox.AccountID + ":cluster/" + sandbox.HyperPodClusterID

// setClusterContext makes the calls of hyp set-cluster-context, and returns the first error.
func setClusterContext(t *testing.T, cfg aws.Config, arn string) error {
	t.Helper()
	ctx := testContext(t)
	if _, err := sagemaker.NewFromConfig(cfg).DescribeCluster(ctx, &sagemaker.DescribeClusterInput{ClusterName: aws.String(sandbox.HyperPodCluster)}); err != nil {
		return err
	}
	name := arn[strings.LastIndex(arn, "/")+1:]
	if _, err := iam.NewFromConfig(cfg).GetRole(ctx, &iam.GetRoleInput{RoleName: &name}); err != nil {
		return err
	}
	client := eks.NewFromConfig(cfg)
	if _, err := client.DescribeAccessEntry(ctx, &eks.DescribeAccessEntryInput{ClusterName: aws.String(sandbox.Cluster), PrincipalArn: &arn}); err != nil {
		return err
	}
	_, err := client.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: aws.String(sandbox.Cluster)})
	return err
}

// TestIAMPolicies: a stack attaches the policies of its roles, follows the capabilities, takes them away again, and prints
// those that it cannot attach.
func TestIAMPolicies(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "iam-policies"))
	alice := "arn:aws:iam::" + sandbox.AccountID + ":role/research/IAMAlice"
	require.NoError(t, box.AddPrincipal("IAMAlice", alice))
	carl := "arn:aws:iam::" + sandbox.AccountID + ":role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Scientist_0123456789abcdef"
	require.NoError(t, box.AddPrincipal("IAMCarl", carl))
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "iam-policies", "namespaces": []string{"iam-policies"},
		"capabilities": []string{"exec"}, "principals": config{"alice": alice, "carl": carl},
		"hyperPodClusterArn": hyperPodARN, "attachIamPolicies": true,
	}
	st := newStack(t, "iam-policies", settings)
	cfg := awsConfig(t, "IAMAlice")
	require.ErrorContains(t, setClusterContext(t, cfg, alice), "no identity-based policy allows the sagemaker:DescribeCluster action")

	out, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, out, "attachIamPolicies leaves out carl: nobody can change the roles of IAM Identity Center")
	assert.NotContains(t, out, "leaves out alice")
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, 1, changes.Ops()["create RolePolicy"])
	require.NoError(t, setClusterContext(t, cfg, alice))
	const toPermissionSet = "aws sso-admin put-inline-policy-to-permission-set --instance-arn INSTANCE --permission-set-arn ARN_OF_Scientist --inline-policy "
	assert.Equal(t, map[string]string{"carl": toPermissionSet + "'" + generated(t, carl, "exec") + "'"}, commandsToAttach(t, st))

	settings["capabilities"] = []string{"exec", "cluster-overview"}
	require.NoError(t, st.Configure(settings))
	_, err = sagemaker.NewFromConfig(cfg).ListClusters(ctx, &sagemaker.ListClustersInput{})
	require.ErrorContains(t, err, "AccessDenied")
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, 1, changes.Ops()["update RolePolicy"])
	_, err = sagemaker.NewFromConfig(cfg).ListClusters(ctx, &sagemaker.ListClustersInput{})
	require.NoError(t, err)

	changes, err = st.Preview(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes.Ops())

	settings["attachIamPolicies"] = false
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"delete RolePolicy": 1}, changes.Ops())
	require.ErrorContains(t, setClusterContext(t, cfg, alice), "AccessDenied")
	policies, err := iam.NewFromConfig(awsConfig(t, sandbox.Administrator)).ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: aws.String("IAMAlice")})
	require.NoError(t, err)
	assert.Empty(t, policies.PolicyNames)
}

// generated is the policy of one principal in the sandbox.
func generated(t *testing.T, arn string, capabilities ...string) string {
	t.Helper()
	statements, err := policy.Statements(capabilities...)
	require.NoError(t, err)
	text, err := policy.IAMPolicy(statements, policy.IAMPlace{
		Partition: "aws", Region: sandbox.Region, Account: sandbox.AccountID, Cluster: sandbox.Cluster, HyperPodClusterARN: hyperPodARN, Principal: arn,
	})
	require.NoError(t, err)
	return text
}

// commandsToAttach are the stack's output.
func commandsToAttach(t *testing.T, st *stack.Stack) map[string]string {
	t.Helper()
	out, err := st.Run(testContext(t), "stack", "output", "attachIamPolicy", "--json")
	require.NoError(t, err)
	var commands map[string]string
	require.NoError(t, json.Unmarshal([]byte(out), &commands))
	return commands
}
