// Package awscalls proves what the catalogue says of AWS: it makes the calls of every command with the AWS SDK, as a
// principal with exactly the policy that the catalogue gives.
package awscalls

import (
	"errors"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemakerruntime"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

const (
	region   = "us-west-2"
	account  = "111122223333"
	cluster  = "ml"
	hyperPod = "hyperpod-ml"
	hub      = "SageMakerPublicHub"
	example  = "example"
	recipes  = "jumpstart-cache-prod-us-west-2"
	admin    = "arn:aws:iam::111122223333:role/Admin"

	hyperPodARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6"
)

// world is an account of AWS with an EKS cluster, the HyperPod cluster on it, and what the commands ask about.
type world struct {
	*eks.Server
	url        string
	admin      *awseks.Client
	principals int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s := eks.New(eks.Config{Region: region, AccountID: account})
	key, err := s.AddPrincipal(admin, eks.Administrator())
	require.NoError(t, err)
	require.NoError(t, s.AddCluster(eks.Cluster{
		Name: cluster, Version: "1.34", Endpoint: "https://127.0.0.1:1", CertificateAuthority: []byte("none"), Creator: admin,
		Addons: []eks.Addon{
			{Name: "amazon-sagemaker-hyperpod-observability", Version: "v1.0.0"}, {Name: "amazon-sagemaker-spaces", Version: "v1.0.0"},
		},
	}))
	require.NoError(t, s.AddHyperPodCluster(eks.HyperPodCluster{Name: hyperPod, ID: "a1b2c3d4e5f6", Orchestrator: cluster}))
	s.AddEndpoint(eks.Endpoint{Name: example, Answer: "{}"})
	s.AddHubModel(eks.HubModel{Name: example, Document: "{}"})
	s.PutObject(recipes, example, []byte("{}"))
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	w := &world{Server: s, url: server.URL}
	w.admin = w.clients(key).eks
	return w
}

// clients are those of one principal.
type clients struct {
	arn       string
	eks       *awseks.Client
	iam       *iam.Client
	s3        *s3.Client
	sagemaker *sagemaker.Client
	runtime   *sagemakerruntime.Client
}

func (w *world) clients(key eks.Credentials) clients {
	config := aws.Config{
		Region: region, BaseEndpoint: &w.url, RetryMaxAttempts: 1, Credentials: credentials.StaticCredentialsProvider{Value: key},
	}
	return clients{
		eks: awseks.NewFromConfig(config), iam: iam.NewFromConfig(config), sagemaker: sagemaker.NewFromConfig(config),
		s3:      s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }),
		runtime: sagemakerruntime.NewFromConfig(config),
	}
}

// scientist is a new role with an access entry, and with exactly one policy: that of the statements.
func (w *world) scientist(t *testing.T, statements []policy.Statement) clients {
	t.Helper()
	w.principals++
	arn := "arn:aws:iam::111122223333:role/research/Scientist" + strconv.Itoa(w.principals)
	document, err := policy.IAMPolicy(statements, policy.IAMPlace{
		Partition: "aws", Region: region, Account: account, Cluster: cluster, HyperPodClusterARN: hyperPodARN, Principal: arn,
	})
	require.NoError(t, err)
	key, err := w.AddPrincipal(arn, eks.InlinePolicy("scientist", document))
	require.NoError(t, err)
	_, err = w.admin.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: aws.String(cluster), PrincipalArn: &arn})
	require.NoError(t, err)
	c := w.clients(key)
	c.arn = arn
	return c
}

// refused makes the calls of a command, and returns the actions that AWS denies, each once, in order.
func (c clients) refused(t *testing.T, command commands.Command) []string {
	t.Helper()
	var refused []string
	for _, call := range command.AWS {
		do, known := actions[call.Action]
		require.True(t, known, "%s %s: nobody here makes the call %s", command.CLI, command.Name, call.Action)
		var denied smithy.APIError
		switch err := do(t, c, call); {
		case err == nil:
		case errors.As(err, &denied) && strings.HasPrefix(denied.ErrorCode(), "AccessDenied"):
			if len(refused) == 0 || refused[len(refused)-1] != call.Action {
				refused = append(refused, call.Action)
			}
		default:
			require.NoError(t, err, "%s %s: %s", command.CLI, command.Name, call.Action)
		}
	}
	return refused
}

// actions make calls as the commands do.
var actions = map[string]func(*testing.T, clients, commands.AWSCall) error{
	"eks:DescribeCluster": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.eks.DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: aws.String(cluster)})
		return err
	},
	"eks:DescribeAccessEntry": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: aws.String(cluster), PrincipalArn: &c.arn})
		return err
	},
	"eks:ListAddons": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.eks.ListAddons(t.Context(), &awseks.ListAddonsInput{ClusterName: aws.String(cluster), MaxResults: aws.Int32(50)})
		return err
	},
	"eks:DescribeAddon": func(t *testing.T, c clients, call commands.AWSCall) error {
		name := strings.Split(call.Resource, "/")[2]
		_, err := c.eks.DescribeAddon(t.Context(), &awseks.DescribeAddonInput{ClusterName: aws.String(cluster), AddonName: &name})
		return err
	},
	"iam:GetRole": func(t *testing.T, c clients, _ commands.AWSCall) error {
		name := c.arn[strings.LastIndex(c.arn, "/")+1:]
		_, err := c.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: &name})
		return err
	},
	"sagemaker:DescribeCluster": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.sagemaker.DescribeCluster(t.Context(), &sagemaker.DescribeClusterInput{ClusterName: aws.String(hyperPod)})
		return err
	},
	"sagemaker:ListClusters": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.sagemaker.ListClusters(t.Context(), &sagemaker.ListClustersInput{})
		return err
	},
	"sagemaker:DescribeHubContent": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.sagemaker.DescribeHubContent(t.Context(), &sagemaker.DescribeHubContentInput{
			HubName: aws.String(hub), HubContentType: types.HubContentTypeModel, HubContentName: aws.String(example),
		})
		return err
	},
	"sagemaker:ListHubContents": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.sagemaker.ListHubContents(t.Context(), &sagemaker.ListHubContentsInput{
			HubName: aws.String(hub), HubContentType: types.HubContentTypeModel, NameContains: aws.String(example), MaxResults: aws.Int32(20),
		})
		return err
	},
	"sagemaker:DescribeEndpoint": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.sagemaker.DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String(example)})
		return err
	},
	"sagemaker:InvokeEndpoint": func(t *testing.T, c clients, _ commands.AWSCall) error {
		_, err := c.runtime.InvokeEndpoint(t.Context(), &sagemakerruntime.InvokeEndpointInput{EndpointName: aws.String(example), Body: []byte("{}")})
		return err
	},
	"s3:GetObject": func(t *testing.T, c clients, _ commands.AWSCall) error {
		got, err := c.s3.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(recipes), Key: aws.String(example)})
		if err == nil {
			_ = got.Body.Close()
		}
		return err
	},
}
