// Stands for the platform stack of examples/platform-stack: it made a cluster and roles, and exports them.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		for _, output := range []string{"clusterName", "kubeconfig", "visionRoleArn", "leadRoleArn"} {
			ctx.Export(output, pulumi.String(config.Require(ctx, output)))
		}
		return nil
	})
}
