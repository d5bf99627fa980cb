package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/internal/apiserver"
)

// explicitClient is the client of the stack's own kubernetes: settings, which must lead to the cluster.
func (c *Cluster) explicitClient(settings map[string]string) (*rest.Config, error) {
	client, server, err := explicitServer(settings)
	if err != nil {
		return nil, fmt.Errorf("kubernetes:kubeconfig, kubernetes:context %q: %w", settings["context"], err)
	}
	authority, err := c.authority()
	if err != nil {
		return nil, err
	}
	if apiserver.Same(server, apiserver.Server{Address: c.endpoint, CertificateAuthority: authority}) {
		return client, nil
	}
	return nil, fmt.Errorf("kubernetes:kubeconfig, kubernetes:context %q: the server is %s, but EKS cluster %q has %s, and the "+
		"certificate authority is not the cluster's either; name the right context, or remove kubeconfig, context and "+
		"cluster to have the kubeconfig derived from the EKS cluster", settings["context"], server.Address, c.Name, c.endpoint)
}

func explicitServer(settings map[string]string) (*rest.Config, apiserver.Server, error) {
	loader, err := load(settings)
	if err != nil {
		return nil, apiserver.Server{}, err
	}
	client, err := loader.ClientConfig()
	if err != nil {
		return nil, apiserver.Server{}, err
	}
	server, err := apiserver.Of(client)
	return client, server, err
}

// load takes a kubeconfig as the Kubernetes provider does: its file or its text; without either, kubectl's default,
// which is all the files in KUBECONFIG or ~/.kube/config.
// Source: https://github.com/pulumi/pulumi-kubernetes/blob/v4.25.0/provider/pkg/provider/provider.go (Configure)
func load(settings map[string]string) (clientcmd.ClientConfig, error) {
	overrides := &clientcmd.ConfigOverrides{CurrentContext: settings["context"]}
	overrides.Context.Cluster = settings["cluster"]
	if settings["kubeconfig"] == "" {
		rules := clientcmd.NewDefaultClientConfigLoadingRules()
		rules.DefaultClientConfig = &clientcmd.DefaultClientConfig
		return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides), nil
	}
	config, err := parse(settings["kubeconfig"])
	if err != nil {
		return nil, err
	}
	return clientcmd.NewDefaultClientConfig(*config, overrides), nil
}

// parse reads the file, or the text if there is no such file.
// Source: https://github.com/pulumi/pulumi-kubernetes/blob/v4.25.0/provider/pkg/provider/util.go (parseKubeconfigString)
func parse(pathOrText string) (*clientcmdapi.Config, error) {
	path := pathOrText
	if current, err := user.Current(); err == nil {
		path = withHome(pathOrText, current.HomeDir)
	}
	if _, err := os.Stat(path); err == nil {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		return clientcmd.Load(text)
	}
	config, err := clientcmd.Load([]byte(pathOrText))
	if err != nil && !strings.ContainsAny(pathOrText, "\n{") { // a text may hold tokens: it is not repeated
		return nil, fmt.Errorf("%s: no such file", path)
	}
	if err != nil {
		return nil, errors.New("the text is not a valid kubeconfig; give one in YAML or JSON, or the path of a file")
	}
	return config, nil
}

func withHome(path, home string) string {
	if path == "~" {
		return home
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		return filepath.Join(home, rest)
	}
	return path
}
