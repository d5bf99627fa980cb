package cluster

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/internal/stackconfig"
)

// Provider gives the options that make the component's objects go to this cluster.
//
// By default the provider's kubeconfig is made of the cluster's endpoint and certificate, and signs in as the
// AWS provider does. Where the stack's configuration names a kubeconfig or a context (kubernetes:kubeconfig,
// kubernetes:context), that is used instead, and a server in it that is not the cluster's is an error. The
// other kubernetes: settings hold either way.
func (c *Cluster) Provider(ctx *pulumi.Context) ([]pulumi.ResourceOption, error) {
	settings, err := stackconfig.Section("kubernetes")
	if err != nil {
		return nil, err
	}
	if settings["kubeconfig"] != "" || settings["context"] != "" {
		return nil, c.checkServer(settings)
	}

	awsSettings, err := stackconfig.Section("aws")
	if err != nil {
		return nil, err
	}
	id, err := providerIdentity(awsSettings)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := c.kubeconfig(id)
	if err != nil {
		return nil, err
	}
	inputs := pulumi.Map{}
	for key, value := range settings {
		inputs[key] = pulumi.String(value)
	}
	inputs["kubeconfig"] = pulumi.String(kubeconfig)
	if id.SecretKey != "" {
		inputs["kubeconfig"] = pulumi.ToSecret(kubeconfig)
	}
	// The cluster is who its ARN says, so that a new certificate does not replace every object.
	inputs["clusterIdentifier"] = pulumi.String(c.ARN)

	// Registered by its token, because kubernetes.ProviderArgs has no place for settings passed through.
	provider := &kubernetes.Provider{}
	opts := utilities.PkgResourceDefaultOpts(nil)
	if err := ctx.RegisterResource("pulumi:providers:kubernetes", c.Name, inputs, provider, opts...); err != nil {
		return nil, err
	}
	return []pulumi.ResourceOption{pulumi.Providers(provider)}, nil
}

func providerIdentity(settings map[string]string) (identity, error) {
	id := identity{
		Profile:   settings["profile"],
		AccessKey: settings["accessKey"],
		SecretKey: settings["secretKey"],
		Token:     settings["token"],
	}
	role := settings["assumeRole"]
	if role == "" {
		return id, nil
	}
	var assumed struct {
		RoleARN    string `json:"roleArn"`
		ExternalID string `json:"externalId"`
	}
	if err := json.Unmarshal([]byte(role), &assumed); err != nil {
		return id, fmt.Errorf("aws:assumeRole: must be an object with roleArn: %w", err)
	}
	if assumed.ExternalID != "" {
		return id, fmt.Errorf("aws:assumeRole.externalId: %q: `aws eks get-token` cannot pass an external id; "+
			"put the role into a profile and set aws:profile", assumed.ExternalID)
	}
	id.RoleARN = assumed.RoleARN
	return id, nil
}

// checkServer compares the server of an explicit kubeconfig with the cluster's endpoint.
func (c *Cluster) checkServer(settings map[string]string) error {
	config, err := load(settings).ClientConfig()
	if err != nil {
		return fmt.Errorf("kubernetes:kubeconfig, kubernetes:context %q: %w", settings["context"], err)
	}
	if sameServer(config.Host, c.endpoint) {
		return nil
	}
	return fmt.Errorf("kubernetes:kubeconfig, kubernetes:context %q: the server is %s, but EKS cluster %q has %s; "+
		"name the right context, or remove both keys to have the kubeconfig derived from the cluster",
		settings["context"], config.Host, c.Name, c.endpoint)
}

// load takes a kubeconfig as the Kubernetes provider does: its text, its file, or kubectl's default.
func load(settings map[string]string) clientcmd.ClientConfig {
	overrides := &clientcmd.ConfigOverrides{CurrentContext: settings["context"]}
	overrides.Context.Cluster = settings["cluster"]
	kubeconfig := settings["kubeconfig"]
	if config, err := clientcmd.Load([]byte(kubeconfig)); err == nil && len(config.Clusters) > 0 {
		return clientcmd.NewDefaultClientConfig(*config, overrides)
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = kubeconfig
	return clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides)
}

func sameServer(a, b string) bool {
	return normalized(a) == normalized(b)
}

func normalized(server string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSuffix(server, "/")), ":443")
}
