package component

import (
	"maps"
	"slices"

	k8srbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// grant is a role and its binding to a group: the rights of a team in one place.
type grant struct {
	place         []string // ends the name of the Pulumi resources
	namespace     string   // empty for a ClusterRole and a ClusterRoleBinding
	role, binding string
	group         string
	rules         []k8srbacv1.PolicyRule
}

// ownGrants are the grants of a policy: its cluster rules, the rules in each of the team's namespaces, and those
// elsewhere. A place without rules gets no grant, so that no group is bound to an empty role.
func ownGrants(n names.Objects, namespaces []string, p policy.Policy) []grant {
	whole := p.For(namespaces...)
	var grants []grant
	if len(whole.Cluster) > 0 {
		grants = append(grants, grant{
			place: []string{names.Cluster},
			role:  n.ClusterRole(), binding: n.ClusterRoleBinding(), group: n.ClusterGroup(), rules: whole.Cluster,
		})
	}
	for _, namespace := range namespaces {
		rules := p.For(namespace).Namespace
		if len(rules) == 0 {
			continue
		}
		grants = append(grants, grant{
			place: []string{namespace}, namespace: namespace,
			role: n.Role(), binding: n.RoleBinding(), group: n.NamespaceGroup(), rules: rules,
		})
	}
	for _, namespace := range slices.Sorted(maps.Keys(whole.Elsewhere)) {
		grants = append(grants, grant{
			place: names.Elsewhere(namespace), namespace: namespace,
			role: n.ElsewhereRole(), binding: n.ElsewhereRoleBinding(), group: n.NamespaceGroup(),
			rules: whole.Elsewhere[namespace],
		})
	}
	return grants
}
