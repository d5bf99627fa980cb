package cluster

import (
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/internal/problems"
	"github.com/scientist-access/scientist-access/internal/stackconfig"
)

// Provider gives the options that make the component's objects go to this cluster, and a client's configuration that
// leads there.
//
// By default the provider's kubeconfig is made of the cluster's endpoint and certificate, and signs in as the
// AWS provider does. Where the stack's configuration names a kubeconfig, a context or a cluster in it
// (kubernetes:kubeconfig, kubernetes:context, kubernetes:cluster), that is used instead, and it is an error if it
// leads elsewhere. The other kubernetes: settings hold either way.
func (c *Cluster) Provider(ctx *pulumi.Context) ([]pulumi.ResourceOption, *rest.Config, error) {
	kubernetesSection, err := stackconfig.ReadSection(ctx, "kubernetes")
	if err != nil {
		return nil, nil, err
	}
	awsSection, err := stackconfig.ReadSection(ctx, "aws")
	if err != nil {
		return nil, nil, err
	}
	return c.provider(ctx, kubernetesSection, awsSection)
}

// target is what the kubernetes: settings say beside what is passed on.
type target struct {
	explicit bool // they name a kubeconfig of their own
	strict   bool
}

// kubernetesSettings are the settings of the Kubernetes provider. Those that are nil are passed on.
// Source: https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/
var kubernetesSettings = table[target]{
	"cluster":    explicit,
	"context":    explicit,
	"kubeconfig": explicit,
	"renderYamlToDirectory": refused[target]("the objects would be files only, while the access entries are made in EKS " +
		"and name groups that have no rights; remove it"),
	"strictMode": func(t *target, _ *field.Path, value string) field.ErrorList {
		t.strict = value == "true"
		return nil
	},

	"clusterIdentifier":           nil,
	"deleteUnreachable":           nil,
	"enableConfigMapMutable":      nil,
	"enableReplaceCRD":            nil,
	"enableSecretMutable":         nil,
	"enableServerSideApply":       nil,
	"helmReleaseSettings":         nil,
	"kubeClientSettings":          nil,
	"namespace":                   nil, // every object has its own
	"skipUpdateUnreachable":       nil,
	"suppressDeprecationWarnings": nil,
	"suppressHelmHookWarnings":    nil,

	// Not the provider's, but Pulumi's own.
	"pluginDownloadURL": nil,
	"version":           nil,
}

func explicit(t *target, _ *field.Path, _ string) field.ErrorList {
	t.explicit = true
	return nil
}

func (c *Cluster) provider(
	ctx *pulumi.Context, kubernetes, aws stackconfig.Section,
) ([]pulumi.ResourceOption, *rest.Config, error) {
	var to target
	found := kubernetesSettings.read(&to, inSection("kubernetes"), kubernetes.Values)
	if to.explicit {
		if to.strict {
			found = append(found, field.Forbidden(field.NewPath("kubernetes:strictMode"), "strict mode does not allow the "+
				"default provider, which takes kubeconfig, context and cluster; remove these three, or strictMode"))
		}
		if err := problems.Join(found); err != nil {
			return nil, nil, err
		}
		client, err := c.explicitClient(kubernetes.Values)
		return nil, client, err
	}

	var who signIn
	found = append(found, awsSettings.read(&who, inSection("aws"), aws.Values)...)
	if err := problems.Join(found); err != nil {
		return nil, nil, err
	}
	text, err := c.kubeconfig(&who)
	if err != nil {
		return nil, nil, err
	}
	client, err := clientcmd.RESTConfigFromKubeConfig([]byte(text))
	if err != nil {
		return nil, nil, err
	}
	inputs := c.inputs(kubernetes)
	inputs["kubeconfig"] = pulumi.String(text)
	if who.keys.secret != "" || signsInWithSecret(aws) {
		inputs["kubeconfig"] = pulumi.ToSecret(text)
	}
	if to.strict {
		inputs["context"] = pulumi.String(c.Name)
	}
	opts, err := register(ctx, c.Name, inputs)
	return opts, client, err
}

// unlimited lets the provider's client send requests as fast as the API server answers, which protects itself. By default
// it sends 50 a second after the first 120, and a refresh of 200 objects, of which it asks for each twice, waits for seconds.
// As many requests are under way as Pulumi has operations (--parallel). kubernetes:kubeClientSettings takes its place.
// Source: https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
const unlimited = `{"qps":-1}`

// inputs are the settings that are passed on. Without another identifier the cluster is who its ARN says, so that a
// new certificate does not replace every object.
func (c *Cluster) inputs(settings stackconfig.Section) pulumi.Map {
	inputs := pulumi.Map{"clusterIdentifier": pulumi.String(c.ARN), "kubeClientSettings": pulumi.String(unlimited)}
	for key, value := range settings.Values {
		switch {
		case value == "":
		case settings.Secret[key]:
			inputs[key] = pulumi.ToSecret(value)
		default:
			inputs[key] = pulumi.String(value)
		}
	}
	return inputs
}

func signsInWithSecret(aws stackconfig.Section) bool {
	for key, secret := range aws.Secret {
		if secret && awsSettings[key] != nil {
			return true
		}
	}
	return false
}

// register takes the provider's token, because kubernetes.ProviderArgs has no place for settings passed through.
func register(ctx *pulumi.Context, name string, inputs pulumi.Map) ([]pulumi.ResourceOption, error) {
	provider := &kubernetes.Provider{}
	opts := utilities.PkgResourceDefaultOpts(nil)
	if err := ctx.RegisterResource("pulumi:providers:kubernetes", name, inputs, provider, opts...); err != nil {
		return nil, err
	}
	return []pulumi.ResourceOption{pulumi.Providers(provider)}, nil
}
