package cluster

import (
	"encoding/base64"
	"fmt"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// identity is who the AWS provider is, as far as `aws eks get-token` has to be told.
type identity struct {
	Profile string
	RoleARN string

	AccessKey, SecretKey, Token string
}

// kubeconfig signs in with `aws eks get-token`, as the one that `aws eks update-kubeconfig` writes.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
func (c *Cluster) kubeconfig(id identity) (string, error) {
	certificate, err := base64.StdEncoding.DecodeString(c.certificate)
	if err != nil {
		return "", fmt.Errorf("EKS cluster %q: its certificate authority is not in base64: %w", c.Name, err)
	}
	config := clientcmdapi.NewConfig()
	config.CurrentContext = c.Name
	config.Contexts[c.Name] = &clientcmdapi.Context{Cluster: c.Name, AuthInfo: c.Name}
	config.Clusters[c.Name] = &clientcmdapi.Cluster{Server: c.endpoint, CertificateAuthorityData: certificate}
	config.AuthInfos[c.Name] = &clientcmdapi.AuthInfo{Exec: c.exec(id)}
	text, err := clientcmd.Write(*config)
	return string(text), err
}

func (c *Cluster) exec(id identity) *clientcmdapi.ExecConfig {
	exec := &clientcmdapi.ExecConfig{
		APIVersion:      "client.authentication.k8s.io/v1beta1",
		Command:         "aws",
		Args:            []string{"--region", c.Region, "eks", "get-token", "--cluster-name", c.Name, "--output", "json"},
		InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
		InstallHint:     "Install the AWS CLI: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
	}
	if id.RoleARN != "" {
		exec.Args = append(exec.Args, "--role-arn", id.RoleARN)
	}
	for _, env := range []clientcmdapi.ExecEnvVar{
		{Name: "AWS_PROFILE", Value: id.Profile},
		{Name: "AWS_ACCESS_KEY_ID", Value: id.AccessKey},
		{Name: "AWS_SECRET_ACCESS_KEY", Value: id.SecretKey},
		{Name: "AWS_SESSION_TOKEN", Value: id.Token},
	} {
		if env.Value != "" {
			exec.Env = append(exec.Env, env)
		}
	}
	return exec
}

// regionOf takes the region from the cluster's ARN: it is right wherever the AWS provider got its own from.
func regionOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}
