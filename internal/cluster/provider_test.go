package cluster

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"github.com/scientist-access/scientist-access/internal/stackconfig"
)

// engine stands in for Pulumi's: it answers the look-up of the cluster, and keeps what is registered.
type engine struct {
	answer     resource.PropertyMap
	fails      error
	secretKeys []string
}

type registrations struct {
	engine
	mu     sync.Mutex
	inputs map[string]resource.PropertyMap // by type and name
}

func (r *registrations) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return r.answer, r.fails
}

func (r *registrations) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inputs[args.TypeToken+" "+args.Name] = args.Inputs
	return args.Name, args.Inputs, r.fails
}

func run(t *testing.T, e engine, program pulumi.RunFunc) (map[string]resource.PropertyMap, error) {
	t.Helper()
	registered := &registrations{engine: e, inputs: map[string]resource.PropertyMap{}}
	err := pulumi.RunErr(program, pulumi.WithMocks("scientist-access", "test", registered), func(info *pulumi.RunInfo) {
		info.ConfigSecretKeys = e.secretKeys
	})
	return registered.inputs, err
}

// registered runs the provider's part alone, and gives the inputs with which it was registered, nil if it was not.
func registered(t *testing.T, kubernetes, aws stackconfig.Section) (resource.PropertyMap, error) {
	t.Helper()
	var opts []pulumi.ResourceOption
	inputs, err := run(t, engine{}, func(ctx *pulumi.Context) error {
		var client *rest.Config
		var err error
		opts, client, err = ml().provider(ctx, kubernetes, aws)
		assert.Equal(t, err == nil, client != nil && client.Host == endpoint)
		return err
	})
	if len(inputs) == 0 {
		assert.Empty(t, opts, "no provider, no option")
		return nil, err
	}
	assert.Len(t, opts, 1)
	require.Len(t, inputs, 1)
	return inputs["pulumi:providers:kubernetes ml"], err
}

func values(keysAndValues ...string) stackconfig.Section {
	section := stackconfig.Section{Values: map[string]string{}, Secret: map[string]bool{}}
	for i := 0; i < len(keysAndValues); i += 2 {
		section.Values[keysAndValues[i]] = keysAndValues[i+1]
	}
	return section
}

func TestProviderIsDerivedFromTheCluster(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kubernetes stackconfig.Section
		want       map[string]any // beside the kubeconfig
	}{
		"without settings": {values(), map[string]any{"clusterIdentifier": arn, "kubeClientSettings": unlimited}},
		"with settings that are passed on": {
			values("enableServerSideApply", "false", "kubeClientSettings", `{"burst":1}`, "namespace", "a", "deleteUnreachable", ""),
			map[string]any{
				"clusterIdentifier": arn, "enableServerSideApply": "false", "kubeClientSettings": `{"burst":1}`, "namespace": "a",
			},
		},
		"with an identifier of one's own": {values("clusterIdentifier", "mine"), map[string]any{"clusterIdentifier": "mine", "kubeClientSettings": unlimited}},
		"with an empty identifier":        {values("clusterIdentifier", ""), map[string]any{"clusterIdentifier": arn, "kubeClientSettings": unlimited}},
		"in strict mode": {
			values("strictMode", "true"),
			map[string]any{"clusterIdentifier": arn, "kubeClientSettings": unlimited, "strictMode": "true", "context": "ml"},
		},
		"not in strict mode": {
			values("strictMode", "false"), map[string]any{"clusterIdentifier": arn, "kubeClientSettings": unlimited, "strictMode": "false"},
		},
		"with keys that are empty": {
			values("kubeconfig", "", "context", "", "cluster", ""), map[string]any{"clusterIdentifier": arn, "kubeClientSettings": unlimited},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs, err := registered(t, c.kubernetes, values("profile", "prod"))
			require.NoError(t, err)
			config, err := clientcmd.Load([]byte(inputs["kubeconfig"].StringValue()))
			require.NoError(t, err)
			assert.Equal(t, endpoint, config.Clusters["ml"].Server)
			assert.Contains(t, config.AuthInfos["ml"].Exec.Args, "prod")
			delete(inputs, "kubeconfig")
			assert.Equal(t, c.want, inputs.Mappable())
		})
	}
}

func TestKubeconfigWithSecretsIsSecret(t *testing.T) {
	t.Parallel()
	secretly := func(section stackconfig.Section, keys ...string) stackconfig.Section {
		for _, key := range keys {
			section.Secret[key] = true
		}
		return section
	}
	for name, c := range map[string]struct {
		aws    stackconfig.Section
		secret bool
	}{
		"a profile":                      {values("profile", "prod"), false},
		"keys, as the stack has them":    {secretly(values("accessKey", "A", "secretKey", "S"), "secretKey"), true},
		"keys that the stack shows":      {values("accessKey", "A", "secretKey", "S"), true},
		"a role that is secret":          {secretly(values("assumeRole", `{"roleArn":"`+deployer+`"}`), "assumeRole"), true},
		"a role that is not":             {values("assumeRole", `{"roleArn":"`+deployer+`"}`), false},
		"a secret that is not passed on": {secretly(values("defaultTags", `{"tags":{"a":"b"}}`), "defaultTags"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs, err := registered(t, values(), c.aws)
			require.NoError(t, err)
			assert.Equal(t, c.secret, inputs["kubeconfig"].IsSecret())
		})
	}
	passed := secretly(values("kubeClientSettings", `{"burst":1}`, "namespace", "a"), "kubeClientSettings")
	inputs, err := registered(t, passed, values())
	require.NoError(t, err)
	assert.True(t, inputs["kubeClientSettings"].IsSecret(), "what is passed on stays secret")
	assert.False(t, inputs["namespace"].IsSecret())
}

func TestKubernetesSettings(t *testing.T) {
	t.Parallel()
	right := kubeconfigWith(t, "right", map[string]clientcmdapi.Cluster{
		"right": {Server: endpoint}, "wrong": {Server: elsewhere},
	})
	for name, c := range map[string]struct {
		kubernetes, aws stackconfig.Section
		says            []string // none: it is accepted, and no provider is registered
	}{
		"a kubeconfig": {values("kubeconfig", right), values(), nil},
		"a kubeconfig, so that it does not matter how AWS signs in": {
			values("kubeconfig", right), values("assumeRole", `{"externalId":"x"}`), nil,
		},
		"a kubeconfig and an identifier of one's own": {values("kubeconfig", right, "clusterIdentifier", "mine"), values(), nil},
		"a kubeconfig of another cluster":             {values("kubeconfig", right, "context", "wrong"), values(), []string{elsewhere}},
		"another cluster in a kubeconfig":             {values("kubeconfig", right, "cluster", "wrong"), values(), []string{elsewhere}},
		"a kubeconfig in strict mode": {
			values("kubeconfig", right, "strictMode", "true"), values(), []string{"kubernetes:strictMode: Forbidden"},
		},
		"files in place of objects": {
			values("renderYamlToDirectory", "yaml"), values(), []string{"kubernetes:renderYamlToDirectory: Forbidden"},
		},
		"files in place of objects, with a kubeconfig": {
			values("renderYamlToDirectory", "yaml", "kubeconfig", right), values(), []string{"kubernetes:renderYamlToDirectory: Forbidden"},
		},
		"misspelt settings and a wrong way to sign in": {
			values("contxt", "a"), values("porfile", "a", "assumeRole", `{"externalId":"x"}`),
			[]string{"3 problems", `did you mean "context"?`, `did you mean "profile"?`, "aws:assumeRole.externalId"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs, err := registered(t, c.kubernetes, c.aws)
			assert.Nil(t, inputs)
			if c.says == nil {
				require.NoError(t, err)
			}
			for _, words := range c.says {
				assert.ErrorContains(t, err, words)
			}
		})
	}
}

func TestProviderThatCannotBeMade(t *testing.T) {
	t.Parallel()
	_, err := run(t, engine{fails: errors.New("the engine is gone")}, func(ctx *pulumi.Context) error {
		_, _, err := ml().provider(ctx, values(), values())
		return err
	})
	assert.ErrorContains(t, err, "the engine is gone")

	_, err = run(t, engine{}, func(ctx *pulumi.Context) error {
		c := ml()
		c.certificate = "?"
		_, _, err := c.provider(ctx, values(), values())
		return err
	})
	assert.ErrorContains(t, err, "base64")
}

// TestProviderReadsTheStacksConfiguration cannot run beside other tests: Pulumi hands the configuration over in the
// environment.
func TestProviderReadsTheStacksConfiguration(t *testing.T) {
	config, err := json.Marshal(map[string]string{
		"kubernetes:namespace": "a", "aws:profile": "prod", "aws:assumeRole": `{"roleArn":"` + deployer + `"}`, "other:x": "y",
	})
	require.NoError(t, err)
	provide := func(secretKeys ...string) (map[string]resource.PropertyMap, error) {
		return run(t, engine{secretKeys: secretKeys}, func(ctx *pulumi.Context) error {
			_, _, err := ml().Provider(ctx)
			return err
		})
	}
	t.Setenv(pulumi.EnvConfig, string(config))
	for _, isSecret := range []bool{false, true} {
		var keys []string
		if isSecret {
			keys = []string{"aws:assumeRole", "kubernetes:namespace"}
		}
		inputs, err := provide(keys...)
		require.NoError(t, err)
		provider := inputs["pulumi:providers:kubernetes ml"]
		assert.Equal(t, isSecret, provider["namespace"].IsSecret())
		require.Equal(t, isSecret, provider["kubeconfig"].IsSecret())
		if !isSecret {
			assert.Contains(t, provider["kubeconfig"].StringValue(), deployer)
		}
	}
	t.Setenv(pulumi.EnvConfig, "{")
	_, err = provide()
	assert.ErrorContains(t, err, "stack's configuration")
}
