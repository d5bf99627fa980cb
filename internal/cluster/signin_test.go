package cluster

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const (
	deployer = "arn:aws:iam::111122223333:role/Deployer"
	ci       = "arn:aws:iam::111122223333:role/CI"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	const web = `{"roleArn":"` + ci + `","webIdentityTokenFile":"/run/token"`
	noKeys := map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
	withWeb := func(more map[string]string) map[string]string {
		return merged(noKeys, map[string]string{"AWS_ROLE_ARN": ci, "AWS_WEB_IDENTITY_TOKEN_FILE": "/run/token"}, more)
	}
	for name, c := range map[string]struct {
		settings    map[string]string
		profile     string
		role        string
		environment map[string]string
	}{
		"nothing, so the environment's": {},
		"settings that make no difference": {settings: map[string]string{
			"region": "eu-west-1", "stsRegion": "eu-west-1", "endpoints": `[{"sts":"https://sts.example"}]`,
			"skipMetadataApiCheck": "false", "allowedAccountIds": `["111122223333"]`, "defaultTags": `{"tags":{"a":"b"}}`,
		}},
		"a profile": {settings: map[string]string{"profile": "prod"}, profile: "prod"},
		"keys": {
			settings:    map[string]string{"accessKey": "A", "secretKey": "S", "token": "T"},
			environment: map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T"},
		},
		"keys without a token, not with the environment's": {
			settings:    map[string]string{"accessKey": "A", "secretKey": "S"},
			environment: map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": ""},
		},
		"keys rather than a profile": {
			settings:    map[string]string{"accessKey": "A", "secretKey": "S", "profile": "prod"},
			environment: map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": ""},
		},
		"a role": {settings: map[string]string{"assumeRole": `{"roleArn":"` + deployer + `"}`}, role: deployer},
		"a role, with what EKS does not look at": {
			settings: map[string]string{"assumeRole": `{"roleArn":"` + deployer + `","sessionName":"ci","duration":"1h",` +
				`"policy":"{}","policyArns":["a"],"tags":{"a":"b"},"transitiveTagKeys":["a"],"externalId":null}`},
			role: deployer,
		},
		"a role by way of a profile": {
			settings: map[string]string{"assumeRole": `{"roleArn":"` + deployer + `"}`, "profile": "prod"},
			profile:  "prod", role: deployer,
		},
		"a web identity": {
			settings:    map[string]string{"assumeRoleWithWebIdentity": web + `}`},
			environment: withWeb(nil),
		},
		"a web identity, with what EKS does not look at": {
			settings:    map[string]string{"assumeRoleWithWebIdentity": web + `,"duration":"1h","policy":"{}","policyArns":["a"]}`},
			environment: withWeb(nil),
		},
		"a web identity with a session's name": {
			settings:    map[string]string{"assumeRoleWithWebIdentity": web + `,"sessionName":"ci"}`},
			environment: withWeb(map[string]string{"AWS_ROLE_SESSION_NAME": "ci"}),
		},
		"a web identity rather than keys and profile": {
			settings: map[string]string{
				"assumeRoleWithWebIdentity": web + `}`, "accessKey": "A", "secretKey": "S", "token": "T", "profile": "prod",
			},
			environment: withWeb(nil),
		},
		"a role by way of a web identity": {
			settings: map[string]string{
				"assumeRoleWithWebIdentity": web + `}`, "assumeRole": `{"roleArn":"` + deployer + `"}`,
			},
			role: deployer, environment: withWeb(nil),
		},
		"files": {
			settings: map[string]string{
				"profile": "prod", "sharedConfigFiles": `["~/aws/config"]`, "sharedCredentialsFiles": `["/run/credentials"]`,
			},
			profile: "prod",
			environment: map[string]string{
				"AWS_CONFIG_FILE": "~/aws/config", "AWS_SHARED_CREDENTIALS_FILE": "/run/credentials",
			},
		},
		"no files": {settings: map[string]string{"sharedConfigFiles": `[]`, "sharedCredentialsFiles": `[]`}},
		"the way to AWS": {
			settings: map[string]string{
				"httpProxy": "http://proxy:1", "httpsProxy": "http://proxy:2", "noProxy": "internal", "customCaBundle": "/ca.pem",
				"ec2MetadataServiceEndpoint": "http://[fd00:ec2::254]", "ec2MetadataServiceEndpointMode": "IPv6",
			},
			environment: map[string]string{
				"HTTP_PROXY": "http://proxy:1", "HTTPS_PROXY": "http://proxy:2", "NO_PROXY": "internal", "AWS_CA_BUNDLE": "/ca.pem",
				"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[fd00:ec2::254]", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var who signIn
			require.Empty(t, awsSettings.read(&who, inSection("aws"), c.settings))
			exec := ml().exec(&who)

			args := []string{"--region", "us-west-2"}
			if c.profile != "" {
				args = append(args, "--profile", c.profile)
			}
			args = append(args, "eks", "get-token", "--cluster-name", "ml", "--output", "json")
			if c.role != "" {
				args = append(args, "--role-arn", c.role)
			}
			assert.Equal(t, "aws", exec.Command)
			assert.Equal(t, args, exec.Args)
			got := map[string]string{}
			for i, env := range exec.Env {
				got[env.Name] = env.Value
				assert.True(t, i == 0 || exec.Env[i-1].Name < env.Name, "the order is always the same")
			}
			assert.Equal(t, merged(c.environment), got)
		})
	}
}

func merged(all ...map[string]string) map[string]string {
	one := map[string]string{}
	for _, m := range all {
		for key, value := range m {
			one[key] = value
		}
	}
	return one
}

func TestSignInThatTheAWSCLIDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		settings map[string]string
		says     []string
	}{
		"an external id": {
			map[string]string{"assumeRole": `{"roleArn":"` + deployer + `","externalId":"x"}`},
			[]string{"aws:assumeRole.externalId: Forbidden: `aws eks get-token` cannot pass an external id; put role_arn and " +
				"external_id into a profile of the AWS configuration file, and set aws:profile instead of aws:assumeRole"},
		},
		"a source identity": {
			map[string]string{"assumeRole": `{"roleArn":"` + deployer + `","sourceIdentity":"x"}`},
			[]string{"aws:assumeRole.sourceIdentity: Forbidden"},
		},
		"a role that is not an object": {
			map[string]string{"assumeRole": `role`}, []string{`aws:assumeRole: Invalid value: "role": must be an object`},
		},
		"a misspelt role": {map[string]string{"assumeRole": `{"roleARN":"r"}`}, []string{`did you mean "roleArn"?`}},
		"a web identity's token": {
			map[string]string{"assumeRoleWithWebIdentity": `{"roleArn":"` + ci + `","webIdentityToken":"t0ken"}`},
			[]string{"aws:assumeRoleWithWebIdentity.webIdentityToken: Forbidden: the AWS CLI reads the token from a file only"},
		},
		"several files": {
			map[string]string{"sharedConfigFiles": `["a","b"]`, "sharedCredentialsFiles": `["c","d"]`},
			[]string{"aws:sharedConfigFiles", "aws:sharedCredentialsFiles"},
		},
		"a file that is not a list": {map[string]string{"sharedConfigFiles": `a`}, []string{"must be a list of files"}},
		"a setting that is misspelt": {
			map[string]string{"porfile": `prod`},
			[]string{`aws:porfile: Invalid value: "porfile": is not a configuration key; did you mean "profile"?`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			problems := awsSettings.read(&signIn{}, inSection("aws"), c.settings)
			assertProblems(t, c.says, problems)
			assert.NotContains(t, problems.ToAggregate().Error(), "t0ken")
		})
	}
}

// TestPathsAreExpandedAsTheProviderDoes cannot run beside other tests: it changes the environment.
func TestPathsAreExpandedAsTheProviderDoes(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("RUN", "/run")
	for path, want := range map[string]string{
		"/token": "/token", "token": "token", "~": home, "~/a/b": filepath.Join(home, "a", "b"), "$RUN/token": "/run/token",
		"~alice/token": "~alice/token", "a~/b": "a~/b", "${RUN}": "/run",
	} {
		assert.Equal(t, want, expand(path), path)
	}
	var who signIn
	require.Empty(t, awsSettings.read(&who, inSection("aws"), map[string]string{
		"customCaBundle": "~/ca.pem", "assumeRoleWithWebIdentity": `{"roleArn":"r","webIdentityTokenFile":"~/token"}`,
	}))
	assert.Equal(t, filepath.Join(home, "token"), who.web.tokenFile)
	assert.Equal(t, filepath.Join(home, "ca.pem"), who.environment["AWS_CA_BUNDLE"])

	require.NoError(t, os.Unsetenv("HOME"))
	assert.Equal(t, "~/a", expand("~/a"), "nobody is at home")
}

func TestKubeconfigReachesTheCluster(t *testing.T) {
	t.Parallel()
	text, err := ml().kubeconfig(&signIn{profile: "prod"})
	require.NoError(t, err)
	config, err := clientcmd.Load([]byte(text))
	require.NoError(t, err)

	assert.Equal(t, "ml", config.CurrentContext)
	assert.Equal(t, endpoint, config.Clusters["ml"].Server)
	assert.Equal(t, "PEM", string(config.Clusters["ml"].CertificateAuthorityData))
	exec := config.AuthInfos["ml"].Exec
	assert.Equal(t, "client.authentication.k8s.io/v1beta1", exec.APIVersion)
	assert.Equal(t, clientcmdapi.NeverExecInteractiveMode, exec.InteractiveMode)
	assert.Contains(t, exec.Args, "--profile")
}

func TestACertificateThatIsNotBase64(t *testing.T) {
	t.Parallel()
	c := ml()
	c.certificate = "?"
	_, err := c.kubeconfig(&signIn{})
	assert.ErrorContains(t, err, `EKS cluster "ml": its certificate authority is not valid base64`)
	c.certificate = base64.StdEncoding.EncodeToString(nil)
	_, err = c.kubeconfig(&signIn{})
	assert.NoError(t, err)
}
