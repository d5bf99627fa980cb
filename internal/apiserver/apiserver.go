// Package apiserver decides whether two addresses lead to the same Kubernetes API server.
package apiserver

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"k8s.io/client-go/rest"
)

// Server is an API server as its clients know it.
type Server struct {
	Address              string
	CertificateAuthority []byte // PEM
}

// Of is the server that a client's configuration leads to. A certificate file that cannot be read is an error.
func Of(config *rest.Config) (Server, error) {
	loaded := rest.CopyConfig(config)
	if err := rest.LoadTLSFiles(loaded); err != nil {
		return Server{}, fmt.Errorf("kubeconfig: %w", err)
	}
	return Server{Address: loaded.Host, CertificateAuthority: loaded.CAData}, nil
}

// Same says whether two servers are one: they have the same address, or the same certificate authority. A server
// behind a tunnel has another address, but every EKS cluster has a certificate authority of its own.
func Same(a, b Server) bool {
	if normal(a.Address) == normal(b.Address) {
		return true
	}
	authority := bytes.TrimSpace(a.CertificateAuthority)
	return len(authority) > 0 && bytes.Equal(authority, bytes.TrimSpace(b.CertificateAuthority))
}

// normal leaves out what makes no difference to a client: the letter case of the host, the default port and slashes
// at the end.
func normal(address string) string {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	server, err := url.Parse(address)
	if err != nil {
		return address
	}
	host := strings.ToLower(server.Host)
	if server.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return server.Scheme + "://" + host + strings.TrimRight(server.Path, "/")
}
