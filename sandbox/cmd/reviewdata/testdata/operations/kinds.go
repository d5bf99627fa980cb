package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

const api = pulumi.String("rbac.authorization.k8s.io")

func role(s *stack, d declared, options []pulumi.ResourceOption) (pulumi.Resource, error) {
	return rbacv1.NewRole(s.ctx, d.Key, &rbacv1.RoleArgs{Metadata: s.metadata(d, true), Rules: rules(d)}, options...)
}

func clusterRole(s *stack, d declared, options []pulumi.ResourceOption) (pulumi.Resource, error) {
	if d.Get != "" {
		return rbacv1.GetClusterRole(s.ctx, d.Key, pulumi.ID(d.Get), nil, options...)
	}
	return rbacv1.NewClusterRole(s.ctx, d.Key,
		&rbacv1.ClusterRoleArgs{Metadata: s.metadata(d, false), Rules: rules(d)}, options...)
}

func binding(s *stack, d declared, options []pulumi.ResourceOption) (pulumi.Resource, error) {
	return rbacv1.NewRoleBinding(s.ctx, d.Key, &rbacv1.RoleBindingArgs{
		Metadata: s.metadata(d, true), RoleRef: s.roleRef(d), Subjects: subjects(d),
	}, options...)
}

func clusterBinding(s *stack, d declared, options []pulumi.ResourceOption) (pulumi.Resource, error) {
	return rbacv1.NewClusterRoleBinding(s.ctx, d.Key, &rbacv1.ClusterRoleBindingArgs{
		Metadata: s.metadata(d, false), RoleRef: s.roleRef(d), Subjects: subjects(d),
	}, options...)
}

func entry(s *stack, d declared, options []pulumi.ResourceOption) (pulumi.Resource, error) {
	var groups pulumi.StringArrayInput = pulumi.ToStringArray(d.Groups)
	if d.Secret {
		groups = pulumi.ToSecret(groups).(pulumi.StringArrayOutput)
	}
	return eks.NewAccessEntry(s.ctx, d.Key, &eks.AccessEntryArgs{
		ClusterName: pulumi.String(d.Cluster), PrincipalArn: d.text(s.principal(d)), KubernetesGroups: groups,
	}, options...)
}

func (s *stack) metadata(d declared, namespaced bool) metav1.ObjectMetaArgs {
	var metadata metav1.ObjectMetaArgs
	if d.Name != "" {
		metadata.Name = pulumi.String(s.prefixed(d.Name))
	}
	if namespaced {
		metadata.Namespace = pulumi.String(s.name)
	}
	return metadata
}

func rules(d declared) rbacv1.PolicyRuleArray {
	return rbacv1.PolicyRuleArray{rbacv1.PolicyRuleArgs{
		ApiGroups: pulumi.ToStringArray([]string{""}),
		Resources: pulumi.ToStringArray([]string{"pods"}),
		Verbs:     pulumi.ToStringArray(d.Verbs),
	}}
}

func (s *stack) roleRef(d declared) rbacv1.RoleRefArgs {
	return rbacv1.RoleRefArgs{ApiGroup: api, Kind: pulumi.String(d.RoleKind), Name: d.text(s.prefixed(d.Role))}
}

func subjects(d declared) rbacv1.SubjectArray {
	var subjects rbacv1.SubjectArray
	for _, group := range d.Groups {
		subjects = append(subjects, rbacv1.SubjectArgs{ApiGroup: api, Kind: pulumi.String("Group"), Name: d.text(group)})
	}
	return subjects
}

// provider is one for a context of the kubeconfig.
func (s *stack) provider(context string) (pulumi.ProviderResource, error) {
	if made, ok := s.providers[context]; ok {
		return made, nil
	}
	made, err := kubernetes.NewProvider(s.ctx, context, &kubernetes.ProviderArgs{
		Kubeconfig: pulumi.String(config.Require(s.ctx, "kubeconfig")), Context: pulumi.String(context),
	})
	s.providers[context] = made
	return made, err
}
