package eks

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// review asks the authenticator of the test's cluster as kube-apiserver does.
func review(t *testing.T, s *Server, apiVersion, signInToken string) authenticationv1.TokenReview {
	t.Helper()
	webhook := httptest.NewServer(s.Authenticator(testCluster))
	t.Cleanup(webhook.Close)
	question, err := json.Marshal(authenticationv1.TokenReview{
		TypeMeta: metav1.TypeMeta{APIVersion: apiVersion, Kind: "TokenReview"},
		Spec:     authenticationv1.TokenReviewSpec{Token: signInToken},
	})
	require.NoError(t, err)
	response, err := webhook.Client().Post(webhook.URL, "application/json", bytes.NewReader(question))
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer authenticationv1.TokenReview
	decodeJSON(t, response, &answer)
	require.Equal(t, apiVersion, answer.APIVersion)
	require.Equal(t, "TokenReview", answer.Kind)
	return answer
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		principal, session, username string
		wantARN, wantCanonical       string
		wantUsername                 string
	}{
		"user": {
			principal: aliceARN, wantARN: aliceARN, wantCanonical: aliceARN, wantUsername: aliceARN,
		},
		"role": {
			principal: roleARN, session: "alice@example.com",
			wantARN:       "arn:aws:sts::111122223333:assumed-role/Scientist/alice@example.com",
			wantCanonical: roleARN,
			wantUsername:  "arn:aws:sts::111122223333:assumed-role/Scientist/alice-example.com",
		},
		"role with a path": {
			principal: ssoARN, session: "alice",
			wantARN:       "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/alice",
			wantCanonical: "arn:aws:iam::111122223333:role/AWSReservedSSO_Scientist_0123456789abcdef",
			wantUsername:  "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/alice",
		},
		"raw session name": {
			principal: roleARN, session: "alice@example.com", username: "sci:{{SessionNameRaw}}",
			wantARN:       "arn:aws:sts::111122223333:assumed-role/Scientist/alice@example.com",
			wantCanonical: roleARN,
			wantUsername:  "sci:alice@example.com",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			key := principalKey(t, a.Server, c.principal, SessionName(c.session))
			input := &awseks.CreateAccessEntryInput{
				ClusterName: aws.String(testCluster), PrincipalArn: &c.principal, KubernetesGroups: []string{"team:a", "team:b"},
			}
			if c.username != "" {
				input.Username = &c.username
			}
			_, err := a.eks.CreateAccessEntry(t.Context(), input)
			require.NoError(t, err)
			a.mu.Lock()
			id := a.principals[c.principal].id
			a.mu.Unlock()

			want := authenticationv1.TokenReviewStatus{Authenticated: true, User: authenticationv1.UserInfo{
				Username: c.wantUsername,
				UID:      "aws-iam-authenticator:111122223333:" + id,
				Groups:   []string{"team:a", "team:b"},
				Extra: map[string]authenticationv1.ExtraValue{
					"accessKeyId": {key.AccessKeyID}, "arn": {c.wantARN}, "canonicalArn": {c.wantCanonical},
					"principalId": {id}, "sessionName": {c.session},
				},
			}}
			for _, apiVersion := range []string{"authentication.k8s.io/v1", "authentication.k8s.io/v1beta1"} {
				got := review(t, a.Server, apiVersion, signInToken(t, key, testCluster, testRegion))
				require.Empty(t, cmp.Diff(want, got.Status))
			}
			elsewhere := review(t, a.Server, "authentication.k8s.io/v1", signInToken(t, key, testCluster, "eu-central-1"))
			require.Empty(t, cmp.Diff(want, elsewhere.Status), "the STS of any region knows the caller")
		})
	}
}

func TestSignInInChina(t *testing.T) {
	t.Parallel()
	const role = "arn:aws-cn:iam::111122223333:role/ml/Scientist"
	s := New(Config{Region: "cn-north-1", AccountID: testAccount, Partition: "aws-cn"})
	key := principalKey(t, s, role)
	require.NoError(t, s.AddCluster(Cluster{Name: testCluster, Creator: role}))
	got := review(t, s, "authentication.k8s.io/v1", signInToken(t, key, testCluster, "cn-north-1")).Status
	require.Equal(t, "arn:aws-cn:sts::111122223333:assumed-role/Scientist/session", got.User.Username, got.Error)
	abroad := review(t, s, "authentication.k8s.io/v1", signInToken(t, key, testCluster, testRegion)).Status
	require.False(t, abroad.Authenticated, "the partition's STS is another one")
}

func TestCreatorSignsInAsAdministrator(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	signIn := func() authenticationv1.TokenReviewStatus {
		return review(t, a.Server, "authentication.k8s.io/v1", signInToken(t, a.admin, testCluster, testRegion)).Status
	}
	require.Equal(t, []string{"system:masters"}, signIn().User.Groups)
	require.NoError(t, a.SetAuthenticationMode(testCluster, "CONFIG_MAP"))
	require.Equal(t, []string{"system:masters"}, signIn().User.Groups)
	require.NoError(t, a.SetAuthenticationMode(testCluster, "API"))

	_, err := associate(t, a, adminARN, adminPolicy, types.AccessScope{Type: types.AccessScopeTypeNamespace, Namespaces: []string{"default"}})
	require.NoError(t, err)
	require.Empty(t, signIn().User.Groups, "in one namespace the policy grants nothing here")
}

func TestSignInRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		signIn func(t *testing.T, a account, key Credentials) string
		reason string
	}{
		"no entry": {func(t *testing.T, a account, _ Credentials) string {
			return signInToken(t, principalKey(t, a.Server, aliceARN), testCluster, testRegion)
		}, `has no access entry on cluster "ml"`},
		"deleted entry": {func(t *testing.T, a account, key Credentials) string {
			_, err := a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(roleARN)})
			require.NoError(t, err)
			return signInToken(t, key, testCluster, testRegion)
		}, `has no access entry on cluster "ml"`},
		"role created again": {func(t *testing.T, a account, _ Credentials) string {
			a.RemovePrincipal(roleARN)
			return signInToken(t, principalKey(t, a.Server, roleARN), testCluster, testRegion)
		}, `has no access entry on cluster "ml"`},
		"removed role": {func(t *testing.T, a account, key Credentials) string {
			a.RemovePrincipal(roleARN)
			return signInToken(t, key, testCluster, testRegion)
		}, "belongs to no account of this process"},
		"same role of another server": {func(t *testing.T, _ account, _ Credentials) string {
			other := New(Config{Region: testRegion, AccountID: testAccount})
			return signInToken(t, principalKey(t, other, roleARN), testCluster, testRegion)
		}, `has no access entry on cluster "ml"`},
		"node": {func(t *testing.T, a account, key Credentials) string {
			name, role := aws.String(testCluster), aws.String(roleARN)
			_, err := a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: name, PrincipalArn: role})
			require.NoError(t, err)
			_, err = a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: name, PrincipalArn: role, Type: aws.String("HYPERPOD_LINUX")})
			require.NoError(t, err)
			return signInToken(t, key, testCluster, testRegion)
		}, `has no access entry on cluster "ml"`},
		"CONFIG_MAP": {func(t *testing.T, a account, key Credentials) string {
			require.NoError(t, a.SetAuthenticationMode(testCluster, "CONFIG_MAP"))
			return signInToken(t, key, testCluster, testRegion)
		}, "access entries do not sign in with authentication mode CONFIG_MAP"},
		"another cluster's token": {func(t *testing.T, _ account, key Credentials) string {
			return signInToken(t, key, "other", testRegion)
		}, "SignatureDoesNotMatch"},
		"wrong secret": {func(t *testing.T, _ account, key Credentials) string {
			key.SecretAccessKey += "x"
			return signInToken(t, key, testCluster, testRegion)
		}, "SignatureDoesNotMatch"},
		"no session token": {func(t *testing.T, _ account, key Credentials) string {
			key.SessionToken = ""
			return signInToken(t, key, testCluster, testRegion)
		}, "InvalidClientTokenId"},
		"tampered signature": {func(t *testing.T, _ account, key Credentials) string {
			return tamper(t, signInToken(t, key, testCluster, testRegion), func(signedURL string) string {
				if last := len(signedURL) - 1; signedURL[last] == '0' {
					return signedURL[:last] + "1"
				}
				return signedURL[:len(signedURL)-1] + "0"
			})
		}, "SignatureDoesNotMatch"},
		"borrowed access key": {func(t *testing.T, a account, key Credentials) string {
			return tamper(t, signInToken(t, key, testCluster, testRegion), func(signedURL string) string {
				return strings.ReplaceAll(signedURL, key.AccessKeyID, a.admin.AccessKeyID)
			})
		}, "InvalidClientTokenId"},
		"expired": {func(t *testing.T, _ account, key Credentials) string {
			return tokenSignedAt(t, key, time.Now().Add(-16*time.Minute))
		}, "X-Amz-Date parameter is expired"},
		"not a token": {func(*testing.T, account, Credentials) string { return "abc" }, "not properly formatted"},
		"no token":    {func(*testing.T, account, Credentials) string { return "" }, "not properly formatted"},
		"foreign host": {func(*testing.T, account, Credentials) string {
			return encodeToken("https://example.com/?Action=GetCallerIdentity")
		}, "not properly formatted"},
		"service token": {func(*testing.T, account, Credentials) string { return "eyJhbGciOiJSUzI1NiJ9.e30.c2ln" }, "not properly formatted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			key := principalKey(t, a.Server, roleARN)
			a.create(t, roleARN, "team:a")
			const v1 = "authentication.k8s.io/v1"
			require.True(t, review(t, a.Server, v1, signInToken(t, key, testCluster, testRegion)).Status.Authenticated)

			got := review(t, a.Server, v1, c.signIn(t, a, key)).Status
			require.Contains(t, got.Error, c.reason)
			got.Error = ""
			require.Empty(t, cmp.Diff(authenticationv1.TokenReviewStatus{}, got))
		})
	}
}

func TestTokenSignedAtIsRight(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	got := review(t, a.Server, "authentication.k8s.io/v1", tokenSignedAt(t, a.admin, time.Now().Add(-14*time.Minute)))
	require.True(t, got.Status.Authenticated, got.Status.Error)
}

func TestAuthenticatorRefusesRequests(t *testing.T) {
	t.Parallel()
	handler := newAccount(t).Authenticator(testCluster)
	for name, c := range map[string]struct {
		method, body string
		status       int
	}{
		"GET":         {http.MethodGet, "", http.StatusMethodNotAllowed},
		"no JSON":     {http.MethodPost, "x", http.StatusBadRequest},
		"other kind":  {http.MethodPost, `{"apiVersion":"authentication.k8s.io/v1","kind":"Pod"}`, http.StatusBadRequest},
		"other group": {http.MethodPost, `{"apiVersion":"v1","kind":"TokenReview"}`, http.StatusBadRequest},
	} {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, httptest.NewRequest(c.method, "/", strings.NewReader(c.body)))
		require.Equal(t, c.status, recorder.Code, name)
	}
}

func TestAuthenticatorOfMissingCluster(t *testing.T) {
	t.Parallel()
	s := New(Config{Region: testRegion, AccountID: testAccount})
	got := review(t, s, "authentication.k8s.io/v1", signInToken(t, principalKey(t, s, aliceARN), testCluster, testRegion))
	require.Equal(t, `cluster "ml": does not exist`, got.Status.Error)
}

// TestOtherRequestsPass: the wrapped transport answers a token's verification and nothing else.
func TestOtherRequestsPass(t *testing.T) {
	t.Parallel()
	var reached []string
	next := roundTripper(func(r *http.Request) (*http.Response, error) {
		reached = append(reached, r.URL.Host)
		return &http.Response{StatusCode: http.StatusTeapot, Body: http.NoBody}, nil
	})
	for _, c := range []struct{ url, clusterID string }{
		{"https://example.com/", testCluster},
		{"https://sts.us-west-2.amazonaws.com/", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, c.url, nil)
		r.Header.Set(clusterIDHeader, c.clusterID)
		response, err := signInTransport{next}.RoundTrip(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusTeapot, response.StatusCode)
	}
	require.Equal(t, []string{"example.com", "sts.us-west-2.amazonaws.com"}, reached)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
