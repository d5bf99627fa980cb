package component

import (
	"maps"
	"slices"

	k8srbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// grant is one role with its binding to one group: all that a team's rights in one place are.
type grant struct {
	place         []string // ends the name of the Pulumi resources
	namespace     string   // empty for a ClusterRole and a ClusterRoleBinding
	role, binding string
	group         string
	rules         []k8srbacv1.PolicyRule
}

// clusterPlace is the place of a team's cluster-wide rights.
const clusterPlace = "cluster"

// ownGrants are the grants of a policy that is ours: cluster rules, the rules of each of the team's namespaces, and
// those elsewhere. A level without rules has none, so that no group is bound to nothing.
func ownGrants(n names, namespaces []string, p policy.Policy) []grant {
	whole := p.For(namespaces...)
	var grants []grant
	if len(whole.Cluster) > 0 {
		grants = append(grants, grant{
			place: []string{clusterPlace},
			role:  n.clusterRole(), binding: n.clusterRoleBinding(), group: n.clusterGroup(), rules: whole.Cluster,
		})
	}
	for _, namespace := range namespaces {
		rules := p.For(namespace).Namespace
		if len(rules) == 0 {
			continue
		}
		grants = append(grants, grant{
			place: []string{namespace}, namespace: namespace,
			role: n.role(), binding: n.roleBinding(), group: n.namespaceGroup(), rules: rules,
		})
	}
	for _, namespace := range slices.Sorted(maps.Keys(whole.Elsewhere)) {
		grants = append(grants, grant{
			place: []string{"elsewhere", namespace}, namespace: namespace,
			role: n.elsewhereRole(), binding: n.elsewhereRoleBinding(), group: n.namespaceGroup(),
			rules: whole.Elsewhere[namespace],
		})
	}
	return grants
}
