package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/review"
)

// Right is one thing that the API server can be asked about.
type Right struct {
	Namespace string // "" for the whole cluster
	Verb      string
	APIGroup  string
	Resource  string // with the subresource after a slash, as in rules
	Name      string // "" for any
	Path      string // of no resource; the fields from APIGroup to Name are empty then
}

// Asker is somebody for whom the API server is asked whether the declared rights are there. Those that are the same to
// it share one.
type Asker struct {
	Names  []string // the group, or the principals' ARNs
	User   string
	Groups []string
	Rights []Right
}

// stranger is a user name that nobody has: what such a user may do comes from the groups alone.
const stranger = "scientist-access:verify"

// session stands for {{SessionName}} and the like in user names.
const session = "scientist-access-verify"

// Askers are the groups and other subjects of the stack's bindings, and its principals, with the rights that the stack
// declares for them.
func (d *Declared) Askers() []Asker {
	granted := d.granted()
	var askers []Asker
	for _, subject := range slices.SortedFunc(maps.Keys(granted), compareSubjects) {
		user, groups := asSubject(subject)
		askers = append(askers, Asker{
			Names: []string{subjectName(subject)}, User: user, Groups: groups, Rights: sorted(granted[subject]),
		})
	}
	return append(askers, d.principals(granted)...)
}

// rightSet are the rights of one subject.
type rightSet map[Right]bool

// granted follows the stack's bindings to its roles.
func (d *Declared) granted() map[rbacv1.Subject]rightSet {
	roles := map[objectKey]review.Role{}
	for _, role := range d.Roles {
		roles[roleKey(role)] = role
	}
	granted := map[rbacv1.Subject]rightSet{}
	for _, binding := range d.Bindings {
		rights := rightsOf(roles[boundKey(binding)], binding.Namespace)
		for _, subject := range binding.Subjects {
			subject = normal(subject, binding.Namespace)
			if granted[subject] == nil {
				granted[subject] = rightSet{}
			}
			maps.Copy(granted[subject], rights)
		}
	}
	return granted
}

// rightsOf takes a role's rules apart. Rules with values that the export does not tell give nothing to ask.
func rightsOf(role review.Role, namespace string) rightSet {
	rights := rightSet{}
	for _, single := range singles(role.Rules) {
		right := Right{Namespace: namespace, Verb: single.Verbs[0]}
		switch {
		case withheldRule(single), len(single.NonResourceURLs) > 0 && namespace != "":
			continue // addresses are no part of a namespace
		case len(single.NonResourceURLs) > 0:
			right.Path = single.NonResourceURLs[0]
		default:
			right.APIGroup, right.Resource = single.APIGroups[0], single.Resources[0]
			if len(single.ResourceNames) > 0 {
				right.Name = single.ResourceNames[0]
			}
		}
		rights[right] = true
	}
	return rights
}

// singles breaks rules down to those of one verb and one resource.
func singles(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var all []rbacv1.PolicyRule
	for _, rule := range rules {
		all = append(all, validation.BreakdownRule(rule)...)
	}
	return all
}

func withheldRule(rule rbacv1.PolicyRule) bool {
	return slices.ContainsFunc(
		slices.Concat(rule.Verbs, rule.APIGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs), withheld)
}

// principals join the rights of an entry's groups and user name. Principals of the same groups, whose names no
// binding of the stack has, may do the same.
func (d *Declared) principals(granted map[rbacv1.Subject]rightSet) []Asker {
	askers := map[string]*Asker{}
	for _, entry := range slices.SortedFunc(slices.Values(d.Entries), compareEntries) {
		if !standard(entry) {
			continue
		}
		user := rbacv1.Subject{Kind: rbacv1.UserKind, Name: userName(entry)}
		groups := slices.Compact(slices.Sorted(slices.Values(append([]string{everybody[0]}, entry.Groups...))))
		rights := maps.Clone(granted[user])
		if rights == nil {
			rights = rightSet{}
			user.Name = ""
		}
		for _, group := range groups {
			maps.Copy(rights, granted[rbacv1.Subject{Kind: rbacv1.GroupKind, Name: group}])
		}
		if len(rights) == 0 {
			continue
		}
		key := fmt.Sprintf("%q %q", user.Name, groups)
		if askers[key] == nil {
			askers[key] = &Asker{User: concrete(userName(entry)), Groups: groups, Rights: sorted(rights)}
		}
		askers[key].Names = append(askers[key].Names, entry.PrincipalARN)
	}
	var all []Asker
	for _, key := range slices.Sorted(maps.Keys(askers)) {
		all = append(all, *askers[key])
	}
	return all
}

// standard reports whether an entry can carry groups of the stack; the other types are for nodes.
func standard(entry review.AccessEntry) bool { return entry.Type == "" || entry.Type == "STANDARD" }

// concrete fills the placeholders of a user name.
func concrete(template string) string {
	for {
		head, rest, ok := strings.Cut(template, "{{")
		if !ok {
			return template
		}
		_, tail, _ := strings.Cut(rest, "}}")
		template = head + session + tail
	}
}

// asSubject is the user to ask about for a binding's subject.
func asSubject(subject rbacv1.Subject) (user string, groups []string) {
	switch subject.Kind {
	case rbacv1.GroupKind:
		return stranger, slices.Compact(slices.Sorted(slices.Values([]string{everybody[0], subject.Name})))
	case rbacv1.ServiceAccountKind:
		return "system:serviceaccount:" + subject.Namespace + ":" + subject.Name, []string{
			everybody[0], "system:serviceaccounts", "system:serviceaccounts:" + subject.Namespace,
		}
	}
	return subject.Name, []string{everybody[0]}
}

func sorted(rights rightSet) []Right { return slices.SortedFunc(maps.Keys(rights), compareRights) }

func compareRights(a, b Right) int {
	return cmp.Or(
		cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.APIGroup, b.APIGroup), cmp.Compare(a.Resource, b.Resource),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Verb, b.Verb),
	)
}

func compareSubjects(a, b rbacv1.Subject) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

func compareEntries(a, b review.AccessEntry) int { return cmp.Compare(a.PrincipalARN, b.PrincipalARN) }
