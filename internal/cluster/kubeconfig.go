package cluster

import (
	"encoding/base64"
	"fmt"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// kubeconfig signs in with `aws eks get-token`, as the one that `aws eks update-kubeconfig` writes.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
func (c *Cluster) kubeconfig(who *signIn) (string, error) {
	certificate, err := c.authority()
	if err != nil {
		return "", err
	}
	config := clientcmdapi.NewConfig()
	config.CurrentContext = c.Name
	config.Contexts[c.Name] = &clientcmdapi.Context{Cluster: c.Name, AuthInfo: c.Name}
	config.Clusters[c.Name] = &clientcmdapi.Cluster{Server: c.endpoint, CertificateAuthorityData: certificate}
	config.AuthInfos[c.Name] = &clientcmdapi.AuthInfo{Exec: c.exec(who)}
	text, err := clientcmd.Write(*config)
	return string(text), err
}

func (c *Cluster) exec(who *signIn) *clientcmdapi.ExecConfig {
	options, environment := who.command()
	args := append([]string{"--region", c.Region}, options...)
	args = append(args, "eks", "get-token", "--cluster-name", c.Name, "--output", "json")
	if who.roleARN != "" {
		args = append(args, "--role-arn", who.roleARN)
	}
	return &clientcmdapi.ExecConfig{
		APIVersion:      "client.authentication.k8s.io/v1beta1",
		Command:         "aws",
		Args:            args,
		Env:             environment,
		InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
		InstallHint:     "Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
	}
}

// authority is the cluster's certificate authority in PEM.
func (c *Cluster) authority() ([]byte, error) {
	pem, err := base64.StdEncoding.DecodeString(c.certificate)
	if err != nil {
		return nil, fmt.Errorf("EKS cluster %q: its certificate authority is not valid base64: %w", c.Name, err)
	}
	return pem, nil
}

// regionOf takes the region from the cluster's ARN: it is right wherever the AWS provider got its own from.
func regionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}
