package eks

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestConcurrentUse creates entries, changes tags and signs in at the same time; run it with the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	tokens := signInToken(t, a.admin, testCluster, testRegion)
	shared := a.create(t, aliceARN).AccessEntry.AccessEntryArn
	var running sync.WaitGroup
	for i := range 8 {
		running.Go(func() {
			userARN := fmt.Sprintf("arn:aws:iam::111122223333:user/u%d", i)
			_, err := a.AddPrincipal(userARN)
			assert.NoError(t, err)
			_, err = a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: &userARN})
			assert.NoError(t, err)
			_, err = a.eks.TagResource(t.Context(), &awseks.TagResourceInput{ResourceArn: shared, Tags: map[string]string{fmt.Sprint(i): ""}})
			assert.NoError(t, err)
			_, err = a.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN)})
			assert.NoError(t, err)
			assert.True(t, review(t, a.Server, "authentication.k8s.io/v1", tokens).Status.Authenticated)
		})
	}
	running.Wait()
	list, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster)})
	require.NoError(t, err)
	require.Len(t, list.AccessEntries, 10)
	tags, err := a.eks.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: shared})
	require.NoError(t, err)
	require.Len(t, tags.Tags, 8)
}
