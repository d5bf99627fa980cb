package policy

import (
	"cmp"
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"
)

// Union returns what p and the others grant together, in canonical form: the same rights give the same rules,
// however and in whichever order they were written.
//
// A right that another right of the same scope covers is dropped. Verbs are merged for each resource, then
// resources with the same verbs for each API group. Cluster rules don't swallow namespace rules: each object
// keeps what it was asked to grant. Rules that can match nothing, such as one without verbs, vanish.
func (p Policy) Union(others ...Policy) Policy {
	var all Policy
	for _, part := range append([]Policy{p}, others...) {
		for _, scope := range part.scopes() {
			all.add(scope, part.rules(scope)...)
		}
	}
	var union Policy
	for _, scope := range all.scopes() {
		union.add(scope, canonical(all.rules(scope))...)
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

func canonical(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	return regroup(withoutCovered(single(rules)))
}

// single breaks rules down to those of one verb, one resource and at most one name, sorted: of two that cover each
// other ("/a*" and "/a**"), the same must stay whatever the order.
func single(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var singles []rbacv1.PolicyRule
	for _, r := range rules {
		singles = append(singles, validation.BreakdownRule(r)...)
	}
	slices.SortFunc(singles, compare)
	return singles
}

// withoutCovered drops each rule that one of the others covers. Of two that cover each other the later stays.
func withoutCovered(singles []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var kept []rbacv1.PolicyRule
	for i, r := range singles {
		one := []rbacv1.PolicyRule{r}
		if ok, _ := validation.Covers(kept, one); ok {
			continue
		}
		if ok, _ := validation.Covers(singles[i+1:], one); ok {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// part picks one of the lists of a rule.
type part func(*rbacv1.PolicyRule) *[]string

var (
	verbs     part = func(r *rbacv1.PolicyRule) *[]string { return &r.Verbs }
	names     part = func(r *rbacv1.PolicyRule) *[]string { return &r.ResourceNames }
	resources part = func(r *rbacv1.PolicyRule) *[]string { return &r.Resources }
	urls      part = func(r *rbacv1.PolicyRule) *[]string { return &r.NonResourceURLs }
)

// regroup merges single rules into few: in each step those that differ in one field only.
func regroup(singles []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	rules := singles
	for _, f := range []part{verbs, names, resources, urls} {
		rules = merge(rules, f)
	}
	slices.SortFunc(rules, compare)
	return rules
}

// merge joins the rules that are equal but for one field. It never joins names to a rule without names, which means
// all objects: beside such a rule, those with names are covered and gone.
func merge(rules []rbacv1.PolicyRule, f part) []rbacv1.PolicyRule {
	var merged []rbacv1.PolicyRule
	at := map[string]int{}
	for _, r := range rules {
		rest := r
		*f(&rest) = nil
		key := fmt.Sprintf("%q", []any{rest.APIGroups, rest.Resources, rest.ResourceNames, rest.NonResourceURLs, rest.Verbs})
		i, ok := at[key]
		if !ok {
			at[key] = len(merged)
			merged = append(merged, r)
			continue
		}
		values := f(&merged[i])
		*values = slices.Sorted(slices.Values(slices.Concat(*values, *f(&r))))
	}
	return merged
}

// compare orders rules by API group, resources, names, addresses and verbs.
func compare(a, b rbacv1.PolicyRule) int {
	return cmp.Or(
		slices.Compare(a.APIGroups, b.APIGroups),
		slices.Compare(a.Resources, b.Resources),
		slices.Compare(a.ResourceNames, b.ResourceNames),
		slices.Compare(a.NonResourceURLs, b.NonResourceURLs),
		slices.Compare(a.Verbs, b.Verbs),
	)
}
