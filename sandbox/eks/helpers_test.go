package eks

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/require"
)

const (
	testRegion  = "us-west-2"
	testAccount = "111122223333"
	testCluster = "ml"

	adminARN = "arn:aws:iam::111122223333:role/Admin"
	aliceARN = "arn:aws:iam::111122223333:user/alice"
	roleARN  = "arn:aws:iam::111122223333:role/Scientist"
	ssoARN   = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Scientist_0123456789abcdef"
)

// account is a server with one cluster and its administrator's client.
type account struct {
	*Server
	url   string
	admin Credentials
	eks   *awseks.Client
}

func newAccount(t *testing.T) account {
	t.Helper()
	s := New(Config{Region: testRegion, AccountID: testAccount})
	admin := principalKey(t, s, adminARN, Administrator())
	require.NoError(t, s.AddCluster(Cluster{
		Name: testCluster, Version: "1.34", Endpoint: "https://127.0.0.1:6443",
		CertificateAuthority: []byte("-----BEGIN CERTIFICATE-----\n"), Creator: adminARN,
	}))
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	a := account{Server: s, url: server.URL, admin: admin}
	a.eks = a.eksClient(admin)
	return a
}

func principalKey(t *testing.T, s *Server, arn string, opts ...PrincipalOption) Credentials {
	t.Helper()
	key, err := s.AddPrincipal(arn, opts...)
	require.NoError(t, err)
	return key
}

func (a account) eksClient(key Credentials) *awseks.Client {
	return awseks.New(awseks.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1,
		Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
}

func (a account) stsClient(key Credentials) *sts.Client {
	return sts.New(sts.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1,
		Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
}

// create makes an entry through the API and registers its principal.
func (a account) create(t *testing.T, principalARN string, groups ...string) *awseks.CreateAccessEntryOutput {
	t.Helper()
	principalKey(t, a.Server, principalARN)
	created, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: &principalARN, KubernetesGroups: groups,
	})
	require.NoError(t, err)
	return created
}

// requireAPIError checks an error's HTTP status, code and message as an AWS client sees them.
func requireAPIError(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var response *awshttp.ResponseError
	require.ErrorAs(t, err, &response)
	require.Equal(t, status, response.HTTPStatusCode())
	var api smithy.APIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, code, api.ErrorCode())
	require.Equal(t, message, api.ErrorMessage())
}

// decodeJSON reads a response's body.
func decodeJSON(t *testing.T, response *http.Response, into any) {
	t.Helper()
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.NoError(t, json.NewDecoder(response.Body).Decode(into))
}

// errorAs is errors.As for a type that is only known to the caller.
func errorAs[E error](err error) bool {
	var target E
	return errors.As(err, &target)
}

// setClock stops the server's clock at a moment.
func (a account) setClock(moment time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = func() time.Time { return moment }
}

// pages collects the results of a paginator.
func pages(ctx context.Context, p *awseks.ListAccessEntriesPaginator) (all []string, count int, err error) {
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return nil, 0, err
		}
		all, count = append(all, page.AccessEntries...), count+1
	}
	return all, count, nil
}
