package sandbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"k8s.io/client-go/rest"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// AddPrincipal registers an IAM role or user of the account, and adds a profile with its access key to the
// sandbox's AWS configuration.
func (s *Sandbox) AddPrincipal(profile, arn string, opts ...eks.PrincipalOption) error {
	credentials, err := s.EKS.AddPrincipal(arn, opts...)
	if err != nil {
		return err
	}
	return s.profiles.add(profile, credentials)
}

// AWSConfig is the configuration of AWS's SDK with which a client of any service calls the sandbox as a profile's principal.
func (s *Sandbox) AWSConfig(ctx context.Context, profile string) (aws.Config, error) {
	return config.LoadDefaultConfig(ctx,
		config.WithSharedConfigProfile(profile),
		config.WithSharedConfigFiles([]string{s.profiles.config}),
		config.WithSharedCredentialsFiles([]string{s.profiles.credentials}),
		config.WithBaseEndpoint(s.EKSEndpoint))
}

// TokensForAWS is a variable with which aws makes tokens for AWS's own STS, as the API server takes them, wherever the one who
// signs in finds STS otherwise.
var TokensForAWS = clientcmdapi.ExecEnvVar{Name: "AWS_ENDPOINT_URL_STS", Value: "https://sts." + Region + ".amazonaws.com"}

// SignIn gives a client of the API server that signs in as a profile's principal, as kubectl does on EKS: a token
// of `aws eks get-token`, which the authenticator resolves through the principal's access entry.
func (s *Sandbox) SignIn(profile string) *rest.Config {
	return &rest.Config{
		Host:            s.controlPlane.Endpoint,
		TLSClientConfig: rest.TLSClientConfig{CAData: s.controlPlane.CertificateAuthority},
		QPS:             -1, // the sandbox is nobody else's
		ExecProvider: &clientcmdapi.ExecConfig{
			APIVersion:      "client.authentication.k8s.io/v1beta1",
			Command:         s.programs.aws,
			Args:            []string{"--region", Region, "eks", "get-token", "--cluster-name", Cluster},
			InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
			Env: []clientcmdapi.ExecEnvVar{
				{Name: "AWS_PROFILE", Value: profile},
				{Name: "AWS_CONFIG_FILE", Value: s.profiles.config},
				{Name: "AWS_SHARED_CREDENTIALS_FILE", Value: s.profiles.credentials},
				{Name: "AWS_ACCESS_KEY_ID"}, // the user's own would come before the profile
				TokensForAWS,
			},
		},
	}
}

// profiles are the sandbox's AWS configuration files, apart from the user's own.
type profiles struct {
	mu          sync.Mutex
	names       map[string]bool
	config      string
	credentials string
}

func newProfiles(dir string) *profiles {
	return &profiles{
		names:       map[string]bool{},
		config:      filepath.Join(dir, "aws-config"),
		credentials: filepath.Join(dir, "aws-credentials"),
	}
}

func (p *profiles) add(name string, c eks.Credentials) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	// The aws command refuses files with two sections of one name.
	if p.names[name] {
		return fmt.Errorf("profile %q is taken: choose another name", name)
	}
	p.names[name] = true
	if err := appendTo(p.config, fmt.Sprintf("[profile %s]\nregion = %s\n", name, Region)); err != nil {
		return err
	}
	lines := []string{
		"[" + name + "]",
		"aws_access_key_id = " + c.AccessKeyID,
		"aws_secret_access_key = " + c.SecretAccessKey,
	}
	if c.SessionToken != "" {
		lines = append(lines, "aws_session_token = "+c.SessionToken)
	}
	return appendTo(p.credentials, strings.Join(lines, "\n")+"\n")
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}
