package e2e

import (
	"encoding/base64"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
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

// kubeconfigOf is a kubeconfig that signs in as a profile's principal, with the context "sandbox". It leads to where EKS
// says that the cluster is.
func kubeconfigOf(t *testing.T, profile string) []byte {
	t.Helper()
	described, err := eksClient(t).DescribeCluster(testContext(t), &eks.DescribeClusterInput{Name: aws.String(sandbox.Cluster)})
	require.NoError(t, err)
	authority, err := base64.StdEncoding.DecodeString(*described.Cluster.CertificateAuthority.Data)
	require.NoError(t, err)
	kubeconfig := clientcmdapi.NewConfig()
	kubeconfig.Clusters["sandbox"] = &clientcmdapi.Cluster{
		Server: *described.Cluster.Endpoint, CertificateAuthorityData: authority,
	}
	kubeconfig.AuthInfos["sandbox"] = &clientcmdapi.AuthInfo{Exec: box.SignIn(profile).ExecProvider}
	kubeconfig.Contexts["sandbox"] = &clientcmdapi.Context{Cluster: "sandbox", AuthInfo: "sandbox"}
	kubeconfig.CurrentContext = "sandbox"
	text, err := clientcmd.Write(*kubeconfig)
	require.NoError(t, err)
	return text
}
