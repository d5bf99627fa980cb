package cluster

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const endpoint = "https://0123456789ABCDEF.gr7.us-west-2.eks.amazonaws.com"

func ml() *Cluster {
	return &Cluster{
		Name: "ml", ARN: "arn:aws:eks:us-west-2:111122223333:cluster/ml", Region: "us-west-2",
		endpoint: endpoint, certificate: base64.StdEncoding.EncodeToString([]byte("PEM")),
	}
}

func TestClusterWithoutAccessEntriesIsRefusedWithTheCommandThatHelps(t *testing.T) {
	t.Parallel()
	for mode, refused := range map[string]bool{"API": false, "API_AND_CONFIG_MAP": false, "CONFIG_MAP": true} {
		err := ml().checkMode([]eks.GetClusterAccessConfig{{AuthenticationMode: mode}})
		if !refused {
			assert.NoError(t, err, mode)
			continue
		}
		require.Error(t, err)
		assert.Contains(t, err.Error(), "authentication mode CONFIG_MAP")
		assert.Contains(t, err.Error(), "aws eks update-cluster-config --region us-west-2 --name ml "+
			"--access-config authenticationMode=API_AND_CONFIG_MAP")
	}
	assert.Error(t, ml().checkMode(nil), "a cluster that says nothing has the oldest mode")
}

func TestKubeconfigReachesTheClusterAndSignsInAsTheProvider(t *testing.T) {
	t.Parallel()
	text, err := ml().kubeconfig(identity{Profile: "prod", RoleARN: "arn:aws:iam::111122223333:role/Deployer"})
	require.NoError(t, err)
	config, err := clientcmd.Load([]byte(text))
	require.NoError(t, err)

	assert.Equal(t, "ml", config.CurrentContext)
	assert.Equal(t, endpoint, config.Clusters["ml"].Server)
	assert.Equal(t, "PEM", string(config.Clusters["ml"].CertificateAuthorityData))
	exec := config.AuthInfos["ml"].Exec
	assert.Equal(t, "aws", exec.Command)
	assert.Equal(t, []string{
		"--region", "us-west-2", "eks", "get-token", "--cluster-name", "ml", "--output", "json",
		"--role-arn", "arn:aws:iam::111122223333:role/Deployer",
	}, exec.Args)
	assert.Equal(t, []clientcmdapi.ExecEnvVar{{Name: "AWS_PROFILE", Value: "prod"}}, exec.Env)
}

func TestStaticKeysReachTheSignIn(t *testing.T) {
	t.Parallel()
	id, err := providerIdentity(map[string]string{"accessKey": "A", "secretKey": "S", "token": "T"})
	require.NoError(t, err)
	assert.Equal(t, []clientcmdapi.ExecEnvVar{
		{Name: "AWS_ACCESS_KEY_ID", Value: "A"},
		{Name: "AWS_SECRET_ACCESS_KEY", Value: "S"},
		{Name: "AWS_SESSION_TOKEN", Value: "T"},
	}, ml().exec(id).Env)
}

func TestAssumedRole(t *testing.T) {
	t.Parallel()
	id, err := providerIdentity(map[string]string{"assumeRole": `{"roleArn":"arn:aws:iam::111122223333:role/Deployer"}`})
	require.NoError(t, err)
	assert.Equal(t, "arn:aws:iam::111122223333:role/Deployer", id.RoleARN)

	_, err = providerIdentity(map[string]string{"assumeRole": `{"roleArn":"r","externalId":"x"}`})
	assert.ErrorContains(t, err, "aws:assumeRole.externalId")
	_, err = providerIdentity(map[string]string{"assumeRole": `role`})
	assert.ErrorContains(t, err, "aws:assumeRole: must be an object")
}

func kubeconfigWith(t *testing.T, servers map[string]string) string {
	t.Helper()
	config := clientcmdapi.NewConfig()
	for name, server := range servers {
		config.Clusters[name] = &clientcmdapi.Cluster{Server: server}
		config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
		config.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: "t"}
		config.CurrentContext = name
	}
	text, err := clientcmd.Write(*config)
	require.NoError(t, err)
	return string(text)
}

func TestExplicitKubeconfigMustReachTheSameCluster(t *testing.T) {
	t.Parallel()
	right := kubeconfigWith(t, map[string]string{"right": endpoint + ":443/"})
	wrong := kubeconfigWith(t, map[string]string{"wrong": "https://10.0.0.1:6443"})
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(file, []byte(right), 0o600))

	for name, c := range map[string]struct {
		settings map[string]string
		says     string
	}{
		"its text":             {map[string]string{"kubeconfig": right}, ""},
		"its file":             {map[string]string{"kubeconfig": file}, ""},
		"its file and context": {map[string]string{"kubeconfig": file, "context": "right"}, ""},
		"another server":       {map[string]string{"kubeconfig": wrong}, "the server is https://10.0.0.1:6443, but EKS cluster \"ml\" has " + endpoint},
		"another context":      {map[string]string{"kubeconfig": file, "context": "left"}, `"left"`},
		"no such file":         {map[string]string{"kubeconfig": file + "x"}, "no such file"},
	} {
		err := ml().checkServer(c.settings)
		if c.says == "" {
			assert.NoError(t, err, name)
			continue
		}
		assert.ErrorContains(t, err, c.says, name)
	}
}

func TestRegionComesFromTheARN(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "eu-west-1", regionOf("arn:aws:eks:eu-west-1:111122223333:cluster/ml"))
	assert.Empty(t, regionOf("ml"))
}
