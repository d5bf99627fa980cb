package policy

import (
	"slices"

	"k8s.io/component-helpers/auth/rbac/validation"
)

// Covers reports whether p grants everything that q grants, and returns what is missing, in canonical form.
//
// A cluster rule covers the same rule in any namespace; the rules of the team's namespaces cover nothing
// elsewhere. Only what is written counts: no list of verbs covers the wildcard.
func (p Policy) Covers(q Policy) (bool, Policy) {
	var missing Policy
	for _, scope := range q.scopes() {
		granted := p.rules(scope)
		if scope != Cluster {
			granted = slices.Concat(p.Cluster, granted)
		}
		_, uncovered := validation.Covers(granted, q.rules(scope))
		missing.add(scope, Canonical(uncovered)...)
	}
	return missing.IsZero(), missing
}

// Diff returns the rights that the step from one policy to another gives and takes away.
func Diff(from, to Policy) (gained, lost Policy) {
	_, gained = from.Covers(to)
	_, lost = to.Covers(from)
	return gained, lost
}
