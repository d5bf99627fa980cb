package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	awseks "github.com/scientist-access/scientist-access/sandbox/eks"
)

// documentedPolicy is what AWS's guide gives to the users of a HyperPod cluster on EKS, without what is for SSM.
// https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html
const documentedPolicy = `{"Version":"2012-10-17","Statement":[
	{"Effect":"Allow","Action":"sagemaker:DescribeCluster","Resource":"arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6"},
	{"Effect":"Allow","Action":"eks:DescribeCluster","Resource":"arn:aws:eks:us-west-2:111122223333:cluster/ml"},
	{"Effect":"Allow","Action":"sagemaker:ListClusters","Resource":"*"}
]}`

// TestHyperPodCallsOfAScientist: with AWS's documented policy, a scientist finds both clusters, but not the entry that
// `hyp set-cluster-context` asks for.
func TestHyperPodCallsOfAScientist(t *testing.T) {
	ctx := testContext(t)
	const name = "HyperPodScientist"
	arn := fmt.Sprintf("arn:aws:iam::%s:role/research/%s", sandbox.AccountID, name)
	require.NoError(t, box.AddPrincipal(name, arn, awseks.Policy(documentedPolicy)))
	createEntry(t, arn, "scientists")
	cfg := awsConfig(t, name)

	clusters, err := sagemaker.NewFromConfig(cfg).ListClusters(ctx, &sagemaker.ListClustersInput{})
	require.NoError(t, err)
	require.Equal(t, sandbox.HyperPodCluster, *clusters.ClusterSummaries[0].ClusterName)
	found, err := sagemaker.NewFromConfig(cfg).DescribeCluster(ctx, &sagemaker.DescribeClusterInput{ClusterName: aws.String(sandbox.HyperPodCluster)})
	require.NoError(t, err)
	orchestrator, err := eks.NewFromConfig(cfg).DescribeCluster(ctx, &eks.DescribeClusterInput{Name: aws.String(sandbox.Cluster)})
	require.NoError(t, err)
	require.Equal(t, *found.Orchestrator.Eks.ClusterArn, *orchestrator.Cluster.Arn)
	caller, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	require.NoError(t, err)
	require.Equal(t, "arn:aws:sts::111122223333:assumed-role/HyperPodScientist/session", *caller.Arn)

	_, err = iam.NewFromConfig(cfg).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
	require.ErrorContains(t, err, "because no identity-based policy allows the iam:GetRole action")
	_, err = eks.NewFromConfig(cfg).DescribeAccessEntry(ctx, &eks.DescribeAccessEntryInput{ClusterName: aws.String(sandbox.Cluster), PrincipalArn: &arn})
	require.ErrorContains(t, err, "because no identity-based policy allows the eks:DescribeAccessEntry action")
}
