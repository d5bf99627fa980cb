package eks

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemakerruntime"
	"github.com/stretchr/testify/require"
)

func (a account) sageMakerClient(key Credentials) *sagemaker.Client {
	return sagemaker.New(sagemaker.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1,
		Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
}

func (a account) runtimeClient(key Credentials) *sagemakerruntime.Client {
	return sagemakerruntime.New(sagemakerruntime.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1,
		Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
}

// TestSageMakerPermissions: each call needs its action on every resource that the reference names for it.
func TestSageMakerPermissions(t *testing.T) {
	t.Parallel()
	const (
		ofSageMaker = "arn:aws:sagemaker:us-west-2:111122223333:"
		hub         = "arn:aws:sagemaker:us-west-2:aws:hub/SageMakerPublicHub"
		model       = "arn:aws:sagemaker:us-west-2:aws:hub-content/SageMakerPublicHub/Model/llama"
	)
	for action, c := range map[string]struct {
		on   []string
		call func(*testing.T, account, Credentials) error
	}{
		"DescribeCluster": {[]string{ofSageMaker + "cluster/abcdef123456"}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.sageMakerClient(key).DescribeCluster(t.Context(), &sagemaker.DescribeClusterInput{ClusterName: aws.String("hyperpod-ml")})
			return err
		}},
		"ListClusters": {[]string{"*"}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.sageMakerClient(key).ListClusters(t.Context(), &sagemaker.ListClustersInput{})
			return err
		}},
		"DescribeEndpoint": {[]string{ofSageMaker + "endpoint/llama"}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.sageMakerClient(key).DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("Llama")})
			return err
		}},
		"InvokeEndpoint": {[]string{ofSageMaker + "endpoint/llama"}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.runtimeClient(key).InvokeEndpoint(t.Context(), &sagemakerruntime.InvokeEndpointInput{EndpointName: aws.String("Llama"), Body: []byte("{}")})
			return err
		}},
		"DescribeHubContent": {[]string{hub, model}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.sageMakerClient(key).DescribeHubContent(t.Context(), &sagemaker.DescribeHubContentInput{
				HubName: aws.String("SageMakerPublicHub"), HubContentType: types.HubContentTypeModel, HubContentName: aws.String("llama"),
			})
			return err
		}},
		"ListHubContents": {[]string{hub}, func(t *testing.T, a account, key Credentials) error {
			_, err := a.sageMakerClient(key).ListHubContents(t.Context(), &sagemaker.ListHubContentsInput{
				HubName: aws.String("SageMakerPublicHub"), HubContentType: types.HubContentTypeModel,
			})
			return err
		}},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			require.NoError(t, a.AddHyperPodCluster(HyperPodCluster{Name: "hyperpod-ml", ID: "abcdef123456", Orchestrator: testCluster}))
			a.AddEndpoint(Endpoint{Name: "Llama", Answer: "{}"})
			a.AddHubModel(HubModel{Name: "llama", Document: "{}"})
			var all []PrincipalOption
			for _, resource := range c.on {
				all = append(all, Policy(allowing("sagemaker:"+action, resource)))
			}
			require.NoError(t, c.call(t, a, principalKey(t, a.Server, readerARN, all...)))
			for i, resource := range c.on {
				but := append(append([]PrincipalOption{}, all[:i]...), all[i+1:]...)
				a.RemovePrincipal(readerARN)
				err := c.call(t, a, principalKey(t, a.Server, readerARN, but...))
				require.ErrorContains(t, err, "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: "+
					"sagemaker:"+action+" on resource: "+resource+" because no identity-based policy allows the sagemaker:"+action+" action")
			}
		})
	}
}

func TestSageMakerRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	client := a.sageMakerClient(a.admin)

	_, err := client.ListClusters(t.Context(), &sagemaker.ListClustersInput{SortBy: types.ClusterSortByName})
	requireAPIError(t, err, 400, "ValidationException", `the input of sagemaker:ListClusters is not covered here: json: unknown field "SortBy"`)
	_, err = client.ListModels(t.Context(), &sagemaker.ListModelsInput{})
	requireAPIError(t, err, 400, "UnknownOperationException", "ListModels is not an operation of this SageMaker")

	elsewhere := sagemaker.New(sagemaker.Options{
		Region: "eu-west-1", BaseEndpoint: &a.url, RetryMaxAttempts: 1, Credentials: credentials.StaticCredentialsProvider{Value: a.admin},
	})
	_, err = elsewhere.ListClusters(t.Context(), &sagemaker.ListClustersInput{})
	requireAPIError(t, err, 400, "InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-1'.")
	a.RemovePrincipal(adminARN)
	_, err = client.ListClusters(t.Context(), &sagemaker.ListClustersInput{})
	requireAPIError(t, err, 400, "UnrecognizedClientException", "The security token included in the request is invalid.")
}
