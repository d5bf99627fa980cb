// Package stackhooks has what the component and the program do before and after Pulumi creates or updates a resource.
package stackhooks

import (
	"fmt"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// hooks counts the hooks of the process, as each needs a name of its own.
var hooks atomic.Int64

// Name is the full name of the program's stack: ORGANIZATION/PROJECT/STACK. Without Pulumi Cloud, ORGANIZATION is the word
// "organization".
func Name(ctx *pulumi.Context) string {
	return fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), ctx.Stack())
}

// BeforeCreate is the option that has something done before a resource is created, in previews as well. An error refuses
// the resource. The Pulumi CLI has such hooks since 3.182; an older one refuses every resource with this option. Unit
// tests with Pulumi's mocks do without, because those panic.
//
// A hook must not call functions of a provider that no resource uses: such a call registers the provider, and an update
// that is bound to a plan without it does not end.
func BeforeCreate(ctx *pulumi.Context, do pulumi.ResourceHookFunction) pulumi.ResourceOption {
	return hooked(ctx, do, func(b *pulumi.ResourceHookBinding) *[]*pulumi.ResourceHook { return &b.BeforeCreate })
}

// BeforeUpdate is the same before a resource is updated in place.
func BeforeUpdate(ctx *pulumi.Context, do pulumi.ResourceHookFunction) pulumi.ResourceOption {
	return hooked(ctx, do, func(b *pulumi.ResourceHookBinding) *[]*pulumi.ResourceHook { return &b.BeforeUpdate })
}

// AfterCreate is the option that has something done once a resource is created. An error is a warning.
func AfterCreate(ctx *pulumi.Context, do pulumi.ResourceHookFunction) pulumi.ResourceOption {
	return hooked(ctx, do, func(b *pulumi.ResourceHookBinding) *[]*pulumi.ResourceHook { return &b.AfterCreate })
}

// AfterUpdate is the same once a resource is updated in place.
func AfterUpdate(ctx *pulumi.Context, do pulumi.ResourceHookFunction) pulumi.ResourceOption {
	return hooked(ctx, do, func(b *pulumi.ResourceHookBinding) *[]*pulumi.ResourceHook { return &b.AfterUpdate })
}

func hooked(
	ctx *pulumi.Context, do pulumi.ResourceHookFunction, of func(*pulumi.ResourceHookBinding) *[]*pulumi.ResourceHook,
) pulumi.ResourceOption {
	if ctx.RunningWithMocks() {
		return pulumi.ResourceHooks(nil)
	}
	name := fmt.Sprintf("scientist-access-%d", hooks.Add(1))
	hook, _ := ctx.RegisterResourceHook(name, do, &pulumi.ResourceHookOptions{OnDryRun: true}) // never fails
	binding := &pulumi.ResourceHookBinding{}
	*of(binding) = []*pulumi.ResourceHook{hook}
	return pulumi.ResourceHooks(binding)
}

// Text is a string that the engine knows; it may be secret. It is empty for anything else.
func Text(value resource.PropertyValue) string {
	if value = Plain(value); value.IsString() {
		return value.StringValue()
	}
	return ""
}

// Plain is a value, as far as the engine knows it, without secrets and outputs around it and in it.
func Plain(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsSecret():
		return Plain(value.SecretValue().Element)
	case value.IsOutput() && value.OutputValue().Known:
		return Plain(value.OutputValue().Element)
	case value.IsArray():
		var items []resource.PropertyValue
		for _, item := range value.ArrayValue() {
			items = append(items, Plain(item))
		}
		return resource.NewProperty(items)
	case value.IsObject():
		members := resource.PropertyMap{}
		for name, member := range value.ObjectValue() {
			members[name] = Plain(member)
		}
		return resource.NewProperty(members)
	}
	return value
}
