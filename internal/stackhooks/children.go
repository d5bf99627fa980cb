package stackhooks

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Option is an option of a component's children of a type, or, without a type, of the component and all children.
type Option struct {
	Type   string
	Option pulumi.ResourceOption
}

// OnChildren gives all options at once: of several transformations, Pulumi keeps only the options of the last.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/pulumi/context.go (applyTransformations)
func OnChildren(options ...Option) pulumi.ResourceOption {
	return pulumi.Transformations([]pulumi.ResourceTransformation{
		func(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
			opts := args.Opts
			for _, o := range options {
				if o.Type == "" || o.Type == args.Type {
					opts = append(opts, o.Option)
				}
			}
			return &pulumi.ResourceTransformationResult{Props: args.Props, Opts: opts}
		},
	})
}
