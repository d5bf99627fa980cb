// Package names has the names that the component ScientistAccess gives to Kubernetes objects and groups, and to Pulumi
// resources. It writes them, and it reads from them which team an object belongs to.
package names

import "strings"

// ComponentType is the Pulumi type token of ScientistAccess.
const ComponentType = "scientistaccess:index:ScientistAccess"

// EntryType is the Pulumi type token of an EKS access entry.
const EntryType = "aws:eks/accessEntry:AccessEntry"

// AssociationType is the Pulumi type token of an EKS access policy on an access entry.
const AssociationType = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"

// DefaultPrefix is the name prefix of the Amazon SageMaker AI developer guide.
const DefaultPrefix = "hyperpod-scientist-user"

// Objects has the names of a team's Kubernetes objects and groups. Bindings, roles and access entries all use it.
type Objects struct {
	prefix string
}

// ForTeam returns the names of a team. The only team of an instance is called "", and its names have the prefix alone.
func ForTeam(prefix, team string) Objects {
	if team == "" {
		return Objects{prefix: prefix}
	}
	return Objects{prefix: prefix + "-" + team}
}

// PrefixOfGroup is the prefix of the names to which a group belongs, and whether it is named as a team's are.
func PrefixOfGroup(group string) (prefix string, ok bool) {
	for _, suffix := range []string{ForTeam("", "").ClusterGroup(), ForTeam("", "").NamespaceGroup()} {
		if prefix, ok = strings.CutSuffix(group, suffix); ok && prefix != "" {
			return prefix, true
		}
	}
	return "", false
}

// Prefix is what all the names start with.
func (o Objects) Prefix() string { return o.prefix }

// ClusterRole and ClusterRoleBinding hold the rights in the whole cluster; ClusterGroup is their subject.
func (o Objects) ClusterRole() string        { return o.prefix + "-cluster-role" }
func (o Objects) ClusterRoleBinding() string { return o.ClusterRole() + "-binding" }
func (o Objects) ClusterGroup() string       { return o.prefix + "-cluster-level" }

// Role and RoleBinding hold the rights in each of the team's namespaces; NamespaceGroup is their subject.
func (o Objects) Role() string           { return o.prefix + "-namespace-level-role" }
func (o Objects) RoleBinding() string    { return o.Role() + "-binding" }
func (o Objects) NamespaceGroup() string { return o.prefix + "-namespace-level" }

// ElsewhereRole and ElsewhereRoleBinding hold the rights in a fixed other namespace, beside Role and RoleBinding if it
// is one of the team's as well. NamespaceGroup is their subject, too.
func (o Objects) ElsewhereRole() string        { return o.prefix + "-elsewhere-role" }
func (o Objects) ElsewhereRoleBinding() string { return o.ElsewhereRole() + "-binding" }

// Guardrails is the admission policy of the team, and GuardrailBinding what puts it into force in a namespace.
func (o Objects) Guardrails() string                       { return o.prefix + "-guardrails" }
func (o Objects) GuardrailBinding(namespace string) string { return o.Guardrails() + "-" + namespace }

// All lists all the names but those of guardrails.
func (o Objects) All() []string {
	return []string{
		o.ClusterRole(), o.ClusterRoleBinding(), o.ClusterGroup(),
		o.Role(), o.RoleBinding(), o.NamespaceGroup(),
		o.ElsewhereRole(), o.ElsewhereRoleBinding(),
	}
}
