package propose

import (
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/policy"
)

// config is the team as the configuration writes it, in the simplest form that gives exactly its rights: the documented
// policy, which is the default, capabilities, or its rules as they are.
func (t *team) config() Team {
	if t.charts != nil {
		return Team{HelmCharts: t.charts}
	}
	written := Team{Namespaces: t.namespaces}
	if t.same(policy.Documented()) {
		return written
	}
	if written.Capabilities = t.capabilities(); len(written.Capabilities) > 0 {
		return written
	}
	rules := Policy(t.policy)
	written.Policy, written.AllowDangerous = &rules, dangerous(t.policy)
	return written
}

// source is the policy that the configuration names.
func (t *team) source() policy.Policy {
	if t.same(policy.Documented()) {
		return policy.Documented()
	}
	return t.policy
}

// same reports whether a policy gives the team's rights, no more and no less.
func (t *team) same(p policy.Policy) bool {
	return reflect.DeepEqual(p.For(t.namespaces...).Union(), t.policy.Union())
}

// capabilities are the fewest whose rules are exactly the team's; none if there are no such.
func (t *team) capabilities() []string {
	names := capabilitiesWithin(func(p policy.Policy) bool { return t.same(p.For(t.namespaces...).Union(t.policy)) })
	if !t.same(combine(names)) {
		return nil
	}
	return fewest(names, t.same)
}

// capabilitiesWithin are those of the catalogue whose rules are within some rights.
func capabilitiesWithin(within func(policy.Policy) bool) []string {
	var names []string
	for _, c := range policy.Catalogue() {
		if within(c.Policy()) {
			names = append(names, c.Name)
		}
	}
	return names
}

// fewest drops the capabilities that the others make needless, later ones first.
func fewest(names []string, enough func(policy.Policy) bool) []string {
	for i := len(names) - 1; i >= 0; i-- {
		if without := slices.Delete(slices.Clone(names), i, i+1); enough(combine(without)) {
			names = without
		}
	}
	return names
}

// combine is the policy of capabilities of the catalogue.
func combine(names []string) policy.Policy {
	p, err := policy.Combine(names...)
	if err != nil {
		panic(err) // the names come from the catalogue
	}
	return p
}

// dangerous are the rights that a policy must allow by name.
func dangerous(p policy.Policy) []string {
	var names []string
	for _, d := range p.Dangers() {
		if d.Refused {
			names = append(names, d.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// refused is why the component does not take the team's rules; empty if it does.
func (t *team) refused() string {
	if problems := policy.Check(field.NewPath("policy"), t.policy, dangerous(t.policy)...); len(problems) > 0 {
		return problems[0].Error()
	}
	return ""
}
