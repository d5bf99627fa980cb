package stackhooks_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// engine notes the options of what is registered, by type.
type engine map[string][2]bool

func (engine) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (e engine) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	e[args.TypeToken] = [2]bool{args.RegisterRPC.GetProtect(), args.RegisterRPC.GetRetainOnDelete()}
	return "", nil, nil
}

// TestOnChildren: a child gets the options for all and those for its type.
func TestOnChildren(t *testing.T) {
	t.Parallel()
	registered := engine{}
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		parent, child, other := &pulumi.ResourceState{}, &pulumi.ResourceState{}, &pulumi.ResourceState{}
		err := ctx.RegisterComponentResource("my:own:Component", "parent", parent, stackhooks.OnChildren(
			stackhooks.Option{Option: pulumi.RetainOnDelete(true)},
			stackhooks.Option{Type: "my:own:Child", Option: pulumi.Protect(true)},
		))
		if err != nil {
			return err
		}
		if err := ctx.RegisterComponentResource("my:own:Child", "child", child, pulumi.Parent(parent)); err != nil {
			return err
		}
		return ctx.RegisterComponentResource("my:own:Other", "other", other, pulumi.Parent(parent))
	}, pulumi.WithMocks("project", "stack", registered)))
	assert.Equal(t, [2]bool{true, true}, registered["my:own:Child"])
	assert.Equal(t, [2]bool{false, true}, registered["my:own:Other"])
	assert.Equal(t, [2]bool{false, true}, registered["my:own:Component"])
}
