// The program gives data scientists the Kubernetes access on a HyperPod EKS cluster that the stack's configuration asks
// for. Pulumi.yaml describes the configuration.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/attach"
	"github.com/scientist-access/scientist-access/internal/cluster"
	"github.com/scientist-access/scientist-access/internal/existing"
	"github.com/scientist-access/scientist-access/internal/principals"
	"github.com/scientist-access/scientist-access/internal/stackconfig"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// name is the component's in the stack.
const name = "scientist-access"

func main() {
	pulumi.Run(run)
}

func run(ctx *pulumi.Context) error {
	config, err := stackconfig.Load(ctx)
	if err != nil {
		return err
	}
	caller := principals.Ask(ctx)
	eksCluster, err := cluster.Lookup(ctx, config.ClusterName)
	if err != nil {
		return err
	}
	opts, client, err := eksCluster.Provider(ctx)
	if err != nil {
		return err
	}
	if err := existing.WarnOfNamespaces(ctx, config.ClusterName, client, config.Access); err != nil {
		return err
	}
	guard, err := existing.Guard(ctx, config.ClusterName, client, config.Access)
	if err != nil {
		return err
	}
	checks := append(guard, principals.Check(ctx, <-caller, config.Access)...)
	opts = append(opts, stackhooks.OnChildren(checks...))
	access, err := component.NewScientistAccess(ctx, name, config.Access, opts...)
	if err != nil {
		return err
	}
	if config.AttachIAMPolicies {
		if err := attach.RolePolicies(ctx, name, access, config.Access, eksCluster); err != nil {
			return err
		}
	}

	ctx.Export("groups", access.Groups)
	ctx.Export("principalGroups", access.PrincipalGroups)
	ctx.Export("clusterRoles", access.ClusterRoles)
	ctx.Export("roles", access.Roles)
	ctx.Export("accessEntryArns", access.AccessEntryArns)
	ctx.Export("attachIamPolicy", attach.Commands(access, config.Access, eksCluster, config.AttachIAMPolicies))
	ctx.Export("updateKubeconfig", pulumi.String(eksCluster.UpdateKubeconfig()))
	ctx.Export("firstSteps", firstSteps(access, config.Access, eksCluster))
	return nil
}
