// Uses the component with a namespace of the same program, with ARNs that are outputs, and with options.
package main

import (
	"context"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/scientist-access/scientist-access/component"
)

// settings are the program's configuration.
type settings struct {
	ClusterName, Namespace string
	// Name of the component, and its former name.
	Name, FormerName string
	Principals       map[string]struct {
		Arn           string
		Plain, Secret bool // otherwise the ARN is an output
		FormerKeys    []string
	}
}

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		var s settings
		if err := config.TryObject(ctx, "settings", &s); err != nil {
			return err
		}
		namespace := &pulumi.CustomResourceState{}
		if err := ctx.RegisterResource("kubernetes:core/v1:Namespace", s.Namespace, pulumi.Map{
			"apiVersion": pulumi.String("v1"), "kind": pulumi.String("Namespace"),
			"metadata": metav1.ObjectMetaArgs{Name: pulumi.String(s.Namespace)},
		}, namespace); err != nil {
			return err
		}
		principals := map[string]component.PrincipalArgs{}
		for key, p := range s.Principals {
			var arn pulumi.StringInput = pulumi.String(p.Arn)
			if !p.Plain {
				arn = arn.ToStringOutput()
			}
			if p.Secret {
				arn = pulumi.ToSecret(arn).(pulumi.StringOutput)
			}
			principals[key] = component.PrincipalArgs{Arn: arn, FormerKeys: p.FormerKeys}
		}
		_, err := component.NewScientistAccess(ctx, s.Name, &component.ScientistAccessArgs{
			ClusterName: pulumi.String(s.ClusterName),
			NamePrefix:  s.Namespace,
			Namespaces:  []string{s.Namespace},
			Principals:  principals,
		},
			pulumi.DependsOn([]pulumi.Resource{namespace}),
			pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String(s.FormerName)}}),
			pulumi.Transforms([]pulumi.ResourceTransform{tagged}),
		)
		return err
	})
}

// tagged tags access entries.
func tagged(_ context.Context, args *pulumi.ResourceTransformArgs) *pulumi.ResourceTransformResult {
	if args.Type != "aws:eks/accessEntry:AccessEntry" {
		return nil
	}
	args.Props["tags"] = pulumi.StringMap{"via": pulumi.String("transform")}
	return &pulumi.ResourceTransformResult{Props: args.Props, Opts: args.Opts}
}
