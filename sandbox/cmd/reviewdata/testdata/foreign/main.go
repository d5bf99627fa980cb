// A program that uses none of our packages, as the review meets it: names that the provider chooses, values that
// are secret or not known before the update, roles of the cluster's own, and groups that lead nowhere.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	namespace, err := corev1.NewNamespace(ctx, "research", &corev1.NamespaceArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String("research")},
	})
	if err != nil {
		return err
	}
	if err := roles(ctx, namespace.Metadata.Name().Elem()); err != nil {
		return err
	}
	return entries(ctx)
}

func roles(ctx *pulumi.Context, namespace pulumi.StringInput) error {
	role, err := rbacv1.NewRole(ctx, "named-by-the-provider", &rbacv1.RoleArgs{
		Metadata: metav1.ObjectMetaArgs{Namespace: namespace},
		Rules: rbacv1.PolicyRuleArray{rbacv1.PolicyRuleArgs{
			ApiGroups: texts(""), Resources: texts("pods", "configmaps"), Verbs: texts("get", "list"),
		}},
	})
	if err != nil {
		return err
	}
	bindings := []struct {
		name, kind, group string
		role              pulumi.StringInput
	}{
		{"readers", "Role", "readers", role.Metadata.Name().Elem()},
		{"editors", "ClusterRole", "editors", pulumi.String("edit")},
		{"nobodys", "ClusterRole", "nobodys", pulumi.String("view")},
	}
	for _, b := range bindings {
		_, err := rbacv1.NewRoleBinding(ctx, b.name, &rbacv1.RoleBindingArgs{
			Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(b.name), Namespace: namespace},
			RoleRef:  rbacv1.RoleRefArgs{ApiGroup: api, Kind: pulumi.String(b.kind), Name: b.role},
			Subjects: rbacv1.SubjectArray{rbacv1.SubjectArgs{ApiGroup: api, Kind: pulumi.String("Group"), Name: pulumi.String(b.group)}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const api = pulumi.String("rbac.authorization.k8s.io")

func entries(ctx *pulumi.Context) error {
	admin, err := entry(ctx, "Admin", texts("editors", "unbound"))
	if err != nil {
		return err
	}
	if _, err := entry(ctx, "Hidden", pulumi.StringArray{pulumi.ToSecret(pulumi.String("readers")).(pulumi.StringOutput)}); err != nil {
		return err
	}
	// The name of the group is not known before the entry above has its time of creation.
	unknown := admin.CreatedAt.ApplyT(func(string) string { return "readers" }).(pulumi.StringOutput)
	_, err = entry(ctx, "Unknown", pulumi.StringArray{unknown})
	return err
}

func entry(ctx *pulumi.Context, name string, groups pulumi.StringArrayInput) (*eks.AccessEntry, error) {
	return eks.NewAccessEntry(ctx, name, &eks.AccessEntryArgs{
		ClusterName:      pulumi.String(config.Require(ctx, "clusterName")),
		PrincipalArn:     pulumi.String("arn:aws:iam::111122223333:role/" + name),
		KubernetesGroups: groups,
	})
}

func texts(all ...string) pulumi.StringArray { return pulumi.ToStringArray(all) }
