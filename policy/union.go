package policy

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
