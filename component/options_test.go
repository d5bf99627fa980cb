package component_test

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
)

// These tests show that options of the component reach its children.

// createWith creates the component with options, and with a child of every kind.
func createWith(t *testing.T, options func(*pulumi.Context) []pulumi.ResourceOption) map[string]registration {
	t.Helper()
	registrations, err := run(t, func(ctx *pulumi.Context) error {
		args := simple()
		args.CreateNamespaces = true
		_, err := component.NewScientistAccess(ctx, "hyperpod", args, options(ctx)...)
		return err
	})
	require.NoError(t, err)
	return registrations
}

// children are the registrations below the component.
func children(t *testing.T, registrations map[string]registration) map[string]registration {
	t.Helper()
	below := map[string]registration{}
	for key, reg := range registrations {
		if reg.Parent == componentType+" hyperpod" {
			below[key] = reg
		}
	}
	require.Len(t, below, 6, "a namespace, two roles, two bindings, an entry")
	return below
}

// other registers a resource of the same program.
func other(t *testing.T, ctx *pulumi.Context, name string) pulumi.Resource {
	t.Helper()
	resource := &pulumi.CustomResourceState{}
	require.NoError(t, ctx.RegisterResource("test:index:Other", name, pulumi.Map{}, resource))
	return resource
}

func TestDependenciesReachEveryChild(t *testing.T) {
	t.Parallel()
	registrations := createWith(t, func(ctx *pulumi.Context) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{
			pulumi.DependsOn([]pulumi.Resource{other(t, ctx, "first")}),
			pulumi.DependsOn([]pulumi.Resource{other(t, ctx, "second")}),
			pulumi.DependsOnInputs(pulumi.NewResourceArrayOutput(pulumi.NewResourceOutput(other(t, ctx, "third")))),
		}
	})
	for key, child := range children(t, registrations) {
		for _, name := range []string{"first", "second", "third"} {
			assert.Contains(t, child.Dependencies, "test:index:Other "+name, key)
		}
	}
	assert.Contains(t, ofType(registrations, entryType)[aliceEntry].Dependencies,
		clusterRoleBindingType+" hyperpod/cluster", "the children's own dependencies stay")
}

func TestProtectionReachesEveryChild(t *testing.T) {
	t.Parallel()
	registrations := createWith(t, func(*pulumi.Context) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{pulumi.Protect(true)}
	})
	for key, child := range children(t, registrations) {
		assert.True(t, child.Protect, key)
	}
}

func TestTransformationsSeeEveryChild(t *testing.T) {
	t.Parallel()
	registrations := createWith(t, func(*pulumi.Context) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{pulumi.Transformations([]pulumi.ResourceTransformation{
			func(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
				return &pulumi.ResourceTransformationResult{
					Props: args.Props, Opts: append(args.Opts, pulumi.RetainOnDelete(true)),
				}
			},
		})}
	})
	for key, child := range children(t, registrations) {
		assert.True(t, child.RetainOnDelete, key)
	}
}

// When a component is renamed, the engine derives its children's former names from its own. That works for children
// whose names start with the component's name.
func TestAliasesAreTheComponentsOwn(t *testing.T) {
	t.Parallel()
	registrations := createWith(t, func(*pulumi.Context) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("before")}})}
	})
	assert.Equal(t, []string{"before"}, registrations[componentType+" hyperpod"].Aliases)
	for key, child := range children(t, registrations) {
		assert.Regexp(t, "^hyperpod/", child.Name, key)
	}
}

func TestEveryWayToGiveProviders(t *testing.T) {
	t.Parallel()
	const (
		kubernetesURN = "urn:pulumi:stack::project::pulumi:providers:kubernetes::cluster::cluster_id"
		awsURN        = "urn:pulumi:stack::project::pulumi:providers:aws::account::account_id"
	)
	type providers struct {
		kubernetes *kubernetes.Provider
		aws        *aws.Provider
	}
	for name, c := range map[string]struct {
		options                 func(providers) pulumi.ResourceOption
		wantKubernetes, wantAWS string
	}{
		"none": {
			func(providers) pulumi.ResourceOption { return pulumi.Protect(false) }, "", "",
		},
		"Provider": {
			func(p providers) pulumi.ResourceOption { return pulumi.Provider(p.aws) }, "", awsURN,
		},
		"Providers": {
			func(p providers) pulumi.ResourceOption { return pulumi.Providers(p.kubernetes, p.aws) }, kubernetesURN, awsURN,
		},
		"ProviderMap": {
			func(p providers) pulumi.ResourceOption {
				return pulumi.ProviderMap(map[string]pulumi.ProviderResource{"kubernetes": p.kubernetes})
			}, kubernetesURN, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			registrations := createWith(t, func(ctx *pulumi.Context) []pulumi.ResourceOption {
				cluster, err := kubernetes.NewProvider(ctx, "cluster", &kubernetes.ProviderArgs{})
				require.NoError(t, err)
				account, err := aws.NewProvider(ctx, "account", &aws.ProviderArgs{})
				require.NoError(t, err)
				return []pulumi.ResourceOption{c.options(providers{cluster, account})}
			})
			for key, child := range children(t, registrations) {
				want := c.wantKubernetes
				if child.Type == entryType {
					want = c.wantAWS
				}
				assert.Equal(t, want, child.Provider, key)
			}
		})
	}
}
