package eks

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/stretchr/testify/require"
)

func TestHub(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.AddHubModel(HubModel{Name: "llama", Document: `{"SupportedInferenceInstanceTypes":["ml.g5.8xlarge"]}`, Keywords: []string{"@recipe:sft"}})
	a.AddHubModel(HubModel{Name: "mistral", Document: "{}"})
	hub := aws.String("SageMakerPublicHub")

	got, err := a.sageMakerClient(a.admin).DescribeHubContent(t.Context(), &sagemaker.DescribeHubContentInput{
		HubName: hub, HubContentType: types.HubContentTypeModel, HubContentName: aws.String("llama"),
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"SupportedInferenceInstanceTypes":["ml.g5.8xlarge"]}`, *got.HubContentDocument)
	require.Equal(t, "arn:aws:sagemaker:us-west-2:aws:hub/SageMakerPublicHub", *got.HubArn)
	require.Equal(t, "arn:aws:sagemaker:us-west-2:aws:hub-content/SageMakerPublicHub/Model/llama/1.0.0", *got.HubContentArn)
	require.Equal(t, types.HubContentStatusAvailable, got.HubContentStatus)
	require.WithinDuration(t, time.Now(), *got.CreationTime, time.Minute)

	list, err := a.sageMakerClient(a.admin).ListHubContents(t.Context(), &sagemaker.ListHubContentsInput{
		HubName: hub, HubContentType: types.HubContentTypeModel, NameContains: aws.String("lla"), MaxResults: aws.Int32(20),
	})
	require.NoError(t, err)
	require.Len(t, list.HubContentSummaries, 1)
	require.Equal(t, "llama", *list.HubContentSummaries[0].HubContentName)
	require.Equal(t, []string{"@recipe:sft"}, list.HubContentSummaries[0].HubContentSearchKeywords)

	for name, input := range map[string]sagemaker.DescribeHubContentInput{
		"no such model":   {HubName: hub, HubContentType: types.HubContentTypeModel, HubContentName: aws.String("none")},
		"another type":    {HubName: hub, HubContentType: types.HubContentTypeNotebook, HubContentName: aws.String("llama")},
		"another hub":     {HubName: aws.String("ours"), HubContentType: types.HubContentTypeModel, HubContentName: aws.String("llama")},
		"another version": {HubName: hub, HubContentType: types.HubContentTypeModel, HubContentName: aws.String("llama"), HubContentVersion: aws.String("9.9.9")},
	} {
		_, err = a.sageMakerClient(a.admin).DescribeHubContent(t.Context(), &input)
		require.True(t, errorAs[*types.ResourceNotFound](err), name)
	}
	_, err = a.sageMakerClient(a.admin).ListHubContents(t.Context(), &sagemaker.ListHubContentsInput{HubName: aws.String("ours"), HubContentType: types.HubContentTypeModel})
	require.ErrorContains(t, err, "arn:aws:sagemaker:us-west-2:111122223333:hub/ours does not exist")
}
