package component

import (
	"maps"
	"slices"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	k8srbacv1 "k8s.io/api/rbac/v1"
)

func (b *builder) createTeam(t team, namespaces map[string]pulumi.Resource) error {
	if len(t.policy.Cluster) > 0 {
		if err := b.createClusterLevel(t); err != nil {
			return err
		}
	}
	if len(t.policy.Namespace) > 0 {
		for _, namespace := range t.namespaces {
			err := b.createNamespaceLevel(t, roleSpec{
				resource:  t.resource(b.name, namespace),
				namespace: namespace,
				role:      t.names.role(),
				binding:   t.names.roleBinding(),
				rules:     t.policy.Namespace,
			}, namespaces[namespace])
			if err != nil {
				return err
			}
		}
	}
	for _, namespace := range slices.Sorted(maps.Keys(t.policy.Elsewhere)) {
		err := b.createNamespaceLevel(t, roleSpec{
			resource:  t.resource(b.name, "elsewhere", namespace),
			namespace: namespace,
			role:      t.names.elsewhereRole(),
			binding:   t.names.elsewhereRoleBinding(),
			rules:     t.policy.Elsewhere[namespace],
		}, namespaces[namespace])
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) createClusterLevel(t team) error {
	resource := t.resource(b.name, "cluster")
	role, err := rbacv1.NewClusterRole(b.ctx, resource, &rbacv1.ClusterRoleArgs{
		Metadata: b.metadata(t.names.clusterRole(), ""),
		Rules:    ruleArgs(t.policy.Cluster),
	}, b.child()...)
	if err != nil {
		return err
	}
	binding, err := rbacv1.NewClusterRoleBinding(b.ctx, resource, &rbacv1.ClusterRoleBindingArgs{
		Metadata: b.metadata(t.names.clusterRoleBinding(), ""),
		RoleRef:  roleRef("ClusterRole", t.names.clusterRole()),
		Subjects: subjects(t.names.clusterGroup()),
	}, b.child(dependsOn(role))...)
	if err != nil {
		return err
	}
	b.bindings[t.name] = append(b.bindings[t.name], binding)
	b.clusterRoles = append(b.clusterRoles, role.Metadata.Name().Elem())
	return nil
}

// roleSpec is one Role with its RoleBinding.
type roleSpec struct {
	resource      string
	namespace     string
	role, binding string
	rules         []k8srbacv1.PolicyRule
}

func (b *builder) createNamespaceLevel(t team, spec roleSpec, namespace pulumi.Resource) error {
	role, err := rbacv1.NewRole(b.ctx, spec.resource, &rbacv1.RoleArgs{
		Metadata: b.metadata(spec.role, spec.namespace),
		Rules:    ruleArgs(spec.rules),
	}, b.child(dependsOn(namespace))...)
	if err != nil {
		return err
	}
	binding, err := rbacv1.NewRoleBinding(b.ctx, spec.resource, &rbacv1.RoleBindingArgs{
		Metadata: b.metadata(spec.binding, spec.namespace),
		RoleRef:  roleRef("Role", spec.role),
		Subjects: subjects(t.names.namespaceGroup()),
	}, b.child(dependsOn(role))...)
	if err != nil {
		return err
	}
	b.bindings[t.name] = append(b.bindings[t.name], binding)
	b.roles = append(b.roles, pulumi.Sprintf("%s/%s", role.Metadata.Namespace().Elem(), role.Metadata.Name().Elem()))
	return nil
}

// dependsOn takes a resource that may be nil: a namespace that is not ours.
func dependsOn(resource pulumi.Resource) pulumi.ResourceOption {
	if resource == nil {
		return pulumi.DependsOn(nil)
	}
	return pulumi.DependsOn([]pulumi.Resource{resource})
}

func (b *builder) metadata(name, namespace string) metav1.ObjectMetaPtrInput {
	metadata := &metav1.ObjectMetaArgs{Name: pulumi.String(name)}
	if namespace != "" {
		metadata.Namespace = pulumi.String(namespace)
	}
	if len(b.args.Labels) > 0 {
		metadata.Labels = pulumi.ToStringMap(b.args.Labels)
	}
	return metadata
}

func roleRef(kind, name string) rbacv1.RoleRefInput {
	return &rbacv1.RoleRefArgs{
		ApiGroup: pulumi.String(k8srbacv1.GroupName),
		Kind:     pulumi.String(kind),
		Name:     pulumi.String(name),
	}
}

func subjects(group string) rbacv1.SubjectArrayInput {
	return rbacv1.SubjectArray{rbacv1.SubjectArgs{
		ApiGroup: pulumi.String(k8srbacv1.GroupName),
		Kind:     pulumi.String(k8srbacv1.GroupKind),
		Name:     pulumi.String(group),
	}}
}

func ruleArgs(rules []k8srbacv1.PolicyRule) rbacv1.PolicyRuleArrayInput {
	args := make(rbacv1.PolicyRuleArray, 0, len(rules))
	for _, rule := range rules {
		args = append(args, rbacv1.PolicyRuleArgs{
			ApiGroups:       stringArray(rule.APIGroups),
			Resources:       stringArray(rule.Resources),
			ResourceNames:   stringArray(rule.ResourceNames),
			NonResourceURLs: stringArray(rule.NonResourceURLs),
			Verbs:           stringArray(rule.Verbs),
		})
	}
	return args
}

// stringArray leaves an empty list out of the object, as kubectl does.
func stringArray(values []string) pulumi.StringArrayInput {
	if len(values) == 0 {
		return nil
	}
	return pulumi.ToStringArray(values)
}
