package eks

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemakerruntime"
	"github.com/stretchr/testify/require"
)

func TestEndpoint(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.AddEndpoint(Endpoint{Name: "Llama", Answer: `{"generated_text":"4"}`})
	a.AddEndpoint(Endpoint{Name: "slow", Status: "Creating"})

	found, err := a.sageMakerClient(a.admin).DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("Llama")})
	require.NoError(t, err)
	require.Equal(t, "arn:aws:sagemaker:us-west-2:111122223333:endpoint/llama", *found.EndpointArn)
	require.Equal(t, types.EndpointStatusInService, found.EndpointStatus)
	answer, err := a.runtimeClient(a.admin).InvokeEndpoint(t.Context(), &sagemakerruntime.InvokeEndpointInput{
		EndpointName: aws.String("Llama"), ContentType: aws.String("application/json"), Body: []byte(`{"inputs":"2+2"}`),
	})
	require.NoError(t, err)
	require.Equal(t, `{"generated_text":"4"}`, string(answer.Body))
	require.Equal(t, "application/json", *answer.ContentType)

	slow, err := a.sageMakerClient(a.admin).DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("slow")})
	require.NoError(t, err)
	require.Equal(t, types.EndpointStatusCreating, slow.EndpointStatus)
	for _, name := range []string{"slow", "none"} {
		_, err = a.runtimeClient(a.admin).InvokeEndpoint(t.Context(), &sagemakerruntime.InvokeEndpointInput{EndpointName: &name, Body: []byte("{}")})
		requireAPIError(t, err, 400, "ValidationError", "Endpoint "+name+" of account 111122223333 not found.")
	}
	_, err = a.sageMakerClient(a.admin).DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("None")})
	requireAPIError(t, err, 400, "ValidationException", `Could not find endpoint "arn:aws:sagemaker:us-west-2:111122223333:endpoint/none".`)
}
