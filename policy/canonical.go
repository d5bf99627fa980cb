package policy

import (
	"cmp"
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"
)

// Singles breaks rules down to those of one verb on one resource, under at most one name, or on one address: sorted,
// each once. A rule that can match nothing, such as one without verbs, gives none.
func Singles(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var singles []rbacv1.PolicyRule
	for _, r := range rules {
		singles = append(singles, validation.BreakdownRule(r)...)
	}
	slices.SortFunc(singles, compare)
	return slices.CompactFunc(singles, func(a, b rbacv1.PolicyRule) bool { return compare(a, b) == 0 })
}

// Canonical returns the few rules that grant what the given ones grant in one place: the same rights give the same
// rules, however and in whichever order they were written.
//
// A right that another one covers is dropped. Verbs are merged for each resource, then resources with the same verbs
// for each API group.
func Canonical(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	return regroup(withoutCovered(Singles(rules)))
}

// withoutCovered drops each rule that one of the others covers. Of two that cover each other ("/a*" and "/a**") the
// later stays, so they must come sorted.
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
