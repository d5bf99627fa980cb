package propose

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// inexpressible is why a stack cannot give the rights of a binding; empty if it can.
func (s *survey) inexpressible(b *access.Binding) string {
	role := s.model.Role(b)
	switch {
	case role == nil:
		return "its role, " + b.Role().String() + ", does not exist; it would give rights to whoever makes it"
	case role.Default || s.model.FindRole(s.live.Cluster, b.Role()) == nil:
		return "its role, " + b.Role().String() + ", is Kubernetes' own, which a stack cannot bind"
	case role.Aggregated:
		return "its role, " + b.Role().String() + ", is aggregated: the cluster fills it with the rules of others"
	case b.Owner != "":
		return "it is kept by " + b.Owner
	case role.Owner != "":
		return "its role, " + b.Role().String() + ", is kept by " + role.Owner
	}
	return ""
}

// shape tells the team's rights by where they hold: most namespaces have the same, the others are elsewhere.
func (s *survey) shape(t *team, given []*access.Binding) {
	inNamespace := map[string][]rbacv1.PolicyRule{}
	for _, b := range given {
		rules := slices.DeleteFunc(slices.Clone(s.model.Gives(b)), matchesNothing)
		switch {
		case len(rules) == 0:
		case b.Namespace == access.WholeCluster:
			t.policy.Cluster = add(t.policy.Cluster, rules)
		case t.isElsewhere(b):
			t.addElsewhere(b.Namespace, rules)
		default:
			inNamespace[b.Namespace] = add(inNamespace[b.Namespace], rules)
		}
	}
	alike := mostAlike(inNamespace)
	for _, namespace := range slices.Sorted(maps.Keys(inNamespace)) {
		if slices.Contains(alike, namespace) {
			continue
		}
		t.addElsewhere(namespace, inNamespace[namespace])
	}
	if t.namespaces = alike; len(alike) > 0 {
		t.policy.Namespace = inNamespace[alike[0]]
		return
	}
	t.namespaces = []string{s.anyNamespace()}
}

func matchesNothing(rule rbacv1.PolicyRule) bool {
	return len(policy.Singles([]rbacv1.PolicyRule{rule})) == 0
}

// isElsewhere reports whether a binding is named as the component names those in a fixed other namespace.
func (t *team) isElsewhere(b *access.Binding) bool {
	return t.prefix != "" && b.Name == names.ForTeam(t.prefix, "").ElsewhereRoleBinding()
}

func (t *team) addElsewhere(namespace string, rules []rbacv1.PolicyRule) {
	if t.policy.Elsewhere == nil {
		t.policy.Elsewhere = map[string][]rbacv1.PolicyRule{}
	}
	t.policy.Elsewhere[namespace] = add(t.policy.Elsewhere[namespace], rules)
}

// add appends the rules that are not there already, as where two bindings give the same role.
func add(all, rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	for _, rule := range rules {
		same := func(other rbacv1.PolicyRule) bool { return reflect.DeepEqual(other, rule) }
		if !slices.ContainsFunc(all, same) {
			all = append(all, rule)
		}
	}
	return all
}

// mostAlike are the namespaces with the same rights that are most in number.
func mostAlike(rules map[string][]rbacv1.PolicyRule) []string {
	alike := map[string][]string{}
	var most []string
	for _, namespace := range slices.Sorted(maps.Keys(rules)) {
		key := fmt.Sprintf("%q", policy.Canonical(rules[namespace]))
		alike[key] = append(alike[key], namespace)
		if len(alike[key]) > len(most) {
			most = alike[key]
		}
	}
	return most
}

// anyNamespace is for a team that has rights in no namespace, as it must name one. It gets no role there.
func (s *survey) anyNamespace() string {
	all := slices.Sorted(slices.Values(s.live.Namespaces))
	if slices.Contains(all, charts.DefaultNamespace) {
		return charts.DefaultNamespace
	}
	for _, namespace := range all {
		if !strings.HasPrefix(namespace, "kube-") {
			return namespace
		}
	}
	return charts.DefaultNamespace
}
