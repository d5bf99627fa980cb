// The quick start: one team of scientists on one cluster, with the access that AWS documents.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/scientist-access/scientist-access/component"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		access, err := component.NewScientistAccess(ctx, "scientists", &component.ScientistAccessArgs{
			ClusterName: pulumi.String(settings.Require("clusterName")),
			Principals: map[string]component.PrincipalArgs{
				"scientists": {Arn: pulumi.String(settings.Require("scientistsArn"))},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("groups", access.Groups)
		return nil
	})
}
