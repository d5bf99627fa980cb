// One team of scientists in one namespace, with the rights for HyperPod's PyTorch jobs.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/scientist-access/scientist-access/component"
)

func main() { pulumi.Run(run) }

func run(ctx *pulumi.Context) error {
	config := config.New(ctx, "")
	scientists, err := component.NewScientistAccess(ctx, "scientists", &component.ScientistAccessArgs{
		ClusterName: pulumi.String(config.Require("clusterName")),
		Principals: map[string]component.PrincipalArgs{
			"scientists": {Arn: pulumi.String(config.Require("scientistsArn"))},
		},
		Namespaces:   []string{"hyperpod-ns-vision"},
		Capabilities: []string{"hyperpod-pytorch-jobs"},
	})
	if err != nil {
		return err
	}
	ctx.Export("groups", scientists.Groups)
	return nil
}
