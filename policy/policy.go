// Package policy says what scientists may do: sets of RBAC rules, by where they apply.
//
// It is pure data and set operations. It knows Kubernetes' types, but nothing of Pulumi or EKS.
package policy

import rbacv1 "k8s.io/api/rbac/v1"

// Policy is what the members of one team may do.
//
// An empty policy grants nothing. Rules may be written in any order.
type Policy struct {
	// Cluster rules go into a ClusterRole that is bound in the whole cluster.
	Cluster []rbacv1.PolicyRule
	// Namespace rules go into a Role in each of the team's namespaces.
	Namespace []rbacv1.PolicyRule
	// Elsewhere rules go into a Role in a fixed other namespace, by its name: for example the logs of an
	// operator that runs in aws-hyperpod.
	Elsewhere map[string][]rbacv1.PolicyRule
}

// IsZero reports whether the policy grants nothing at all.
func (p Policy) IsZero() bool {
	if len(p.Cluster) > 0 || len(p.Namespace) > 0 {
		return false
	}
	for _, rules := range p.Elsewhere {
		if len(rules) > 0 {
			return false
		}
	}
	return true
}
