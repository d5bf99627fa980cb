package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// eksClient is AWS's own SDK, signed in as the administrator.
func eksClient(t *testing.T) *eks.Client {
	t.Helper()
	return eks.NewFromConfig(awsConfig(t, sandbox.Administrator))
}

func awsConfig(t *testing.T, profile string) aws.Config {
	t.Helper()
	cfg, err := box.AWSConfig(testContext(t), profile)
	require.NoError(t, err)
	return cfg
}

// entries are the groups of every access entry, by principal ARN.
func entries(t *testing.T) map[string][]string {
	t.Helper()
	ctx, client := testContext(t), eksClient(t)
	found := map[string][]string{}
	pages := eks.NewListAccessEntriesPaginator(client, &eks.ListAccessEntriesInput{ClusterName: aws.String(sandbox.Cluster)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		require.NoError(t, err)
		for _, arn := range page.AccessEntries {
			found[arn] = describeEntry(t, arn).KubernetesGroups
		}
	}
	return found
}

func describeEntry(t *testing.T, arn string) *types.AccessEntry {
	t.Helper()
	out, err := eksClient(t).DescribeAccessEntry(testContext(t), &eks.DescribeAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
	})
	require.NoError(t, err)
	return out.AccessEntry
}

func createEntry(t *testing.T, arn string, groups ...string) {
	t.Helper()
	_, err := eksClient(t).CreateAccessEntry(testContext(t), &eks.CreateAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), KubernetesGroups: groups,
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		_, _ = eksClient(t).DeleteAccessEntry(testContext(t), &eks.DeleteAccessEntryInput{
			ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
		})
	})
}

func deleteEntry(t *testing.T, arn string) {
	t.Helper()
	_, err := eksClient(t).DeleteAccessEntry(testContext(t), &eks.DeleteAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
	})
	require.NoError(t, err)
}
