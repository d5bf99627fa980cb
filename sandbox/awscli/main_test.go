package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMain gives the tests an AWS configuration of their own.
func TestMain(m *testing.M) {
	os.Exit(withConfiguration(m.Run))
}

func withConfiguration(run func() int) int {
	folder, err := os.MkdirTemp("", "awscli")
	must(err)
	defer func() { must(os.RemoveAll(folder)) }()
	file := filepath.Join(folder, "config")
	must(os.WriteFile(file, []byte("[profile prod]\n"+
		"region = eu-west-1\naws_access_key_id = AKIDPROD\naws_secret_access_key = example\n"), 0o600))
	for _, name := range os.Environ() {
		if name, _, _ := strings.Cut(name, "="); strings.HasPrefix(name, "AWS_") {
			must(os.Unsetenv(name))
		}
	}
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE":             file,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED":   "true",
		"AWS_ACCESS_KEY_ID":           "AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY":       "example",
		"KUBERNETES_EXEC_INFO":        "",
	} {
		must(os.Setenv(name, value))
	}
	return run()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// credential is the part of an ExecCredential that matters.
type credential struct {
	Kind       string
	APIVersion string
	Status     struct {
		ExpirationTimestamp time.Time
		Token               string
	}
}

// signedURL is the presigned request that the token wraps.
func (c credential) signedURL(t *testing.T) *url.URL {
	encoded, found := strings.CutPrefix(c.Status.Token, "k8s-aws-v1.")
	require.True(t, found, c.Status.Token)
	decoded, err := base64.RawURLEncoding.DecodeString(encoded)
	require.NoError(t, err)
	signed, err := url.Parse(string(decoded))
	require.NoError(t, err)
	return signed
}

func getToken(t *testing.T, args ...string) credential {
	var stdout, stderr bytes.Buffer
	status := run(t.Context(), append([]string{"eks", "get-token"}, args...), &stdout, &stderr)
	require.Zero(t, status, stderr.String())
	assert.Empty(t, stderr.String())
	return parseCredential(t, stdout.Bytes())
}

func parseCredential(t *testing.T, text []byte) credential {
	var c credential
	require.NoError(t, json.Unmarshal(text, &c))
	return c
}

func TestToken(t *testing.T) {
	t.Parallel()
	before := time.Now()

	c := getToken(t, "--cluster-name", "hyperpod", "--region", "us-west-2", "--output", "json")

	assert.Equal(t, "ExecCredential", c.Kind)
	assert.Equal(t, "client.authentication.k8s.io/v1beta1", c.APIVersion)
	assert.WithinRange(t, c.Status.ExpirationTimestamp, before.Add(13*time.Minute), time.Now().Add(14*time.Minute))
	signed := c.signedURL(t)
	assert.Equal(t, "https://sts.us-west-2.amazonaws.com/", signed.Scheme+"://"+signed.Host+signed.Path)
	query := signed.Query()
	assert.Equal(t, "GetCallerIdentity", query.Get("Action"))
	assert.Equal(t, "host;x-k8s-aws-id", query.Get("X-Amz-SignedHeaders"))
	assert.Equal(t, "60", query.Get("X-Amz-Expires"))
	assert.Regexp(t, `^AKIDEXAMPLE/\d{8}/us-west-2/sts/aws4_request$`, query.Get("X-Amz-Credential"))
}

func TestProfile(t *testing.T) {
	t.Parallel()
	signed := getToken(t, "--cluster-name=hyperpod", "--profile", "prod").signedURL(t)
	assert.Equal(t, "sts.eu-west-1.amazonaws.com", signed.Host)
	assert.Regexp(t, `^AKIDPROD/`, signed.Query().Get("X-Amz-Credential"))
}

func TestGlobalOptionsMayComeFirst(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	args := []string{"--region", "us-west-2", "eks", "--output", "json", "get-token", "--cluster-name", "hyperpod"}
	assert.Zero(t, run(t.Context(), args, &stdout, io.Discard))
	assert.Equal(t, "sts.us-west-2.amazonaws.com", parseCredential(t, stdout.Bytes()).signedURL(t).Host)
}

func TestWhateverElseIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ args, want string }{
		"nothing":         {"", `the command "" is not answered`},
		"another service": {"s3 ls", `the command "s3 ls" is not answered`},
		"another command": {"eks list-clusters", `the command "eks list-clusters" is not answered`},
		"too many words":  {"eks get-token now --cluster-name c", `the command "eks get-token now" is not answered`},
		"no cluster":      {"eks get-token", "--cluster-name is missing"},
		"another option":  {"eks get-token --cluster-id c", "-cluster-id"},
		"another output":  {"eks get-token --cluster-name c --output yaml", `--output "yaml": only json is answered`},
		"version":         {"--version", "-version"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, 2, run(t.Context(), strings.Fields(test.args), &stdout, &stderr))
			assert.Empty(t, stdout.String())
			assert.Contains(t, stderr.String(), test.want)
			assert.Contains(t, stderr.String(), "stand-in")
		})
	}
}

func TestNoTokenWithoutRegion(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	assert.Equal(t, 1, run(t.Context(), []string{"eks", "get-token", "--cluster-name", "c"}, io.Discard, &stderr))
	assert.Contains(t, stderr.String(), "making a token for cluster c: no AWS region")
}

// The remaining tests change the process's environment, so they cannot run beside others.

func TestExecInfoChoosesTheVersion(t *testing.T) {
	t.Setenv("KUBERNETES_EXEC_INFO", `{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}`)
	c := getToken(t, "--cluster-name", "hyperpod", "--region", "us-west-2")
	assert.Equal(t, "client.authentication.k8s.io/v1", c.APIVersion)
}

func TestRole(t *testing.T) {
	const role = "arn:aws:iam::111122223333:role/team/scientist"
	var asked url.Values
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		asked = r.Form
		fmt.Fprint(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>`+
			`<SecretAccessKey>s</SecretAccessKey><SessionToken>session</SessionToken>`+
			`<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`)
	}))
	t.Cleanup(sts.Close)
	t.Setenv("AWS_ENDPOINT_URL_STS", sts.URL)

	signed := getToken(t, "--cluster-name", "hyperpod", "--region", "us-west-2", "--role-arn", role).signedURL(t)

	assert.Equal(t, role, asked.Get("RoleArn"))
	assert.Equal(t, "sts.us-west-2.amazonaws.com", signed.Host, "EKS takes no other")
	query := signed.Query()
	assert.Regexp(t, `^ASIAROLE/`, query.Get("X-Amz-Credential"))
	assert.Equal(t, "session", query.Get("X-Amz-Security-Token"))
}

// TestLikeTheRealCLI compares everything but time, signature and optional fields with the AWS CLI's own answer.
func TestLikeTheRealCLI(t *testing.T) {
	real := realCLI(t)
	args := []string{"--cluster-name", "hyperpod", "--region", "us-west-2", "--output", "json"}
	output, err := exec.CommandContext(t.Context(), real, append([]string{"eks", "get-token"}, args...)...).Output()
	require.NoError(t, err)

	want, got := parseCredential(t, output), getToken(t, args...)

	assert.Equal(t, want.Kind, got.Kind)
	assert.Equal(t, want.APIVersion, got.APIVersion)
	wantURL, gotURL := want.signedURL(t), got.signedURL(t)
	assert.Equal(t, wantURL.Host+wantURL.Path, gotURL.Host+gotURL.Path)
	wantQuery, gotQuery := wantURL.Query(), gotURL.Query()
	assert.Equal(t, slices.Sorted(maps.Keys(wantQuery)), slices.Sorted(maps.Keys(gotQuery)))
	for _, field := range []string{"Action", "Version", "X-Amz-Algorithm", "X-Amz-Expires", "X-Amz-SignedHeaders"} {
		assert.Equal(t, wantQuery.Get(field), gotQuery.Get(field), field)
	}
}

// realCLI finds the AWS CLI, or skips the test on a machine that has none.
func realCLI(t *testing.T) string {
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("not compared with the real AWS CLI: this machine has none")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	banner, err := exec.CommandContext(ctx, path, "--version").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(banner), "aws-cli/") {
		t.Skipf("not compared with the real AWS CLI: %s is not one", path)
	}
	t.Logf("compared with %s", strings.TrimSpace(string(banner)))
	return path
}
