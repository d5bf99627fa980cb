package live

import (
	"fmt"

	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/internal/apiserver"
)

// SameCluster is an error if a kubeconfig leads to another API server than the EKS cluster's: the answers would be
// about the wrong one.
func SameCluster(config *rest.Config, name string, cluster Cluster) error {
	server, err := apiserver.Of(config)
	if err != nil {
		return err
	}
	eks := apiserver.Server{Address: cluster.Endpoint, CertificateAuthority: cluster.CertificateAuthority}
	if apiserver.Same(server, eks) {
		return nil
	}
	return fmt.Errorf("the kubeconfig leads to %s, but cluster %s is at %s: choose another --context, or run "+
		"aws eks update-kubeconfig --name %[2]s", config.Host, name, cluster.Endpoint)
}
