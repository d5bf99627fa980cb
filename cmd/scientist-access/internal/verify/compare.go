package verify

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/review"
)

// Compare says in what a cluster differs from a stack. The askers are [Declared.Askers], and refused says of each of
// them which rights the API server refuses.
func Compare(d *Declared, live Live, askers []Asker, refused [][]Right) *Report {
	c := &comparison{
		declared: d, live: live, subjects: d.subjects(),
		roles: map[objectKey]LiveRole{}, bindings: map[objectKey]LiveBinding{},
		report: &Report{
			SchemaVersion: SchemaVersion, Cluster: d.Cluster,
			Unchecked: slices.Clone(d.Unchecked), Notes: slices.Clone(d.Notes),
		},
	}
	for _, role := range live.Roles {
		c.roles[roleKey(role.Role)] = role
	}
	for _, binding := range live.Bindings {
		c.bindings[bindingKey(binding.Binding)] = binding
	}
	c.compareRights(askers, refused)
	c.compareRoles()
	c.compareBindings()
	c.findForeignBindings()
	c.compareEntries()
	c.findForeignEntries()
	c.comparePolicies()
	c.report.sort()
	return c.report
}

// comparison is one run of [Compare].
type comparison struct {
	declared *Declared
	live     Live
	subjects subjects
	roles    map[objectKey]LiveRole
	bindings map[objectKey]LiveBinding
	report   *Report
}

func (c *comparison) differs(d Difference) {
	d.Lines = append([]string{}, d.Lines...) // a list in JSON, also when it is empty
	c.report.Differences = append(c.report.Differences, d)
}

func (c *comparison) note(place, message string) {
	c.report.Notes = append(c.report.Notes, review.Note{Place: place, Message: message})
}

func (c *comparison) unchecked(place, message string) {
	c.report.Unchecked = append(c.report.Unchecked, review.Note{Place: place, Message: message})
}

func (c *comparison) compareRights(askers []Asker, refused [][]Right) {
	for i, asker := range askers {
		c.report.Asked += len(asker.Rights)
		byPlace := map[string][]rbacv1.PolicyRule{}
		var places []string
		for _, right := range refused[i] {
			if byPlace[right.Namespace] == nil {
				places = append(places, right.Namespace)
			}
			byPlace[right.Namespace] = append(byPlace[right.Namespace], right.rule())
		}
		var lines []string
		for _, namespace := range places {
			lines = append(lines, ruleLines("-", byPlace[namespace], place(namespace))...)
		}
		if len(lines) == 0 {
			continue
		}
		for _, name := range asker.Names {
			c.differs(Difference{
				Kind: RightMissing, Object: name, What: "may not do what the stack declares", Lines: lines, WayOut: restore,
			})
		}
	}
}

func (c *comparison) compareRoles() {
	for _, role := range c.declared.Roles {
		key := roleKey(role)
		live, ok := c.roles[key]
		if !ok {
			c.missing(key)
			continue
		}
		if slices.ContainsFunc(role.Rules, withheldRule) {
			c.unchecked(key.String(), "rules not checked: the export does not tell all values")
			continue
		}
		if role.Aggregated {
			c.note(key.String(), "rules not compared: the cluster takes them from other roles")
			continue
		}
		lines := slices.Concat(
			ruleLines("+", uncovered(role.Rules, live.Rules), ""), ruleLines("-", uncovered(live.Rules, role.Rules), ""))
		if live.Aggregated {
			lines = append(lines, "+ the rules of other roles, by an aggregation rule")
		}
		if len(lines) > 0 {
			c.differs(Difference{
				Kind: RoleChanged, Object: key.String(), What: "its rules are not those of the stack", Lines: lines,
				By: &live.By, WayOut: renewal(key),
			})
		}
	}
}

// uncovered are the rights of rules that others do not give. The order of rules and how they are written has no
// meaning.
func uncovered(by, rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var rest []rbacv1.PolicyRule
	for _, single := range singles(rules) {
		if ok, _ := validation.Covers(by, []rbacv1.PolicyRule{single}); !ok {
			rest = append(rest, single)
		}
	}
	return rest
}

// renewal brings an object back as declared, also where Pulumi does not see what was added to it.
func renewal(key objectKey) string { return deletion(key) + " && " + restore }

func (c *comparison) missing(key objectKey) {
	c.differs(Difference{
		Kind: ObjectMissing, Object: key.String(), What: "is in the stack, but not in the cluster", WayOut: restore,
	})
}

func (c *comparison) compareBindings() {
	defined := map[objectKey]bool{}
	for _, role := range c.declared.Roles {
		defined[roleKey(role)] = true
	}
	for _, binding := range c.declared.Bindings {
		key, role := bindingKey(binding), boundKey(binding)
		live, ok := c.bindings[key]
		if !ok {
			c.missing(key)
			continue
		}
		if lines := bindingLines(binding, live.Binding); len(lines) > 0 {
			c.differs(Difference{
				Kind: BindingChanged, Object: key.String(), What: "it is not the stack's", Lines: lines,
				By: &live.By, WayOut: renewal(key),
			})
		}
		if !defined[role] {
			c.boundElsewhere(key, role)
		}
	}
}

// boundElsewhere is about a role that the stack binds and does not define: what it should say is not known.
func (c *comparison) boundElsewhere(binding, role objectKey) {
	if _, ok := c.roles[role]; ok {
		c.note(role.String(), "rules not compared: "+binding.String()+" of the stack names it, but the stack does not define it")
		return
	}
	c.differs(Difference{
		Kind: ObjectMissing, Object: role.String(),
		What: "does not exist, but " + binding.String() + " of the stack names it", WayOut: "create it, or let the stack define it",
	})
}

func bindingLines(declared, live review.Binding) []string {
	var lines []string
	was, is := subjectNames(declared), subjectNames(live)
	lines = append(lines, added("+", was, is)...)
	lines = append(lines, added("-", is, was)...)
	if want, got := boundKey(declared), boundKey(live); want != got {
		lines = append(lines, "+ binds "+got.String(), "- binds "+want.String())
	}
	return lines
}

func subjectNames(binding review.Binding) []string {
	var names []string
	for _, subject := range binding.Subjects {
		names = append(names, subjectName(normal(subject, binding.Namespace)))
	}
	return names
}

// added are the strings of one set that another does not have, each with a sign in front.
func added(sign string, before, after []string) []string {
	var lines []string
	for _, s := range slices.Compact(slices.Sorted(slices.Values(after))) {
		if !slices.Contains(before, s) {
			lines = append(lines, sign+" "+s)
		}
	}
	return lines
}

// effective are the rules that a binding gives: addresses are no part of a namespace.
func effective(rules []rbacv1.PolicyRule, namespace string) []rbacv1.PolicyRule {
	return slices.DeleteFunc(singles(rules), func(rule rbacv1.PolicyRule) bool {
		return namespace != "" && len(rule.NonResourceURLs) > 0
	})
}

// findForeignBindings looks for other bindings that name a subject of the stack, and notes those for everybody.
func (c *comparison) findForeignBindings() {
	own := map[objectKey]bool{}
	for _, binding := range c.declared.Bindings {
		own[bindingKey(binding)] = true
	}
	for _, binding := range c.live.Bindings {
		key, role := bindingKey(binding.Binding), boundKey(binding.Binding)
		if own[key] {
			continue
		}
		var named []string
		for _, subject := range binding.Subjects {
			subject = normal(subject, binding.Namespace)
			if c.subjects.has(subject) {
				named = append(named, subjectName(subject))
			}
			if !binding.Default && subject.Kind == rbacv1.GroupKind && slices.Contains(everybody, subject.Name) {
				c.note(key.String(), "gives "+role.String()+" to everybody, the stack's principals too: it names "+subjectName(subject))
			}
		}
		if len(named) == 0 {
			continue
		}
		lines := added("+", nil, named)
		lines = append(lines, "+ binds "+role.String())
		lines = append(lines, ruleLines("+", effective(c.roles[role].Rules, binding.Namespace), place(binding.Namespace))...)
		c.differs(Difference{
			Kind: ForeignBinding, Object: key.String(), What: "gives rights that the stack does not", Lines: lines,
			By: &binding.By, WayOut: deletion(key) + ", unless it should be: then let the stack create it",
		})
	}
}
