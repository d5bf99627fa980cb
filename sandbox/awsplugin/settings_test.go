package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConfigureAsksForTheAccount(t *testing.T) {
	t.Parallel()
	for skipped, calls := range map[string][]string{"false": {"POST /"}, "true": nil} {
		f := startFakeEKS(t)
		config := map[string]string{"skipRequestingAccountId": skipped}
		require.NoError(t, startPlugin(t, 0).Configure(configFor(f, config)))
		assert.Equal(t, calls, f.asked(), "skipRequestingAccountId %s", skipped)
	}
}

func TestConfigureRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		config map[string]string
		want   string
	}{
		"unknown key":         {map[string]string{"retryMode": "adaptive"}, "aws:retryMode is not known"},
		"unknown endpoint":    {map[string]string{"endpoints": `[{"s3":"http://127.0.0.1"}]`}, `aws:endpoints: json: unknown field "s3"`},
		"role without an ARN": {map[string]string{"assumeRole": `{"sessionName":"pulumi"}`}, "aws:assumeRole: roleArn is missing"},
		"no duration":         {map[string]string{"assumeRole": `{"roleArn":"x","duration":"long"}`}, `aws:assumeRole: duration: time: invalid duration "long"`},
		"no list":             {map[string]string{"endpoints": `{"eks":"http://127.0.0.1"}`}, "aws:endpoints: json: cannot unmarshal"},
		"no boolean":          {map[string]string{"skipRegionValidation": "yes"}, `aws:skipRegionValidation: "yes" is neither true nor false`},
		"half a key pair":     {map[string]string{"secretKey": ""}, "aws:accessKey and aws:secretKey belong together"},
		"no region":           {map[string]string{"region": ""}, "no AWS region"},
		"bad region": {
			map[string]string{"region": "virginia", "skipRegionValidation": "false"},
			`aws:region: "virginia" is not the name of a region`,
		},
		"account not allowed": {
			map[string]string{"allowedAccountIds": `["444455556666"]`}, "AWS account ID not allowed: 111122223333",
		},
		"account forbidden": {
			map[string]string{"forbiddenAccountIds": `["111122223333"]`}, "AWS account ID not allowed: 111122223333",
		},
		"allowed and forbidden": {
			map[string]string{"allowedAccountIds": `["1"]`, "forbiddenAccountIds": `["2"]`}, "exclude each other",
		},
		"account unasked": {
			map[string]string{
				"allowedAccountIds":         `["111122223333"]`,
				"skipCredentialsValidation": "true",
				"skipRequestingAccountId":   "true",
			}, "need the account's id",
		},
		"unknown profile": {map[string]string{"profile": "nobody"}, "nobody"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := startPlugin(t, 0).Configure(configFor(startFakeEKS(t), test.config))
			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "example-secret")
		})
	}
}

func TestConfigureNamesAllProblems(t *testing.T) {
	t.Parallel()
	err := startPlugin(t, 0).Configure(configFor(startFakeEKS(t), map[string]string{
		"reigon": "us-east-1", "skipMetadataApiCheck": "maybe", "secretKey": "",
	}))
	for _, problem := range []string{"aws:reigon", "aws:skipMetadataApiCheck", "aws:secretKey"} {
		assert.ErrorContains(t, err, problem)
	}
}

func TestConfigureReportsAnAccountThatItCannotLearn(t *testing.T) {
	t.Parallel()
	f := startFakeEKS(t)
	f.identityRefused = true
	err := startPlugin(t, 0).Configure(configFor(f, nil))
	assert.ErrorContains(t, err, "asking STS for the account's id: ")
	assert.ErrorContains(t, err, "InvalidClientTokenId: The security token included in the request is invalid.")
}

// The environment is the process's, so this test cannot run beside others.
func TestConfigureReadsTheEnvironment(t *testing.T) {
	f := startFakeEKS(t)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example-secret")
	t.Setenv("AWS_ENDPOINT_URL_EKS", f.URL)
	t.Setenv("AWS_ENDPOINT_URL_STS", f.URL)
	server := startPlugin(t, 0)
	require.NoError(t, server.Configure(p.ConfigureRequest{}))
	_, err := server.Invoke(p.InvokeRequest{Token: getClusterToken, Args: bag(map[string]any{"name": testCluster})})
	require.NoError(t, err)
	calls := f.asked()
	assert.Equal(t, []string{"POST /", "POST /", "GET /clusters/hyperpod"}, calls, "credentials, account, cluster")
}
