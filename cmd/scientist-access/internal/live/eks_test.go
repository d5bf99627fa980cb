package live

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:role/Bob"
	view  = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
)

// answers are those of an EKS API, by the path that is asked for. One that starts with the name of an exception fails.
type answers map[string]string

func (a answers) eks(t *testing.T) *EKS {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.EscapedPath(), "/clusters/ml")
		if token := r.URL.Query().Get("nextToken"); token != "" {
			path += "#" + token
		}
		answer, ok := a[path]
		if !ok {
			answer = "ResourceNotFoundException"
		}
		if exception, _, _ := strings.Cut(answer, " "); strings.HasSuffix(exception, "Exception") {
			w.Header().Set("X-Amzn-ErrorType", exception)
			w.WriteHeader(map[string]int{"ResourceNotFoundException": 404, "AccessDeniedException": 403}[exception])
			answer = `{"message":"said so"}`
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return &EKS{cluster: "ml", client: eks.New(eks.Options{
		BaseEndpoint: &server.URL, Region: "us-west-2", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
	})}
}

const (
	alicesPath = "/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FAlice"
	bobsPath   = "/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2FBob"
)

func TestCluster(t *testing.T) {
	t.Parallel()
	certificate := base64.StdEncoding.EncodeToString([]byte("PEM"))
	cluster := func(mode string) string {
		return `{"cluster":{"endpoint":"https://ml.example","certificateAuthority":{"data":"` + certificate + `"},"accessConfig":` + mode + `}}`
	}
	for mode, configMap := range map[string]bool{"API": false, "API_AND_CONFIG_MAP": true} {
		found, err := answers{"": cluster(`{"authenticationMode":"` + mode + `"}`)}.eks(t).Cluster(t.Context())
		require.NoError(t, err)
		want := Cluster{Endpoint: "https://ml.example", CertificateAuthority: []byte("PEM"), ConfigMap: configMap, Mode: mode}
		assert.Equal(t, want, found, mode)
	}
	for _, mode := range []string{`{"authenticationMode":"CONFIG_MAP"}`, `null`} {
		_, err := answers{"": cluster(mode)}.eks(t).Cluster(t.Context())
		assert.ErrorContains(t, err, "authentication mode CONFIG_MAP, which takes no access entries", mode)
		assert.ErrorContains(t, err, "aws eks update-cluster-config --region us-west-2 --name ml", mode)
		found, err := answers{"": cluster(mode)}.eks(t).Describe(t.Context())
		require.NoError(t, err)
		assert.Equal(t, "CONFIG_MAP", found.Mode, "which can be looked at all the same")
		assert.True(t, found.ConfigMap)
	}
	_, err := answers{"": `{"cluster":{"certificateAuthority":{"data":"!"}}}`}.eks(t).Cluster(t.Context())
	assert.ErrorContains(t, err, "certificate authority of cluster ml")
	_, err = answers{"": "AccessDeniedException"}.eks(t).Cluster(t.Context())
	assert.ErrorContains(t, err, "the IAM action eks:DescribeCluster is missing")
	_, err = answers{}.eks(t).Cluster(t.Context())
	assert.ErrorContains(t, err, "eks:DescribeCluster: ")
}

// TestReadEKS: entries come page by page, one that is deleted meanwhile is left out, and so are the policies of a
// principal without an entry.
func TestReadEKS(t *testing.T) {
	t.Parallel()
	a := answers{
		"/access-entries":                 `{"accessEntries":["` + alice + `"],"nextToken":"2"}`,
		"/access-entries#2":               `{"accessEntries":["` + bob + `"]}`,
		alicesPath:                        `{"accessEntry":{"principalArn":"` + alice + `","kubernetesGroups":["g"],"username":"al","type":"STANDARD","accessEntryArn":"entry","modifiedAt":1735732800}}`,
		alicesPath + "/access-policies":   `{"associatedAccessPolicies":[{"policyArn":"` + view + `","accessScope":{"type":"namespace","namespaces":["a"]},"modifiedAt":1735732800}],"nextToken":"2"}`,
		alicesPath + "/access-policies#2": `{"associatedAccessPolicies":[{"policyArn":"x"}]}`,
	}
	var found access.Objects
	require.NoError(t, a.eks(t).Read(t.Context(), []string{alice, bob}, &found))
	written := access.Origin{Cluster: "ml", By: access.Author{Time: time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)}}
	assert.Equal(t, access.Objects{
		Entries: []access.Entry{{Origin: written, PrincipalARN: alice, Groups: []string{"g"}, UserName: "al", Type: "STANDARD", ARN: "entry"}},
		Associations: []access.PolicyAssociation{
			{Origin: written, PrincipalARN: alice, PolicyARN: view, Namespaces: []string{"a"}},
			{Origin: access.Origin{Cluster: "ml"}, PrincipalARN: alice, PolicyARN: "x"},
		},
	}, found)
}

// TestReadEKSNeedsActions: the error names the IAM action that is missing.
func TestReadEKSNeedsActions(t *testing.T) {
	t.Parallel()
	const one = `{"accessEntries":["` + alice + `"]}`
	for action, a := range map[string]answers{
		"eks:ListAccessEntries":            {"/access-entries": "AccessDeniedException"},
		"eks:DescribeAccessEntry":          {"/access-entries": one, alicesPath: "AccessDeniedException"},
		"eks:ListAssociatedAccessPolicies": {"/access-entries": `{"accessEntries":[]}`, alicesPath + "/access-policies": "AccessDeniedException"},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			var found access.Objects
			err := a.eks(t).Read(t.Context(), []string{alice}, &found)
			assert.ErrorContains(t, err, "the IAM action "+action+" is missing")
			assert.Empty(t, found.Entries)
		})
	}
}

// TestNewEKS takes region and credentials from where every AWS SDK takes them; a region that is given wins.
func TestNewEKS(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", "/dev/null")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	_, err := NewEKS(t.Context(), "ml", "")
	require.ErrorContains(t, err, "no AWS region: give --region, or set AWS_REGION")
	t.Setenv("AWS_REGION", "us-west-2")
	for region, want := range map[string]string{"": "us-west-2", "eu-west-1": "eu-west-1"} {
		e, err := NewEKS(t.Context(), "ml", region)
		require.NoError(t, err)
		assert.Equal(t, want, e.client.Options().Region)
		assert.Equal(t, "ml", e.cluster)
	}
	t.Setenv("AWS_PROFILE", "no-such-profile")
	_, err = NewEKS(t.Context(), "ml", "")
	assert.ErrorContains(t, err, "AWS configuration: ")
}

// TestAttempts cannot run beside other tests: the AWS configuration is in the environment.
func TestAttempts(t *testing.T) {
	for _, file := range []string{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"} {
		t.Setenv(file, "/dev/null")
	}
	options := func() eks.Options {
		e, err := NewEKS(t.Context(), "ml", "us-west-2")
		require.NoError(t, err)
		return e.client.Options()
	}
	assert.Equal(t, 10, options().RetryMaxAttempts)
	assert.Equal(t, aws.RetryModeAdaptive, options().RetryMode)
	t.Setenv("AWS_MAX_ATTEMPTS", "2")
	t.Setenv("AWS_RETRY_MODE", "standard")
	assert.Equal(t, 2, options().RetryMaxAttempts)
	assert.Equal(t, aws.RetryModeStandard, options().RetryMode)
}

// TestEntry: one is read with when it was made; none is none.
func TestEntry(t *testing.T) {
	t.Parallel()
	a := answers{alicesPath: `{"accessEntry":{"principalArn":"` + alice + `","kubernetesGroups":["g"],"createdAt":1735732800.25}}`}
	found, created, err := a.eks(t).Entry(t.Context(), alice)
	require.NoError(t, err)
	assert.Equal(t, []string{"g"}, found.Groups)
	assert.Equal(t, noon.Add(250*time.Millisecond), created.UTC())

	found, _, err = a.eks(t).Entry(t.Context(), bob)
	require.NoError(t, err)
	assert.Nil(t, found)

	_, _, err = answers{alicesPath: "AccessDeniedException"}.eks(t).Entry(t.Context(), alice)
	var lacking *MissingRightError
	require.ErrorAs(t, err, &lacking)
	assert.Equal(t, "the IAM action eks:DescribeAccessEntry", lacking.Right)
}
