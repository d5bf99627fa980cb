package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accountThat answers every request of STS and IAM alike.
func accountThat(t *testing.T, code int, answer string) *Account {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	config := aws.Config{
		Region: "us-west-2", BaseEndpoint: &server.URL, Retryer: func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	}
	return &Account{config: config, sts: sts.NewFromConfig(config), iam: iam.NewFromConfig(config)}
}

func refusal(code string) string {
	return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>said so</Message></Error></ErrorResponse>"
}

func TestCaller(t *testing.T) {
	t.Parallel()
	const session = "arn:aws:sts::111122223333:assumed-role/Alice/a"
	arn, err := accountThat(t, 200, "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>"+session+
		"</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>").Caller(t.Context())
	require.NoError(t, err)
	assert.Equal(t, session, arn)

	for code, want := range map[string]error{
		"ExpiredToken": ErrExpiredCredentials, "InvalidClientTokenId": ErrWrongCredentials, "SignatureDoesNotMatch": ErrWrongCredentials,
	} {
		_, err := accountThat(t, 403, refusal(code)).Caller(t.Context())
		assert.ErrorIs(t, err, want, code)
		assert.ErrorContains(t, err, "said so", code)
	}
	_, err = accountThat(t, 500, refusal("InternalFailure")).Caller(t.Context())
	for _, other := range []error{ErrNoCredentials, ErrExpiredCredentials, ErrWrongCredentials} {
		assert.NotErrorIs(t, err, other, "the credentials are not at fault")
	}
	assert.ErrorContains(t, err, "InternalFailure")
}

// TestCredentials: what is wrong with them before anybody is asked.
func TestCredentials(t *testing.T) {
	t.Parallel()
	failing := func(err error) aws.CredentialsProvider {
		return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, err })
	}
	for name, c := range map[string]struct {
		provider aws.CredentialsProvider
		want     error
	}{
		"nowhere":                       {nil, ErrNoCredentials},
		"no server of EC2 to have some": {failing(errors.New("no EC2 IMDS role found")), ErrNoCredentials},
		"a session that is over":        {failing(fmt.Errorf("refresh: %w", &ssocreds.InvalidTokenError{})), ErrExpiredCredentials},
	} {
		_, err := (&Account{config: aws.Config{Credentials: c.provider}}).Caller(t.Context())
		assert.ErrorIs(t, err, c.want, name)
	}
}

func TestRoleAndUser(t *testing.T) {
	t.Parallel()
	made := func(kind, arn string) string {
		return "<Get" + kind + "Response><Get" + kind + "Result><" + kind + "><Arn>" + arn + "</Arn><CreateDate>2025-01-01T12:00:00Z</CreateDate></" +
			kind + "></Get" + kind + "Result></Get" + kind + "Response>"
	}
	arn, created, err := accountThat(t, 200, made("Role", alice)).Role(t.Context(), "Alice")
	require.NoError(t, err)
	assert.Equal(t, alice, arn)
	assert.Equal(t, noon, created.UTC())
	const carol = "arn:aws:iam::111122223333:user/team/carol"
	arn, created, err = accountThat(t, 200, made("User", carol)).User(t.Context(), "carol")
	require.NoError(t, err)
	assert.Equal(t, carol, arn)
	assert.Equal(t, noon, created.UTC())

	_, _, err = accountThat(t, 404, refusal("NoSuchEntity")).Role(t.Context(), "Alice")
	require.ErrorIs(t, err, ErrNoPrincipal)
	_, _, err = accountThat(t, 404, refusal("NoSuchEntity")).User(t.Context(), "carol")
	require.ErrorIs(t, err, ErrNoPrincipal)
	var lacking *MissingRightError
	_, _, err = accountThat(t, 403, refusal("AccessDenied")).Role(t.Context(), "Alice")
	require.ErrorAs(t, err, &lacking)
	assert.Equal(t, "the IAM action iam:GetRole", lacking.Right)
	_, _, err = accountThat(t, 403, refusal("AccessDenied")).User(t.Context(), "carol")
	require.ErrorAs(t, err, &lacking)
	assert.Equal(t, "the IAM action iam:GetUser", lacking.Right)
}

// TestSSO: who has not signed in to IAM Identity Center has no other fault. It cannot run beside other tests: the
// configuration is in the environment.
func TestSSO(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config")
	require.NoError(t, os.WriteFile(config, []byte(`[profile named]
region = us-west-2
sso_session = s
sso_account_id = 111122223333
sso_role_name = Scientist
[sso-session s]
sso_region = us-west-2
sso_start_url = https://example.awsapps.com/start
[profile old]
region = us-west-2
sso_region = us-west-2
sso_start_url = https://example.awsapps.com/start
sso_account_id = 111122223333
sso_role_name = Scientist
`), 0o600))
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "HOME": t.TempDir(), "AWS_ACCESS_KEY_ID": "",
	} {
		t.Setenv(name, value)
	}
	for _, profile := range []string{"named", "old"} {
		t.Setenv("AWS_PROFILE", profile)
		account, err := NewAccount(t.Context(), "")
		require.NoError(t, err)
		_, err = account.Caller(t.Context())
		assert.ErrorIs(t, err, ErrExpiredCredentials, profile)
	}
}
