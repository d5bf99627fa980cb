package access

import (
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/policy"
)

// WaysTo are the ways on which an identity comes to a right, those of the whole cluster first; none if it does not have it.
// EKS access policies are none, as the model does not hold what they give.
func (m *Model) WaysTo(id *Identity, right Right) []Way {
	var ways []Way
	for _, scope := range right.scopes() {
		for _, way := range m.Rights(id).At(scope).Ways {
			if ok, _ := validation.Covers(m.given(way), []rbacv1.PolicyRule{right.Rule()}); ok {
				ways = append(ways, way)
			}
		}
	}
	return ways
}

// given are the rules that come on a way, as far as the model holds them.
func (m *Model) given(way Way) []rbacv1.PolicyRule {
	switch {
	case way.Policy != nil:
		return nil
	case way.Binding == nil:
		return builtIn["cluster-admin"].Rules
	}
	return m.Gives(way.Binding)
}

// Scope is where the rights hold that come on a way; it says nothing of an EKS access policy.
func (w Way) Scope() string {
	if w.Binding == nil {
		return WholeCluster
	}
	return w.Binding.Namespace
}

// scopes are those whose rules can give the right.
func (r Right) scopes() []string {
	if r.Namespace == WholeCluster || r.Path != "" {
		return []string{WholeCluster}
	}
	return []string{WholeCluster, r.Namespace}
}

// Policy is what is given in one scope, beside what is given in the whole cluster.
func (r Rights) Policy(scope string) policy.Policy {
	p := policy.Policy{Cluster: r.At(WholeCluster).Rules}
	if scope != WholeCluster {
		p.Elsewhere = map[string][]rbacv1.PolicyRule{scope: r.At(scope).Rules}
	}
	return p
}
