package component_test

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
)

// In a stack that makes the cluster and the role itself.
func ExampleNewScientistAccess() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cluster, role, kubernetesProvider := yours(ctx)
		_, err := component.NewScientistAccess(ctx, "scientists", &component.ScientistAccessArgs{
			ClusterName: cluster.Name,
			Principals: map[string]component.PrincipalArgs{
				"scientists": {Arn: role.Arn},
			},
			Namespaces: []string{"aws-hyperpod-vision"},
		}, pulumi.Providers(kubernetesProvider))
		return err
	})
}

type iamRole struct{ Arn pulumi.StringOutput }

// yours stands for what a stack has already.
func yours(*pulumi.Context) (*eks.Cluster, *iamRole, *kubernetes.Provider) {
	return &eks.Cluster{}, &iamRole{}, &kubernetes.Provider{}
}
