package eks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/require"
)

func TestTags(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, ssoARN)
	created, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN), Tags: map[string]string{"team": "a", "stack": "dev"},
	})
	require.NoError(t, err)
	for _, resource := range []string{*created.AccessEntry.AccessEntryArn, "arn:aws:eks:us-west-2:111122223333:cluster/ml"} {
		_, err = a.eks.TagResource(t.Context(), &awseks.TagResourceInput{
			ResourceArn: &resource, Tags: map[string]string{"team": "b", "a key/with + & =": "", "owner": "ops"},
		})
		require.NoError(t, err)
		_, err = a.eks.UntagResource(t.Context(), &awseks.UntagResourceInput{ResourceArn: &resource, TagKeys: []string{"stack", "owner", "never there"}})
		require.NoError(t, err)
		listed, err := a.eks.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: &resource})
		require.NoError(t, err)
		require.Equal(t, map[string]string{"team": "b", "a key/with + & =": ""}, listed.Tags)
	}
	entry, err := a.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN)})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"team": "b", "a key/with + & =": ""}, entry.AccessEntry.Tags)
}

func TestTagLimits(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	resource := a.create(t, aliceARN).AccessEntry.AccessEntryArn
	many := map[string]string{}
	for i := range 51 {
		many[fmt.Sprint(i)] = ""
	}
	for _, c := range []struct {
		tags    map[string]string
		message string
	}{
		{map[string]string{"": "x"}, `tag key "" must have 1 to 128 characters`},
		{map[string]string{"AWS:x": ""}, `tag key "AWS:x" must not begin with aws:`},
		{map[string]string{"k": strings.Repeat("ä", 257)}, `the value of tag "k" exceeds 256 characters`},
		{many, "51 tags exceed the limit of 50"},
	} {
		_, err := a.eks.TagResource(t.Context(), &awseks.TagResourceInput{ResourceArn: resource, Tags: c.tags})
		requireAPIError(t, err, 400, "BadRequestException", c.message)
		require.True(t, errorAs[*types.BadRequestException](err))
	}
	listed, err := a.eks.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: resource})
	require.NoError(t, err)
	require.Empty(t, listed.Tags, "refused tags leave nothing behind")
	delete(many, "0")
	many["1"] = strings.Repeat("ä", 256)
	_, err = a.eks.TagResource(t.Context(), &awseks.TagResourceInput{ResourceArn: resource, Tags: many})
	require.NoError(t, err)
}

func TestTagsOfMissingResources(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	const missing = "arn:aws:eks:us-west-2:111122223333:cluster/other"
	_, err := a.eks.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: aws.String(missing)})
	requireAPIError(t, err, 404, "NotFoundException", "The specified resource "+missing+" could not be found.")
	require.True(t, errorAs[*types.NotFoundException](err))
	_, err = a.eks.TagResource(t.Context(), &awseks.TagResourceInput{ResourceArn: aws.String(missing), Tags: map[string]string{"a": "b"}})
	requireAPIError(t, err, 404, "NotFoundException", "The specified resource "+missing+" could not be found.")
	_, err = a.eks.UntagResource(t.Context(), &awseks.UntagResourceInput{ResourceArn: aws.String(aliceARN), TagKeys: []string{"a"}})
	requireAPIError(t, err, 400, "BadRequestException", "Invalid ARN: "+aliceARN+" is not a resource of EKS in us-west-2")
}
