package live

import (
	"bytes"
	"fmt"
	"strings"

	"k8s.io/client-go/rest"
)

// SameCluster is an error if a kubeconfig leads to another API server than the EKS cluster's: the answers would be
// about the wrong one. A server behind a tunnel has another address, but the same certificate authority.
func SameCluster(config *rest.Config, name string, cluster Cluster) error {
	if strings.TrimSuffix(config.Host, "/") == strings.TrimSuffix(cluster.Endpoint, "/") {
		return nil
	}
	loaded := rest.CopyConfig(config)
	if err := rest.LoadTLSFiles(loaded); err != nil {
		return fmt.Errorf("kubeconfig: %w", err)
	}
	ca := bytes.TrimSpace(loaded.CAData)
	if len(ca) > 0 && bytes.Equal(ca, bytes.TrimSpace(cluster.CertificateAuthority)) {
		return nil
	}
	return fmt.Errorf("the kubeconfig leads to %s, but cluster %s is at %s: choose another --context, or run "+
		"aws eks update-kubeconfig --name %[2]s", config.Host, name, cluster.Endpoint)
}
