package review

import (
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// capability is one of the policy package's, prepared for recognising it in rules.
type capability struct {
	name   string
	policy policy.Policy
	// perNamespace says that its cluster rules name the namespace.
	perNamespace bool
}

func catalogue() []capability {
	var all []capability
	for _, c := range policy.Catalogue() {
		p := c.Policy()
		all = append(all, capability{name: c.Name, policy: p, perNamespace: usesPlaceholder(p.Cluster)})
	}
	return all
}

func usesPlaceholder(rules []rbacv1.PolicyRule) bool {
	return slices.ContainsFunc(rules, func(rule rbacv1.PolicyRule) bool {
		return slices.ContainsFunc(rule.ResourceNames, func(name string) bool {
			return strings.Contains(name, policy.NamespacePlaceholder)
		})
	})
}

// holding is a capability in one scope, with the rules it has there.
type holding struct {
	name  string
	key   string // equal keys, equal rules
	rules []rbacv1.PolicyRule
}

// holdings are the capabilities whose rules an identity has in full, by scope.
type holdings map[string][]holding

func (h holdings) add(scope, name, key string, rules []rbacv1.PolicyRule) {
	if len(rules) > 0 {
		h[scope] = append(h[scope], holding{name: name, key: name + " " + key, rules: rules})
	}
}

// holdings recognises capabilities. One with rules for a team's namespaces is held namespace by namespace.
func (c *comparer) holdings(s access.Rights) holdings {
	h := holdings{}
	for i, capability := range c.catalogue {
		p := capability.policy
		if !heldElsewhere(s, p) {
			continue
		}
		if len(p.Namespace) > 0 {
			if namespaces := c.namespacesHolding(s, i); len(namespaces) > 0 {
				h.hold(capability, namespaces)
			}
			continue
		}
		if !capability.perNamespace && s.Covers(access.WholeCluster, p.Cluster...) {
			h.hold(capability, nil)
		}
	}
	return h
}

func (h holdings) hold(c capability, namespaces []string) {
	for _, namespace := range namespaces {
		key := ""
		if usesPlaceholder(c.policy.Namespace) {
			key = namespace
		}
		h.add(namespace, c.name, key, c.policy.For(namespace).Namespace)
	}
	key := ""
	if c.perNamespace {
		key = strings.Join(namespaces, " ")
	}
	h.add(access.WholeCluster, c.name, key, c.policy.For(namespaces...).Cluster)
	for namespace, rules := range c.policy.Elsewhere {
		if !slices.Contains(namespaces, namespace) {
			h.add(namespace, c.name, "elsewhere", rules)
		}
	}
}

// namespacesHolding are those in which an identity has a capability's rules.
func (c *comparer) namespacesHolding(s access.Rights, i int) []string {
	var namespaces []string
	for _, scope := range slices.Sorted(maps.Keys(s)) {
		if scope == access.WholeCluster || !c.holdsRules(s, scope, s[scope])[i] {
			continue
		}
		if c.catalogue[i].perNamespace && !s.Covers(access.WholeCluster, c.catalogue[i].policy.For(scope).Cluster...) {
			continue
		}
		namespaces = append(namespaces, scope)
	}
	return namespaces
}

// holdsRules says for each capability whether its rules are there, apart from those that name a namespace.
func (c *comparer) holdsRules(s access.Rights, scope string, r *access.Scope) []bool {
	key := s.At(access.WholeCluster).Key + "\x02" + r.Key
	if held, ok := c.held[key]; ok {
		return held
	}
	held := make([]bool, len(c.catalogue))
	for i, capability := range c.catalogue {
		p := capability.policy
		held[i] = s.Covers(scope, p.Namespace...) && (capability.perNamespace || s.Covers(access.WholeCluster, p.Cluster...))
	}
	c.held[key] = held
	return held
}

// heldElsewhere reports whether the rules for fixed namespaces are there.
func heldElsewhere(s access.Rights, p policy.Policy) bool {
	for namespace, rules := range p.Elsewhere {
		if !s.Covers(namespace, rules...) {
			return false
		}
	}
	return true
}

// nameRules says rules by the names of capabilities as far as these explain them, the rest rule by rule.
func nameRules(rules []rbacv1.PolicyRule, held []holding) []Right {
	all := policy.Singles(rules)
	rest := slices.Clone(all)
	rights := []Right{}
	for _, h := range held {
		var mine []rbacv1.PolicyRule
		rest = slices.DeleteFunc(rest, func(single rbacv1.PolicyRule) bool {
			ok, _ := validation.Covers(h.rules, []rbacv1.PolicyRule{single})
			if ok {
				mine = append(mine, single)
			}
			return ok
		})
		if len(mine) > 0 {
			whole, _ := validation.Covers(all, h.rules)
			rights = append(rights, Right{Capability: h.name, Part: !whole, Rules: policy.Canonical(mine)})
		}
	}
	for _, rule := range policy.Canonical(rest) {
		rights = append(rights, Right{Rules: []rbacv1.PolicyRule{rule}})
	}
	return rights
}

func keysOf(held []holding) []string {
	keys := make([]string, len(held))
	for i, h := range held {
		keys[i] = h.key
	}
	return keys
}

// within are the capabilities of a that are in b too, without those that are not.
func within(a, b []holding) []holding  { return pick(a, b, true) }
func without(a, b []holding) []holding { return pick(a, b, false) }

func pick(a, b []holding, in bool) []holding {
	var picked []holding
	for _, h := range a {
		if slices.ContainsFunc(b, func(other holding) bool { return other.name == h.name }) == in {
			picked = append(picked, h)
		}
	}
	return picked
}
