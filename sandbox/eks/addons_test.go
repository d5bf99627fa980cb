package eks

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/require"
)

func TestAddons(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	require.NoError(t, a.AddCluster(Cluster{Name: "more", Creator: adminARN, Addons: []Addon{
		{Name: "coredns", Version: "v1.12.1-eksbuild.2"},
		{Name: "amazon-sagemaker-hyperpod-observability", Version: "v1.0.1-eksbuild.1", ConfigurationValues: "ampWorkspace: {}"},
	}}))

	list, err := a.eks.ListAddons(t.Context(), &awseks.ListAddonsInput{ClusterName: aws.String("more"), MaxResults: aws.Int32(50)})
	require.NoError(t, err)
	require.Equal(t, []string{"amazon-sagemaker-hyperpod-observability", "coredns"}, list.Addons)
	require.Nil(t, list.NextToken)
	none, err := a.eks.ListAddons(t.Context(), &awseks.ListAddonsInput{ClusterName: aws.String(testCluster)})
	require.NoError(t, err)
	require.Empty(t, none.Addons)

	addon, err := a.eks.DescribeAddon(t.Context(), &awseks.DescribeAddonInput{
		ClusterName: aws.String("more"), AddonName: aws.String("amazon-sagemaker-hyperpod-observability"),
	})
	require.NoError(t, err)
	require.Equal(t, "v1.0.1-eksbuild.1", *addon.Addon.AddonVersion)
	require.Equal(t, "ampWorkspace: {}", *addon.Addon.ConfigurationValues)
	require.Equal(t, types.AddonStatusActive, addon.Addon.Status)
	require.Regexp(t, "^arn:aws:eks:us-west-2:111122223333:addon/more/amazon-sagemaker-hyperpod-observability/[0-9a-f-]{36}$", *addon.Addon.AddonArn)
	plain, err := a.eks.DescribeAddon(t.Context(), &awseks.DescribeAddonInput{ClusterName: aws.String("more"), AddonName: aws.String("coredns")})
	require.NoError(t, err)
	require.Nil(t, plain.Addon.ConfigurationValues)

	_, err = a.eks.DescribeAddon(t.Context(), &awseks.DescribeAddonInput{ClusterName: aws.String(testCluster), AddonName: aws.String("coredns")})
	requireAPIError(t, err, 404, "ResourceNotFoundException", "No addon: coredns found in cluster: ml")
	_, err = a.eks.ListAddons(t.Context(), &awseks.ListAddonsInput{ClusterName: aws.String("other")})
	requireAPIError(t, err, 404, "ResourceNotFoundException", "No cluster found for name: other.")
}
