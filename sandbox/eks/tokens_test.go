package eks

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

const tokenPrefix = "k8s-aws-v1."

// signInToken is what `aws-iam-authenticator token` prints: made for the real STS host, without asking it.
func signInToken(t *testing.T, key Credentials, clusterName, region string) string {
	t.Helper()
	generator, err := token.NewGenerator(false, false)
	require.NoError(t, err)
	made, err := generator.GetWithSTS(clusterName, sts.New(sts.Options{
		Region: region, Credentials: credentials.StaticCredentialsProvider{Value: key},
	}))
	require.NoError(t, err)
	return made.Token
}

// tokenSignedAt makes a token that signInToken would have made at another time.
func tokenSignedAt(t *testing.T, key Credentials, moment time.Time) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		"https://sts.us-west-2.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60", nil)
	require.NoError(t, err)
	r.Header.Set(clusterIDHeader, testCluster)
	const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	signedURL, _, err := v4.NewSigner().PresignHTTP(t.Context(), key, r, emptyHash, "sts", testRegion, moment)
	require.NoError(t, err)
	return encodeToken(signedURL)
}

func encodeToken(signedURL string) string {
	return tokenPrefix + base64.RawURLEncoding.EncodeToString([]byte(signedURL))
}

func tamper(t *testing.T, signInToken string, change func(signedURL string) string) string {
	t.Helper()
	signedURL, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(signInToken, tokenPrefix))
	require.NoError(t, err)
	return encodeToken(change(string(signedURL)))
}
