package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/sandbox"
)

// adminKubeconfig is a kubeconfig that signs in as the cluster's creator, with the context "sandbox".
func adminKubeconfig(t *testing.T) []byte {
	t.Helper()
	return kubeconfigOf(t, sandbox.Administrator)
}

// kubeconfigOf is a kubeconfig that signs in as a profile's principal, with the context "sandbox".
func kubeconfigOf(t *testing.T, profile string) []byte {
	t.Helper()
	rest := box.SignIn(profile)
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["sandbox"] = &clientcmdapi.Cluster{Server: rest.Host, CertificateAuthorityData: rest.CAData}
	kubeconfig.AuthInfos["sandbox"] = &clientcmdapi.AuthInfo{Exec: rest.ExecProvider}
	kubeconfig.Contexts["sandbox"] = &clientcmdapi.Context{Cluster: "sandbox", AuthInfo: "sandbox"}
	kubeconfig.CurrentContext = "sandbox"
	text, err := clientcmd.Write(*kubeconfig)
	require.NoError(t, err)
	return text
}
