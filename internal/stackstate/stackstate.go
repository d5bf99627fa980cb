// Package stackstate tells a Pulumi program what its stack held before the run.
package stackstate

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/internals"
)

// Resource is a resource of the state: its type, and of its outputs those that somebody asks for.
type Resource struct {
	Type    string `pulumi:"type"`
	Outputs struct {
		ClusterName  any `pulumi:"clusterName"`
		PrincipalArn any `pulumi:"principalArn"`
		Metadata     any `pulumi:"metadata"`
	} `pulumi:"outputs"`
}

// Reader reads the state of the stack that the program belongs to.
type Reader struct {
	read func() (map[string]Resource, error)
	// created is whether the first resource is new, and so all that are registered after it.
	created atomic.Bool
}

// hooks counts the hooks of the process, as each needs a name of its own.
var hooks atomic.Int64

// NewReader returns a reader, and the option that a resource must get whose registration comes before all that the
// reader is asked about. Without it, nobody could ask of a stack that is new: the engine has no answer to that.
func NewReader(ctx *pulumi.Context) (*Reader, pulumi.ResourceOption) {
	r := &Reader{}
	r.read = sync.OnceValues(func() (map[string]Resource, error) { return read(ctx) })
	return r, BeforeCreate(ctx, func(*pulumi.ResourceHookArgs) error {
		r.created.Store(true)
		return nil
	})
}

// Resources are the resources of the state by URN, without those that are about to be deleted.
func (r *Reader) Resources() (map[string]Resource, error) {
	if r.created.Load() {
		return nil, nil
	}
	return r.read()
}

// Name is the full name of the program's stack: ORGANIZATION/PROJECT/STACK. Without Pulumi Cloud, ORGANIZATION is the word
// "organization".
func Name(ctx *pulumi.Context) string {
	return fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), ctx.Stack())
}

// BeforeCreate is the option that has something done before a resource is created, in previews as well. An error refuses
// the resource. The Pulumi CLI has such hooks since 3.182; an older one refuses every resource with this option. Unit
// tests with Pulumi's mocks do without, because those panic.
func BeforeCreate(ctx *pulumi.Context, do pulumi.ResourceHookFunction) pulumi.ResourceOption {
	if ctx.RunningWithMocks() {
		return pulumi.ResourceHooks(nil)
	}
	name := fmt.Sprintf("scientist-access-%d", hooks.Add(1))
	hook, _ := ctx.RegisterResourceHook(name, do, &pulumi.ResourceHookOptions{OnDryRun: true}) // never fails
	return pulumi.ResourceHooks(&pulumi.ResourceHookBinding{BeforeCreate: []*pulumi.ResourceHook{hook}})
}

// Text is a string that the engine knows; it may be secret. It is empty for anything else.
func Text(value resource.PropertyValue) string {
	for value.IsSecret() || value.IsOutput() && value.OutputValue().Known {
		if value.IsSecret() {
			value = value.SecretValue().Element
			continue
		}
		value = value.OutputValue().Element
	}
	if !value.IsString() {
		return ""
	}
	return value.StringValue()
}

// read asks the engine, which reads the state of any stack on behalf of stack references.
func read(ctx *pulumi.Context) (map[string]Resource, error) {
	stack := Name(ctx)
	answer := ctx.InvokeOutput("pulumi:pulumi:readStackResourceOutputs", &struct {
		StackName string `pulumi:"stackName"`
	}{stack}, stateOutput{}, pulumi.InvokeOutputOptions{})
	found, err := internals.UnsafeAwaitOutput(ctx.Context(), answer)
	if err != nil {
		return nil, fmt.Errorf("read the state of stack %s: %w", stack, err)
	}
	return found.Value.(state).Resources, nil
}

type state struct {
	Resources map[string]Resource `pulumi:"outputs"`
}

// stateOutput is a state in which values may be secret.
type stateOutput struct{ *pulumi.OutputState }

func (stateOutput) ElementType() reflect.Type { return reflect.TypeFor[state]() }

func init() { pulumi.RegisterOutputType(stateOutput{}) }
