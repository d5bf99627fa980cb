// Package grants has the roles and bindings of a team, before they are anybody's resources.
package grants

import (
	"cmp"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// Grant is a role and its binding to a group: the rights of a team in one place.
type Grant struct {
	Place         []string // ends the name of the Pulumi resources
	Namespace     string   // empty for a ClusterRole and a ClusterRoleBinding
	Role, Binding string
	Group         string
	Rules         []rbacv1.PolicyRule
}

// Of are the grants of a policy: its cluster rules, the rules in each of the team's namespaces, and those elsewhere. A
// place without rules gets no grant, so that no group is bound to an empty role.
func Of(n names.Objects, namespaces []string, p policy.Policy) []Grant {
	whole := p.For(namespaces...)
	var grants []Grant
	if len(whole.Cluster) > 0 {
		grants = append(grants, Grant{
			Place: []string{names.Cluster},
			Role:  n.ClusterRole(), Binding: n.ClusterRoleBinding(), Group: n.ClusterGroup(), Rules: whole.Cluster,
		})
	}
	for _, namespace := range namespaces {
		if rules := p.For(namespace).Namespace; len(rules) > 0 {
			grants = append(grants, Grant{
				Place: []string{namespace}, Namespace: namespace,
				Role: n.Role(), Binding: n.RoleBinding(), Group: n.NamespaceGroup(), Rules: rules,
			})
		}
	}
	for _, namespace := range slices.Sorted(maps.Keys(whole.Elsewhere)) {
		grants = append(grants, Grant{
			Place: names.Elsewhere(namespace), Namespace: namespace,
			Role: n.ElsewhereRole(), Binding: n.ElsewhereRoleBinding(), Group: n.NamespaceGroup(),
			Rules: whole.Elsewhere[namespace],
		})
	}
	return grants
}

// OfChart are the grants of AWS's charts.
func OfChart(roles []charts.Role, place ...string) []Grant {
	var grants []Grant
	for _, r := range roles {
		grants = append(grants, Grant{
			Place: append(place[:len(place):len(place)], cmp.Or(r.Namespace, names.Cluster)), Namespace: r.Namespace,
			Role: r.Name, Binding: r.Binding, Group: r.Group, Rules: r.Rules,
		})
	}
	return grants
}
