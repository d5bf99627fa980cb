package stackconfig

import (
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type noEngine struct{}

func (noEngine) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }
func (noEngine) NewResource(pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return "", nil, nil
}

// TestLoad cannot run beside other tests: Pulumi hands the configuration over in the environment.
func TestLoad(t *testing.T) {
	const project = "renamed" // by `pulumi new`
	load := func(values map[string]string, secretKeys ...string) (*Config, error) {
		all := map[string]string{"aws:region": "us-west-2", "scientist-access:clusterName": "another project's"}
		for key, value := range withDefaults(values) {
			all[project+":"+key] = value
		}
		config, err := json.Marshal(all)
		require.NoError(t, err)
		t.Setenv(pulumi.EnvConfig, string(config))
		var loaded *Config
		err = pulumi.RunErr(func(ctx *pulumi.Context) error {
			var err error
			loaded, err = Load(ctx)
			return err
		}, pulumi.WithMocks(project, "test", noEngine{}), func(info *pulumi.RunInfo) { info.ConfigSecretKeys = secretKeys })
		return loaded, err
	}

	c, err := load(map[string]string{"clusterName": "ml", "principals": principals}, "other:principals", "aws:tags")
	require.NoError(t, err)
	assert.Equal(t, "ml", c.ClusterName)
	assert.Equal(t, pulumi.String(alice), c.Access.Principals["alice"].Arn)

	c, err = load(map[string]string{"clusterName": "ml", "principals": principals}, project+":principals")
	require.NoError(t, err)
	assertSecretText(t, alice, c.Access.Principals["alice"].Arn)

	_, err = load(map[string]string{"clusterName": "ml", "principals": principals}, project+":teams")
	assert.ErrorContains(t, err, "stack configuration: teams: Forbidden: holds a secret")

	_, err = load(map[string]string{"principals": principals})
	assert.ErrorContains(t, err, "stack configuration: clusterName: Required value")

	t.Setenv(pulumi.EnvConfig, "{")
	err = pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := Load(ctx)
		return err
	}, pulumi.WithMocks(project, "test", noEngine{}))
	assert.ErrorContains(t, err, "read the stack's configuration")
}
