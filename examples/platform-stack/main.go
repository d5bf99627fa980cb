// Takes the cluster and the scientists' roles from the outputs of a platform stack, and gives two teams their
// own namespaces. The roles' ARNs are outputs, which may come from anywhere in a program.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/scientist-access/scientist-access/component"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		platform, err := pulumi.NewStackReference(ctx, config.Require(ctx, "platformStack"), nil)
		if err != nil {
			return err
		}
		cluster, err := kubernetes.NewProvider(ctx, "cluster", &kubernetes.ProviderArgs{
			Kubeconfig: platform.GetStringOutput(pulumi.String("kubeconfig")),
		})
		if err != nil {
			return err
		}
		access, err := component.NewScientistAccess(ctx, "scientists", &component.ScientistAccessArgs{
			ClusterName:      platform.GetStringOutput(pulumi.String("clusterName")),
			CreateNamespaces: true,
			Teams: map[string]component.TeamArgs{
				"vision": {Namespaces: []string{"aws-hyperpod-vision"}},
				"speech": {Namespaces: []string{"aws-hyperpod-speech"}},
			},
			Principals: map[string]component.PrincipalArgs{
				"vision": {
					Arn:   platform.GetStringOutput(pulumi.String("visionRoleArn")),
					Teams: []string{"vision"},
				},
				"leads": {
					Arn:   platform.GetStringOutput(pulumi.String("leadRoleArn")),
					Teams: []string{"vision", "speech"},
				},
			},
		}, pulumi.Providers(cluster))
		if err != nil {
			return err
		}
		ctx.Export("groups", access.Groups)
		ctx.Export("principalGroups", access.PrincipalGroups)
		return nil
	})
}
