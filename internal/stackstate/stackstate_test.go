package stackstate

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// engine answers what the state holds. There are no hooks here: the end-to-end tests begin with stacks that are new.
type engine struct {
	asked  []pulumi.MockCallArgs
	answer resource.PropertyMap
	fails  error
}

func (e *engine) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	e.asked = append(e.asked, args)
	return e.answer, e.fails
}

func (*engine) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return args.Name, args.Inputs, nil
}

// ask asks twice.
func ask(t *testing.T, e *engine) (found map[string]Resource, err error) {
	t.Helper()
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		r, first := NewReader(ctx)
		if err := ctx.RegisterComponentResource("test:index:First", "first", &pulumi.ResourceState{}, first); err != nil {
			return err
		}
		_, _ = r.Resources()
		found, err = r.Resources()
		return nil
	}, pulumi.WithMocks("project", "stack", e), func(info *pulumi.RunInfo) { info.Organization = "org" }))
	return found, err
}

func TestResources(t *testing.T) {
	t.Parallel()
	hidden := resource.MakeSecret(resource.NewProperty("arn:aws:iam::111122223333:role/Alice"))
	e := &engine{answer: resource.PropertyMap{"outputs": resource.NewProperty(resource.PropertyMap{
		"entry": resource.NewProperty(resource.PropertyMap{
			"type": resource.NewProperty("aws:eks/accessEntry:AccessEntry"),
			"outputs": resource.NewProperty(resource.PropertyMap{
				"clusterName": resource.NewProperty("ml"), "principalArn": hidden,
			}),
		}),
		"other": resource.NewProperty(resource.PropertyMap{
			"type": resource.NewProperty("test:index:Other"),
			"outputs": resource.NewProperty(resource.PropertyMap{
				"clusterName": resource.NewProperty(3.0),
				"own":         resource.MakeCustomResourceReference("urn:pulumi:s::p::t::gone", "gone", "1"),
			}),
		}),
	})}}
	found, err := ask(t, e)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, "aws:eks/accessEntry:AccessEntry", found["entry"].Type)
	assert.Equal(t, "ml", found["entry"].Outputs.ClusterName)
	assert.Equal(t, "arn:aws:iam::111122223333:role/Alice", found["entry"].Outputs.PrincipalArn, "as a program may see it")
	assert.Equal(t, 3.0, found["other"].Outputs.ClusterName)
	require.Len(t, e.asked, 1, "the state is read once")
	assert.Equal(t, "pulumi:pulumi:readStackResourceOutputs", e.asked[0].Token)
	assert.Equal(t, resource.NewPropertyMapFromMap(map[string]any{"stackName": "org/project/stack"}), e.asked[0].Args)
}

func TestAnEngineThatSaysNothing(t *testing.T) {
	t.Parallel()
	found, err := ask(t, &engine{answer: resource.PropertyMap{}})
	assert.NoError(t, err)
	assert.Empty(t, found)
	_, err = ask(t, &engine{fails: errors.New("no backend client is available")})
	assert.ErrorContains(t, err, "read the state of stack org/project/stack")
	assert.ErrorContains(t, err, "no backend client is available")
}
