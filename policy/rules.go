package policy

import (
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// placed is a rule with where it stands in a policy.
type placed struct {
	scope Scope
	path  string
	rule  rbacv1.PolicyRule
}

// all are the rules of the policy with their paths.
func (p Policy) all() []placed {
	var all []placed
	for _, scope := range p.scopes() {
		for i, r := range p.rules(scope) {
			all = append(all, placed{scope, scope.path(i), r})
		}
	}
	return all
}

// describe is a rule in one line: "get, list on pods/log", "get on clusterqueues.kueue.x-k8s.io named a, b".
func describe(r rbacv1.PolicyRule) string {
	var on []string
	for _, group := range r.APIGroups {
		for _, resource := range r.Resources {
			on = append(on, strings.TrimSuffix(resource+"."+group, "."))
		}
	}
	text := strings.Join(r.Verbs, ", ") + " on " + strings.Join(append(on, r.NonResourceURLs...), ", ")
	if len(r.ResourceNames) > 0 {
		text += " named " + strings.Join(r.ResourceNames, ", ")
	}
	return text
}
