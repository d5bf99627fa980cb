package eks

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/stretchr/testify/require"
)

func TestDescribeHyperPodCluster(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	require.NoError(t, a.AddHyperPodCluster(HyperPodCluster{
		Name: "hyperpod-ml", ID: "abcdef123456", Orchestrator: testCluster,
		InstanceGroups: []InstanceGroup{{Name: "workers", InstanceType: "ml.g5.8xlarge", Count: 2}},
	}))
	const arn = "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdef123456"
	for _, name := range []string{"hyperpod-ml", arn} {
		got, err := a.sageMakerClient(a.admin).DescribeCluster(t.Context(), &sagemaker.DescribeClusterInput{ClusterName: &name})
		require.NoError(t, err)
		require.Equal(t, arn, *got.ClusterArn)
		require.Equal(t, "hyperpod-ml", *got.ClusterName)
		require.Equal(t, types.ClusterStatusInservice, got.ClusterStatus)
		require.Equal(t, "arn:aws:eks:us-west-2:111122223333:cluster/ml", *got.Orchestrator.Eks.ClusterArn)
		require.WithinDuration(t, time.Now(), *got.CreationTime, time.Minute)
		require.Len(t, got.InstanceGroups, 1)
		require.Equal(t, types.ClusterInstanceTypeMlG58xlarge, got.InstanceGroups[0].InstanceType)
		require.EqualValues(t, 2, *got.InstanceGroups[0].CurrentCount)
	}

	_, err := a.sageMakerClient(a.admin).DescribeCluster(t.Context(), &sagemaker.DescribeClusterInput{ClusterName: aws.String("abcdef123456")})
	requireAPIError(t, err, 400, "ResourceNotFound", "Could not find cluster '"+arn+"'")
	require.True(t, errorAs[*types.ResourceNotFound](err))
	_, err = a.sageMakerClient(a.admin).DescribeCluster(t.Context(), &sagemaker.DescribeClusterInput{ClusterName: aws.String("")})
	requireAPIError(t, err, 400, "ValidationException", "1 validation error detected: Value null at 'clusterName' failed to satisfy constraint: Member must not be null")
}

func TestListHyperPodClusters(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for i, name := range []string{"c", "a", "other", "b"} {
		require.NoError(t, a.AddHyperPodCluster(HyperPodCluster{Name: "ml-" + name, ID: fmt.Sprintf("abcdef12345%d", i), Orchestrator: testCluster}))
	}
	all, err := a.sageMakerClient(a.admin).ListClusters(t.Context(), &sagemaker.ListClustersInput{})
	require.NoError(t, err)
	require.Equal(t, "ml-a", *all.ClusterSummaries[0].ClusterName)
	require.Equal(t, "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdef123451", *all.ClusterSummaries[0].ClusterArn)
	require.Equal(t, types.ClusterStatusInservice, all.ClusterSummaries[0].ClusterStatus)
	require.WithinDuration(t, time.Now(), *all.ClusterSummaries[0].CreationTime, time.Minute)
	require.Nil(t, all.NextToken)

	var names []string
	pages := sagemaker.NewListClustersPaginator(a.sageMakerClient(a.admin), &sagemaker.ListClustersInput{MaxResults: aws.Int32(2), NameContains: aws.String("ml-")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		for _, summary := range page.ClusterSummaries {
			names = append(names, *summary.ClusterName)
		}
		names = append(names, "|")
	}
	require.Equal(t, []string{"ml-a", "ml-b", "|", "ml-c", "ml-other", "|"}, names)
	some, err := a.sageMakerClient(a.admin).ListClusters(t.Context(), &sagemaker.ListClustersInput{NameContains: aws.String("other")})
	require.NoError(t, err)
	require.Len(t, some.ClusterSummaries, 1)
	_, err = a.sageMakerClient(a.admin).ListClusters(t.Context(), &sagemaker.ListClustersInput{MaxResults: aws.Int32(101)})
	requireAPIError(t, err, 400, "ValidationException", "MaxResults must be between 1 and 100, but is 101")
	_, err = a.sageMakerClient(a.admin).ListClusters(t.Context(), &sagemaker.ListClustersInput{NextToken: aws.String("?")})
	requireAPIError(t, err, 400, "ValidationException", "NextToken ? is invalid: take it from the previous page")
}

func TestAddHyperPodClusterRefuses(t *testing.T) {
	t.Parallel()
	for message, c := range map[string]HyperPodCluster{
		"the name must be 1 to 63":           {Name: "a_b", ID: "abcdef123456", Orchestrator: testCluster},
		`the ID "hyperpod-ml" must be 12`:    {Name: "hyperpod-ml", ID: "hyperpod-ml", Orchestrator: testCluster},
		`the EKS cluster "other" does not`:   {Name: "hyperpod-ml", ID: "abcdef123456", Orchestrator: "other"},
		`its name or its ID "abcdef123450"`:  {Name: "taken", ID: "abcdef123450", Orchestrator: testCluster},
		`its name or its ID "abcdef12345t" `: {Name: "new", ID: "abcdef12345t", Orchestrator: testCluster},
	} {
		t.Run(message, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			require.NoError(t, a.AddHyperPodCluster(HyperPodCluster{Name: "taken", ID: "abcdef12345t", Orchestrator: testCluster}))
			require.ErrorContains(t, a.AddHyperPodCluster(c), message)
		})
	}
}
