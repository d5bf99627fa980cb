package policy

import rbacv1 "k8s.io/api/rbac/v1"

// Capability is a named, additive part of a policy: one thing that scientists do, and the rules it takes.
type Capability struct {
	// Name is how users ask for it: kebab-case, and stable.
	Name string
	// Summary says in one line what its holders can do.
	Summary string
	// Rules are all of its rights. Capabilities overlap; [Combine] removes the duplicates.
	Rules []Rule
}

// Rule is one RBAC rule of a capability, with where it applies, why it is there and how that is known.
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
		p.Elsewhere[string(scope)] = append(p.Elsewhere[string(scope)], rules...)
	}
}

// rules are the policy's rules of one scope.
func (p Policy) rules(scope Scope) []rbacv1.PolicyRule {
	switch scope {
	case Cluster:
		return p.Cluster
	case TeamNamespaces:
		return p.Namespace
	}
	return p.Elsewhere[string(scope)]
}

// named restricts a rule to objects of these names.
func named(rule rbacv1.PolicyRule, names ...string) rbacv1.PolicyRule {
	rule.ResourceNames = names
	return rule
}
