package policy

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// NamespacePlaceholder stands in a rule's resourceNames for the name of a namespace of the team. Task governance
// needs it: the cluster queue of the namespace hyperpod-ns-<team> is called hyperpod-ns-<team>-clusterqueue.
const NamespacePlaceholder = "{namespace}"

// For returns the policy with every [NamespacePlaceholder] replaced by each of the namespaces, and leaves all
// other rules untouched. A rule with nothing but placeholders is dropped if there is no namespace to name, since a
// rule without names would mean every object.
//
// Pass all namespaces of a team for its cluster rules.
func (p Policy) For(namespaces ...string) Policy {
	var expanded Policy
	for _, scope := range p.scopes() {
		for _, r := range p.rules(scope) {
			if r, ok := expand(r, namespaces); ok {
				expanded.add(scope, r)
			}
		}
	}
	return expanded
}

func expand(r rbacv1.PolicyRule, namespaces []string) (rbacv1.PolicyRule, bool) {
	isTemplate := func(name string) bool { return strings.Contains(name, NamespacePlaceholder) }
	if !slices.ContainsFunc(r.ResourceNames, isTemplate) {
		return *r.DeepCopy(), true
	}
	var names []string
	for _, name := range r.ResourceNames {
		if !isTemplate(name) {
			names = append(names, name)
			continue
		}
		for _, namespace := range namespaces {
			names = append(names, strings.ReplaceAll(name, NamespacePlaceholder, namespace))
		}
	}
	expanded := *r.DeepCopy()
	slices.Sort(names)
	expanded.ResourceNames = slices.Compact(names)
	return expanded, len(names) > 0
}
