package eks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/require"
)

const mismatch = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."

func TestEKSRefusesKeys(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	wrongSecret, wrongToken, unknown := a.admin, a.admin, a.admin
	wrongSecret.SecretAccessKey += "x"
	wrongToken.SessionToken = ""
	unknown.AccessKeyID = "AKIAIOSFODNN7EXAMPLE"
	describe := &awseks.DescribeClusterInput{Name: aws.String(testCluster)}
	for _, c := range []struct {
		key           Credentials
		code, message string
	}{
		{wrongSecret, "InvalidSignatureException", mismatch},
		{wrongToken, "UnrecognizedClientException", "The security token included in the request is invalid."},
		{unknown, "UnrecognizedClientException", "The security token included in the request is invalid."},
	} {
		_, err := a.eksClient(c.key).DescribeCluster(t.Context(), describe)
		requireAPIError(t, err, 403, c.code, c.message)
	}
	_, err := a.eksClient(a.admin).DescribeCluster(t.Context(), describe, func(o *awseks.Options) { o.Region = "eu-west-1" })
	requireAPIError(t, err, 403, "InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-1'.")
}

func TestEKSNeedsAdministrator(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	client := a.eksClient(principalKey(t, a.Server, ssoARN, SessionName("alice")))
	const user = "User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/alice is not authorized to perform: "
	const because = " because no identity-based policy allows the "
	_, err := client.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN)})
	requireAPIError(t, err, 403, "AccessDeniedException",
		user+"eks:CreateAccessEntry on resource: arn:aws:eks:us-west-2:111122223333:cluster/ml"+because+"eks:CreateAccessEntry action")
	_, err = client.ListAccessPolicies(t.Context(), &awseks.ListAccessPoliciesInput{})
	requireAPIError(t, err, 403, "AccessDeniedException", user+"eks:ListAccessPolicies on resource: *"+because+"eks:ListAccessPolicies action")
	const cluster = "arn:aws:eks:us-west-2:111122223333:cluster/ml"
	_, err = client.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: aws.String(cluster)})
	requireAPIError(t, err, 403, "AccessDeniedException", user+"eks:ListTagsForResource on resource: "+cluster+because+"eks:ListTagsForResource action")
}

func TestActions(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	client := a.eksClient(principalKey(t, a.Server, ssoARN, Actions("eks:ListAccessEntries")))
	_, err := client.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster)})
	require.NoError(t, err)
	_, err = client.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN),
	})
	requireAPIError(t, err, 403, "AccessDeniedException", "User: arn:aws:sts::111122223333:assumed-role/"+
		"AWSReservedSSO_Scientist_0123456789abcdef/session is not authorized to perform: eks:DescribeAccessEntry on resource: "+
		"arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/111122223333/AWSReservedSSO_Scientist_0123456789abcdef/* "+
		"because no identity-based policy allows the eks:DescribeAccessEntry action")
}

func TestGetCallerIdentity(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for _, c := range []struct{ principal, session, arn, id string }{
		{aliceARN, "", aliceARN, "^AIDA[A-Z2-7]{17}$"},
		{roleARN, "", "arn:aws:sts::111122223333:assumed-role/Scientist/session", "^AROA[A-Z2-7]{17}:session$"},
		{ssoARN, "a@example.com", "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/a@example.com", "^AROA[A-Z2-7]{17}:a@example.com$"},
	} {
		client := a.stsClient(principalKey(t, a.Server, c.principal, SessionName(c.session)))
		got, err := client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		require.NoError(t, err)
		require.Equal(t, c.arn, *got.Arn)
		require.Equal(t, testAccount, *got.Account)
		require.Regexp(t, c.id, *got.UserId)
	}
}

func TestSTSRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	wrongSecret, unknown := a.admin, a.admin
	wrongSecret.SecretAccessKey += "x"
	unknown.AccessKeyID = "AKIAIOSFODNN7EXAMPLE"
	_, err := a.stsClient(wrongSecret).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	requireAPIError(t, err, 403, "SignatureDoesNotMatch", mismatch)
	_, err = a.stsClient(unknown).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	requireAPIError(t, err, 403, "InvalidClientTokenId", "The security token included in the request is invalid.")
	_, err = a.stsClient(a.admin).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	requireAPIError(t, err, 400, "InvalidAction", "Could not find operation GetSessionToken for version 2011-06-15")
}

func TestRemovedPrincipalHasNoKeys(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	first := principalKey(t, a.Server, aliceARN)
	second := principalKey(t, a.Server, aliceARN)
	require.NotEqual(t, first.AccessKeyID, second.AccessKeyID)
	a.RemovePrincipal(aliceARN)
	for _, key := range []Credentials{first, second} {
		_, err := a.stsClient(key).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		requireAPIError(t, err, 403, "InvalidClientTokenId", "The security token included in the request is invalid.")
	}
}

func TestAddPrincipalAgainKeepsItsIdentity(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	again := principalKey(t, a.Server, adminARN, SessionName("again"))
	_, err := a.eksClient(again).DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: aws.String(testCluster)})
	require.NoError(t, err, "still an administrator")
	before, err := a.stsClient(a.admin).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	require.NoError(t, err)
	after, err := a.stsClient(again).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	require.NoError(t, err)
	require.Equal(t, strings.Replace(*before.UserId, ":session", ":again", 1), *after.UserId)
}

func TestAddPrincipalRefuses(t *testing.T) {
	t.Parallel()
	s := New(Config{Region: testRegion, AccountID: testAccount})
	for _, bad := range []string{"", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:group/g", "arn:aws:sts::111122223333:assumed-role/r/s"} {
		_, err := s.AddPrincipal(bad)
		require.ErrorContains(t, err, "not the ARN of an IAM user or role")
	}
	_, err := s.AddPrincipal("arn:aws-cn:iam::111122223333:role/r")
	require.ErrorContains(t, err, "in partition aws-cn, but this server is in aws")
	_, err = s.AddPrincipal(aliceARN, SessionName("alice"))
	require.ErrorContains(t, err, "users have no sessions")
	_, err = s.AddPrincipal(roleARN, SessionName("two words"))
	require.ErrorContains(t, err, "must be 2 to 64 of letters")
}

// presign makes a GET of STS's GetCallerIdentity, signed at a moment, and lets the caller change it after.
func presign(t *testing.T, a account, key Credentials, service string, moment time.Time, change func(url.Values)) *http.Request {
	t.Helper()
	unsigned, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+"/?Action=GetCallerIdentity&Version=2011-06-15", nil)
	require.NoError(t, err)
	empty := sha256.Sum256(nil)
	signedURL, _, err := v4.NewSigner().PresignHTTP(t.Context(), key, unsigned, hex.EncodeToString(empty[:]), service, testRegion, moment)
	require.NoError(t, err)
	parsed, err := url.Parse(signedURL)
	require.NoError(t, err)
	query := parsed.Query()
	change(query)
	parsed.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, parsed.String(), nil)
	require.NoError(t, err)
	return request
}

func TestPresigned(t *testing.T) {
	t.Parallel()
	signed := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		now     time.Time
		service string
		change  func(url.Values)
		code    string
		message string
	}{
		"at once":         {now: signed},
		"after 14:59":     {now: signed.Add(15*time.Minute - time.Second)},
		"after 15:01":     {now: signed.Add(15*time.Minute + time.Second), code: "SignatureDoesNotMatch", message: "Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z"},
		"clock behind":    {now: signed.Add(-5*time.Minute - time.Second), code: "SignatureDoesNotMatch", message: "Signature not yet current: 20260301T120000Z is still later than 20260301T115959Z"},
		"other action":    {now: signed, change: func(q url.Values) { q.Set("Action", "GetSessionToken") }, code: "InvalidAction", message: "Could not find operation GetSessionToken for version 2011-06-15"},
		"extra parameter": {now: signed, change: func(q url.Values) { q.Set("X", "y") }, code: "SignatureDoesNotMatch", message: mismatch},
		"moved date":      {now: signed, change: func(q url.Values) { q.Set("X-Amz-Date", "20260301T120001Z") }, code: "SignatureDoesNotMatch", message: mismatch},
		"no signature":    {now: signed, change: func(q url.Values) { q.Del("X-Amz-Signature") }, code: "IncompleteSignature", message: "The request signature does not conform to AWS standards: it needs Credential, SignedHeaders, Signature and X-Amz-Date"},
		"not signed":      {now: signed, change: func(q url.Values) { q.Del("X-Amz-Algorithm") }, code: "MissingAuthenticationToken", message: "Missing Authentication Token"},
		"other service":   {now: signed, service: "eks", code: "SignatureDoesNotMatch", message: "Credential should be scoped to correct service: 'sts'."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.setClock(c.now)
			if c.change == nil {
				c.change = func(url.Values) {}
			}
			if c.service == "" {
				c.service = "sts"
			}
			response, err := http.DefaultClient.Do(presign(t, a, a.admin, c.service, signed, c.change))
			require.NoError(t, err)
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			if c.code == "" {
				require.Equal(t, 200, response.StatusCode, string(body))
				return
			}
			var refused stsError
			require.NoError(t, xml.Unmarshal(body, &refused))
			require.Equal(t, c.code, refused.Error.Code)
			require.Equal(t, c.message, refused.Error.Message)
		})
	}
}

// TestHeaderSignature changes signed requests on their way to the server.
func TestHeaderSignature(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	const body = `{"principalArn":"` + adminARN + `"}`
	send := func(moment time.Time, change func(*http.Request)) (int, string) {
		sum := sha256.Sum256([]byte(body))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/clusters/ml/access-entries", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, v4.NewSigner().SignHTTP(context.Background(), a.admin, r, hex.EncodeToString(sum[:]), "eks", testRegion, moment))
		change(r)
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode, response.Header.Get("X-Amzn-ErrorType")
	}
	for name, c := range map[string]struct {
		age    time.Duration
		change func(*http.Request)
		status int
		code   string
	}{
		// The right signature gets as far as the rule that the administrator has an entry already.
		"unchanged":    {0, func(*http.Request) {}, 409, "ResourceInUseException"},
		"other body":   {0, func(r *http.Request) { r.Body = io.NopCloser(bytes.NewReader([]byte(strings.ToUpper(body)))) }, 403, "InvalidSignatureException"},
		"other path":   {0, func(r *http.Request) { r.URL.Path = "/clusters/other/access-entries" }, 403, "InvalidSignatureException"},
		"other method": {0, func(r *http.Request) { r.Method = http.MethodGet }, 403, "InvalidSignatureException"},
		"no header":    {0, func(r *http.Request) { r.Header.Del("Authorization") }, 403, "MissingAuthenticationTokenException"},
		"garbage":      {0, func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x") }, 400, "IncompleteSignatureException"},
		"other scheme": {0, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, 403, "MissingAuthenticationTokenException"},
		"no date":      {0, func(r *http.Request) { r.Header.Del("X-Amz-Date") }, 400, "IncompleteSignatureException"},
		"too old":      {6 * time.Minute, func(*http.Request) {}, 403, "InvalidSignatureException"},
		"too early":    {-6 * time.Minute, func(*http.Request) {}, 403, "InvalidSignatureException"},
	} {
		status, code := send(time.Now().Add(-c.age), c.change)
		require.Equal(t, c.status, status, name)
		require.Equal(t, c.code, code, name)
	}
}

func TestUnknownOperation(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	_, err := a.eks.ListNodegroups(t.Context(), &awseks.ListNodegroupsInput{ClusterName: aws.String(testCluster)})
	requireAPIError(t, err, 404, "UnknownOperationException", "GET /clusters/ml/node-groups is not an operation of this EKS")
}
