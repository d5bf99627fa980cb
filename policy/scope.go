package policy

import (
	"fmt"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Scope is where a rule applies: [Cluster], [TeamNamespaces], or one fixed other namespace, see [Elsewhere]. The zero
// value is TeamNamespaces. Scopes can be compared with ==.
type Scope struct {
	reach     reach
	namespace string
}

type reach int

const (
	inTeamNamespaces reach = iota
	inCluster
	elsewhere
)

var (
	// Cluster is the whole cluster: the rule goes into a ClusterRole bound by a ClusterRoleBinding.
	Cluster = Scope{reach: inCluster}
	// TeamNamespaces are the team's own namespaces: the rule goes into a Role in each of them.
	TeamNamespaces = Scope{reach: inTeamNamespaces}
)

// Elsewhere is one fixed other namespace by its name: the rule goes into a Role there. It takes any string; names that
// no namespace can have are refused by [Check].
func Elsewhere(namespace string) Scope { return Scope{elsewhere, namespace} }

// Namespace is the name of the fixed other namespace, and whether the scope is one.
func (s Scope) Namespace() (string, bool) { return s.namespace, s.reach == elsewhere }

// String is the scope in words: "cluster", "team namespaces", or "namespace aws-hyperpod".
func (s Scope) String() string {
	switch s {
	case Cluster:
		return "cluster"
	case TeamNamespaces:
		return "team namespaces"
	}
	return "namespace " + s.namespace
}

// path is where the scope's rule i stands: cluster[0], namespace[2] or elsewhere[aws-hyperpod][0].
func (s Scope) path(i int) string {
	switch s {
	case Cluster:
		return fmt.Sprintf("cluster[%d]", i)
	case TeamNamespaces:
		return fmt.Sprintf("namespace[%d]", i)
	}
	return fmt.Sprintf("elsewhere[%s][%d]", s.namespace, i)
}

// scopes are the scopes for which the policy has rules: the cluster, the team's namespaces, the others by name.
func (p Policy) scopes() []Scope {
	scopes := []Scope{Cluster, TeamNamespaces}
	for _, namespace := range slices.Sorted(maps.Keys(p.Elsewhere)) {
		scopes = append(scopes, Elsewhere(namespace))
	}
	return slices.DeleteFunc(scopes, func(s Scope) bool { return len(p.rules(s)) == 0 })
}

// rules are the policy's rules of one scope.
func (p Policy) rules(scope Scope) []rbacv1.PolicyRule {
	switch scope {
	case Cluster:
		return p.Cluster
	case TeamNamespaces:
		return p.Namespace
	}
	return p.Elsewhere[scope.namespace]
}

func (p *Policy) add(scope Scope, rules ...rbacv1.PolicyRule) {
	if len(rules) == 0 {
		return
	}
	switch scope {
	case Cluster:
		p.Cluster = append(p.Cluster, rules...)
	case TeamNamespaces:
		p.Namespace = append(p.Namespace, rules...)
	default:
		if p.Elsewhere == nil {
			p.Elsewhere = map[string][]rbacv1.PolicyRule{}
		}
		p.Elsewhere[scope.namespace] = append(p.Elsewhere[scope.namespace], rules...)
	}
}
