package controlplane

import (
	"fmt"
	"net"
	"os"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// auditPolicy logs who asked for what and the answer's status, once per request.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
`

// mastersGroup may do everything: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
const mastersGroup = "system:masters"

// keys is what clients need, in PEM.
type keys struct {
	authority []byte
	admin     keyPair
}

// writeFiles makes the keys and writes everything that the programs read.
func writeFiles(dir, endpoint, webhook string) (keys, error) {
	authority, err := newAuthority()
	if err != nil {
		return keys{}, err
	}
	serving, err := authority.serverPair(net.ParseIP(loopback))
	if err != nil {
		return keys{}, err
	}
	admin, err := authority.clientPair("sandbox-admin", mastersGroup)
	if err != nil {
		return keys{}, err
	}
	controllers, err := authority.clientPair("system:kube-controller-manager", mastersGroup)
	if err != nil {
		return keys{}, err
	}
	serviceAccounts, err := newKey()
	if err != nil {
		return keys{}, err
	}
	controllersConfig, err := kubeconfig(endpoint, authority.certificatePEM, controllers)
	if err != nil {
		return keys{}, err
	}
	webhookConfig, err := kubeconfig(webhook, nil, keyPair{})
	if err != nil {
		return keys{}, err
	}
	for name, content := range map[string][]byte{
		authorityFile:         authority.certificatePEM,
		servingCertFile:       serving.certificate,
		servingKeyFile:        serving.key,
		serviceAccountKeyFile: serviceAccounts.pem,
		controllersFile:       controllersConfig,
		webhookFile:           webhookConfig,
		auditPolicyFile:       []byte(auditPolicy),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return keys{}, err
		}
	}
	return keys{authority: authority.certificatePEM, admin: admin}, nil
}

// kubeconfig is the format in which both the API server and the controller manager want their servers.
func kubeconfig(server string, authority []byte, client keyPair) ([]byte, error) {
	config := clientcmdapi.NewConfig()
	config.Clusters["default"] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: authority}
	config.AuthInfos["default"] = &clientcmdapi.AuthInfo{
		ClientCertificateData: client.certificate,
		ClientKeyData:         client.key,
	}
	config.Contexts["default"] = &clientcmdapi.Context{Cluster: "default", AuthInfo: "default"}
	config.CurrentContext = "default"
	content, err := clientcmd.Write(*config)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig of %s: %w", server, err)
	}
	return content, nil
}

func adminConfig(endpoint string, keys keys) *rest.Config {
	return &rest.Config{
		Host: endpoint,
		QPS:  -1, // no limit
		TLSClientConfig: rest.TLSClientConfig{
			CAData:   keys.authority,
			CertData: keys.admin.certificate,
			KeyData:  keys.admin.key,
		},
	}
}
