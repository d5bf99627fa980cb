package cluster

import (
	"os"
	"os/user"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/yaml"
)

const elsewhere = "https://10.0.0.1:6443"

// kubeconfigWith has a cluster and a context for each server, by name; the current context is the given one.
func kubeconfigWith(t *testing.T, current string, clusters map[string]clientcmdapi.Cluster) string {
	t.Helper()
	config := clientcmdapi.NewConfig()
	config.CurrentContext = current
	for name, cluster := range clusters {
		config.Clusters[name] = &cluster
		config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
		config.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: "t0ken"}
	}
	text, err := clientcmd.Write(*config)
	require.NoError(t, err)
	return string(text)
}

// leadsTo is the error of following the settings alone.
func leadsTo(c *Cluster, settings map[string]string) error {
	_, err := c.explicitClient(settings)
	return err
}

func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestExplicitKubeconfigMustReachTheSameCluster(t *testing.T) {
	t.Parallel()
	text := kubeconfigWith(t, "right", map[string]clientcmdapi.Cluster{
		"right":         {Server: endpoint + ":443/"},
		"wrong":         {Server: elsewhere},
		"tunnel":        {Server: "https://localhost:8443", CertificateAuthorityData: []byte("PEM\n")},
		"wrong-tunnel":  {Server: "https://localhost:8443", CertificateAuthorityData: []byte("theirs")},
		"lost":          {Server: endpoint, CertificateAuthority: "/no/such/ca.crt"},
		"tunnel-by-ca":  {Server: "https://localhost:8443", CertificateAuthority: written(t, "PEM")},
		"insecure-port": {Server: "https://localhost:8443", InsecureSkipTLSVerify: true},
	})
	file := written(t, text)
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	require.NoError(t, err)

	for name, c := range map[string]struct {
		settings map[string]string
		says     string
	}{
		"its text":             {map[string]string{"kubeconfig": text}, ""},
		"its file":             {map[string]string{"kubeconfig": file}, ""},
		"its file and context": {map[string]string{"kubeconfig": file, "context": "right"}, ""},
		"its file and cluster": {map[string]string{"kubeconfig": file, "context": "wrong", "cluster": "right"}, ""},
		"a tunnel":             {map[string]string{"kubeconfig": file, "context": "tunnel"}, ""},
		"a tunnel and a file":  {map[string]string{"kubeconfig": file, "context": "tunnel-by-ca"}, ""},
		"JSON":                 {map[string]string{"kubeconfig": string(asJSON)}, ""},
		"another server": {
			map[string]string{"kubeconfig": text, "context": "wrong"},
			`the server is https://10.0.0.1:6443, but EKS cluster "ml" has ` + endpoint,
		},
		"another cluster in it":  {map[string]string{"kubeconfig": text, "cluster": "wrong"}, "the server is https://10.0.0.1:6443"},
		"another tunnel":         {map[string]string{"kubeconfig": file, "context": "wrong-tunnel"}, "https://localhost:8443"},
		"a tunnel to anything":   {map[string]string{"kubeconfig": file, "context": "insecure-port"}, "https://localhost:8443"},
		"another context":        {map[string]string{"kubeconfig": file, "context": "left"}, `"left"`},
		"no such cluster":        {map[string]string{"kubeconfig": file, "cluster": "left"}, `"left"`},
		"no such file":           {map[string]string{"kubeconfig": file + "x"}, file + "x: no such file"},
		"no such file at home":   {map[string]string{"kubeconfig": "~/no/such/file"}, "/no/such/file: no such file"},
		"a folder":               {map[string]string{"kubeconfig": filepath.Dir(file)}, "is a directory"},
		"a certificate missing":  {map[string]string{"kubeconfig": file, "context": "lost"}, "/no/such/ca.crt"},
		"neither file nor text":  {map[string]string{"kubeconfig": "users:\n- token: t0ken\n\t"}, "the text is not a valid kubeconfig"},
		"JSON that is cut off":   {map[string]string{"kubeconfig": `{"users":[{"token":"t0ken"`}, "the text is not a valid kubeconfig"},
		"a file that is no such": {map[string]string{"kubeconfig": written(t, "[]")}, "cannot unmarshal"},
		"nothing in it":          {map[string]string{"kubeconfig": "apiVersion: v1\nkind: Config\n"}, "no configuration has been provided"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := ml().explicitClient(c.settings)
			if c.says == "" {
				require.NoError(t, err)
				assert.NotEmpty(t, client.Host)
				return
			}
			require.ErrorContains(t, err, c.says)
			assert.ErrorContains(t, err, "kubernetes:kubeconfig, kubernetes:context")
			assert.NotContains(t, err.Error(), "t0ken")
		})
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"~": "/home/alice", "~/": "/home/alice", "~/.kube/x": "/home/alice/.kube/x",
		"~bob/x": "~bob/x", "/a/~/b": "/a/~/b", "a": "a",
	} {
		assert.Equal(t, want, withHome(path, "/home/alice"), path)
	}
}

func TestAFileAtHome(t *testing.T) {
	t.Parallel()
	current, err := user.Current()
	require.NoError(t, err)
	file := written(t, kubeconfigWith(t, "a", map[string]clientcmdapi.Cluster{"a": {Server: endpoint}}))
	relative, err := filepath.Rel(current.HomeDir, file)
	require.NoError(t, err)
	assert.NoError(t, leadsTo(ml(), map[string]string{"kubeconfig": "~/" + relative}))
}

// TestKubectlsDefault cannot run beside other tests: it changes the environment.
func TestKubectlsDefault(t *testing.T) {
	one := written(t, kubeconfigWith(t, "wrong", map[string]clientcmdapi.Cluster{"wrong": {Server: elsewhere}}))
	two := written(t, kubeconfigWith(t, "right", map[string]clientcmdapi.Cluster{"right": {Server: endpoint}}))
	t.Setenv("KUBECONFIG", one+string(os.PathListSeparator)+two)
	assert.NoError(t, leadsTo(ml(), map[string]string{"context": "right"}), "the second of the files has it")
	assert.NoError(t, leadsTo(ml(), map[string]string{"cluster": "right"}))
	assert.ErrorContains(t, leadsTo(ml(), map[string]string{"context": "wrong"}), elsewhere)
	assert.ErrorContains(t, leadsTo(ml(), map[string]string{"context": "left"}), "left")
	assert.ErrorContains(t, leadsTo(ml(), map[string]string{"kubeconfig": one}), elsewhere, "KUBECONFIG comes second")
	c := ml()
	c.certificate = "?"
	assert.ErrorContains(t, leadsTo(c, map[string]string{"context": "right"}), "base64")
}
