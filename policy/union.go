package policy

import "slices"

// Union returns what p and the others grant together, each scope in the form of [Canonical]. Cluster rules don't
// swallow namespace rules: each object keeps what it was asked to grant.
func (p Policy) Union(others ...Policy) Policy {
	var all Policy
	for _, part := range append([]Policy{p}, others...) {
		for _, scope := range part.scopes() {
			all.add(scope, part.rules(scope)...)
		}
	}
	var union Policy
	for _, scope := range all.scopes() {
		union.add(scope, Canonical(all.rules(scope))...)
	}
	return union
}

// scopes are the scopes for which the policy has rules: the cluster, the team's namespaces, the others by name.
func (p Policy) scopes() []Scope {
	scopes := []Scope{Cluster, TeamNamespaces}
	for namespace := range p.Elsewhere {
		scopes = append(scopes, Scope(namespace))
	}
	slices.Sort(scopes[2:])
	return slices.DeleteFunc(scopes, func(s Scope) bool { return len(p.rules(s)) == 0 })
}
