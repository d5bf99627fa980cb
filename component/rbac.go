package component

import (
	"cmp"
	"maps"
	"slices"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	k8srbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/owner"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// createTeam creates a team's roles and bindings. The last binding waits for the others and stands for all of them: if
// every access entry depended on every binding, the state would grow with the product of principals and namespaces. That is
// the one for the cluster, if there is one: were it a namespace's, each entry would be written anew when that one goes.
func (b *builder) createTeam(t team, namespaces map[string]pulumi.Resource) error {
	guards, lastGuard, err := b.createGuardrails(t)
	if err != nil {
		return err
	}
	if lastGuard != nil {
		b.lastBinding[t.name] = lastGuard
		guards[""] = lastGuard
	}
	if t.foreign {
		return nil
	}
	var bindings []pulumi.Resource
	inOrder := slices.SortedStableFunc(slices.Values(t.grants), func(a, b grants.Grant) int {
		return cmp.Compare(b.Namespace, "") - cmp.Compare(a.Namespace, "")
	})
	for i, g := range inOrder {
		create := b.createNamespaceLevel
		if g.Namespace == "" {
			create = b.createClusterLevel
		}
		var others []pulumi.Resource
		if i == len(inOrder)-1 {
			others = slices.Clone(bindings)
		}
		if guard := guards[g.Namespace]; guard != nil {
			others = append(others, guard)
		}
		binding, err := create(names.Resource(b.name, t.name, g.Place...), g, namespaces[g.Namespace], others)
		if err != nil {
			return err
		}
		bindings = append(bindings, binding)
		b.lastBinding[t.name] = binding
	}
	return nil
}

func (b *builder) createClusterLevel(
	resource string, g grants.Grant, _ pulumi.Resource, others []pulumi.Resource,
) (pulumi.Resource, error) {
	role, err := rbacv1.NewClusterRole(b.ctx, resource, &rbacv1.ClusterRoleArgs{
		Metadata: b.metadata(g.Role, ""),
		Rules:    ruleArgs(g.Rules),
	}, b.child()...)
	if err != nil {
		return nil, err
	}
	b.clusterRoles = append(b.clusterRoles, role.Metadata.Name().Elem())
	return rbacv1.NewClusterRoleBinding(b.ctx, resource, &rbacv1.ClusterRoleBindingArgs{
		Metadata: b.metadata(g.Binding, ""),
		RoleRef:  roleRef("ClusterRole", g.Role),
		Subjects: subjects(g.Group),
	}, b.child(pulumi.DependsOn(others), dependsOn(role))...)
}

func (b *builder) createNamespaceLevel(
	resource string, g grants.Grant, namespace pulumi.Resource, others []pulumi.Resource,
) (pulumi.Resource, error) {
	role, err := rbacv1.NewRole(b.ctx, resource, &rbacv1.RoleArgs{
		Metadata: b.metadata(g.Role, g.Namespace),
		Rules:    ruleArgs(g.Rules),
	}, b.child(dependsOn(namespace))...)
	if err != nil {
		return nil, err
	}
	b.roles = append(b.roles, pulumi.Sprintf("%s/%s", role.Metadata.Namespace().Elem(), role.Metadata.Name().Elem()))
	return rbacv1.NewRoleBinding(b.ctx, resource, &rbacv1.RoleBindingArgs{
		Metadata: b.metadata(g.Binding, g.Namespace),
		RoleRef:  roleRef("Role", g.Role),
		Subjects: subjects(g.Group),
	}, b.child(pulumi.DependsOn(others), dependsOn(role))...)
}

// dependsOn accepts nil, for a namespace that we don't create.
func dependsOn(resource pulumi.Resource) pulumi.ResourceOption {
	if resource == nil {
		return pulumi.DependsOn(nil)
	}
	return pulumi.DependsOn([]pulumi.Resource{resource})
}

// Annotations for Pulumi's Kubernetes provider.
const (
	// fieldManager takes a name instead of making one up for each object that is created. If the answer to a creation is
	// lost, the object is created again under another such name, and from then on the API server refuses every change of
	// it: its fields belong to the first.
	// Source: https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
	fieldManager = "pulumi.com/patchFieldManager"
	// deletion is without the cluster's garbage collector, for which the provider would wait: a binding goes on to grant
	// until then, and nothing depends on our objects.
	// Source: https://github.com/pulumi/pulumi-kubernetes/pull/3011
	deletion = "pulumi.com/deletionPropagationPolicy"
)

func (b *builder) annotations() pulumi.StringMap {
	stack := stackhooks.Name(b.ctx)
	return pulumi.StringMap{
		owner.Mark: pulumi.String(stack), fieldManager: pulumi.String(owner.FieldManager(stack)), deletion: pulumi.String("background"),
	}
}

func (b *builder) metadata(name, namespace string) metav1.ObjectMetaPtrInput {
	return b.labelled(nil, pulumi.String(name), namespace)
}

// labelled is the metadata of an object with labels of its own.
func (b *builder) labelled(own map[string]string, name pulumi.StringPtrInput, namespace string) metav1.ObjectMetaPtrInput {
	metadata := &metav1.ObjectMetaArgs{Name: name, Annotations: b.annotations()}
	if namespace != "" {
		metadata.Namespace = pulumi.String(namespace)
	}
	labels := map[string]string{}
	maps.Copy(labels, b.args.Labels)
	maps.Copy(labels, own)
	if len(labels) > 0 {
		metadata.Labels = pulumi.ToStringMap(labels)
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
