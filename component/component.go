// Package component gives data scientists their Kubernetes access on an Amazon SageMaker HyperPod cluster that
// Amazon EKS orchestrates: RBAC objects and the EKS access entries that match them.
//
// Given only a cluster and principals, [NewScientistAccess] creates the objects, names, rules and groups of the Amazon
// SageMaker AI developer guide.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
package component

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/names"
)

// Type is the Pulumi type token of [ScientistAccess].
const Type = names.ComponentType

// ScientistAccess is the access of one or more teams of scientists to one cluster.
//
// Its children are, for each team, a ClusterRole with its binding and a Role with its binding in each namespace, and one
// eks.AccessEntry per principal, with an eks.AccessPolicyAssociation per access policy. Nobody can sign in before their roles
// exist: an entry is created after the bindings of its groups, and deleted before them. A policy comes after the entry, and
// goes before it.
//
// It looks the cluster up in EKS, for its place and its version of Kubernetes, which takes the right eks:DescribeCluster.
//
// Options apply to the children as well. The Kubernetes and AWS providers must reach the same cluster: pass them with
// [pulumi.Providers], or use the stack's defaults. The children also wait for what [pulumi.DependsOn] names.
//
// Put "options: {refresh: always}" into your Pulumi.yaml: Pulumi notes an update of an entry that EKS refused as done, and
// sends nothing again unless it looks. Without it, the component looks before it updates an entry, and refuses such an
// update.
// Source: https://github.com/pulumi/pulumi/issues/21458
//
// Invalid arguments are refused before any resource is registered, with all problems in one error. Outputs are checked as
// soon as they are known.
type ScientistAccess struct {
	pulumi.ResourceState

	// AccessEntries are the access entries by principal key, for what is to come after them.
	AccessEntries map[string]*eks.AccessEntry

	// Groups are the Kubernetes groups that the bindings name, sorted.
	Groups pulumi.StringArrayOutput `pulumi:"groups"`
	// PrincipalGroups are the groups in each access entry, by principal key.
	PrincipalGroups pulumi.StringArrayMapOutput `pulumi:"principalGroups"`
	// PrincipalNamespaces are the namespaces of each principal's teams, sorted, by principal key.
	PrincipalNamespaces pulumi.StringArrayMapOutput `pulumi:"principalNamespaces"`
	// ClusterRoles are the names of the ClusterRoles.
	ClusterRoles pulumi.StringArrayOutput `pulumi:"clusterRoles"`
	// Roles are the names of the Roles, each as namespace/name.
	Roles pulumi.StringArrayOutput `pulumi:"roles"`
	// AccessEntryArns are the ARNs of the access entries, by principal key.
	AccessEntryArns pulumi.StringMapOutput `pulumi:"accessEntryArns"`
	// IAMPolicies are what the principals need to ask of AWS for their teams' capabilities, by principal key: identity-based
	// policies of IAM, as JSON, within the limits of a role's inline policy and of a permission set's. Attach them to the
	// roles, for example with iam.RolePolicy. With the documented policy alone, it is the one that AWS documents.
	// [policy.Statements] says why each statement is there.
	IAMPolicies pulumi.StringMapOutput `pulumi:"iamPolicies"`
}

// NewScientistAccess creates the access. [ScientistAccessArgs.Validate] says beforehand what it refuses.
func NewScientistAccess(
	ctx *pulumi.Context, name string, args *ScientistAccessArgs, opts ...pulumi.ResourceOption,
) (*ScientistAccess, error) {
	if args == nil {
		args = &ScientistAccessArgs{}
	}
	if err := args.Validate(); err != nil {
		return nil, fmt.Errorf("%s %q: %w", Type, name, err)
	}
	after, err := dependencies(opts)
	if err != nil {
		return nil, fmt.Errorf("%s %q: %w", Type, name, err)
	}

	c := &ScientistAccess{}
	b := &builder{ctx: ctx, name: name, args: args, teams: args.teams(), component: c, after: after}
	if err := ctx.RegisterComponentResource(Type, name, c, opts...); err != nil {
		return nil, err
	}
	if err := onShortStack(b.build); err != nil {
		return nil, fmt.Errorf("%s %q: %w", Type, name, err)
	}
	b.setOutputs()
	// Only registered as complete: in the state the outputs would stand twice, as they follow from the children.
	return c, ctx.RegisterResourceOutputs(c, pulumi.Map{})
}

// onShortStack runs in a goroutine of its own, of which the call stack is short: Pulumi keeps that of each registration in
// the state, and writes the whole state after each step.
func onShortStack(do func() error) error {
	done := make(chan error)
	go func() { done <- do() }()
	return <-done
}
