package policy

import rbacv1 "k8s.io/api/rbac/v1"

// Capability is a named, additive part of a policy: one thing that scientists do, and the rules it takes.
type Capability struct {
	// Name is how users ask for it: kebab-case, and stable.
	Name string
	// Summary says in one line what its holders can do.
	Summary string
	// Rules are all of its rights. Capabilities overlap; [Combine] removes duplicates.
	Rules []Rule
	// Statements are what its commands ask of AWS, beyond what it takes to connect: see [Statements].
	Statements []Statement
}

// Rule is one RBAC rule of a capability: where it applies, why it is needed, and how that is known.
type Rule struct {
	Scope Scope
	rbacv1.PolicyRule
	// Reason says in one line which commands need the rule.
	Reason string
	// Source is the public address where the need can be read.
	Source string
}

// Policy is the capability's rules as a policy, in the order in which they are written.
func (c Capability) Policy() Policy {
	var p Policy
	for _, r := range c.Rules {
		p.add(r.Scope, r.PolicyRule)
	}
	return p
}

// named restricts a rule to objects of these names.
func named(rule rbacv1.PolicyRule, names ...string) rbacv1.PolicyRule {
	rule.ResourceNames = names
	return rule
}
