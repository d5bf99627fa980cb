package review

import (
	"cmp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// FindingKind says what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	// DangerousRight is a right with which its holder can take more.
	DangerousRight FindingKind = "dangerous-right"
	// NoEffect is a rule that grants nothing where it stands.
	NoEffect FindingKind = "no-effect"
	// UnboundGroup is a group of an access entry that no binding names.
	UnboundGroup FindingKind = "unbound-group"
	// UncarriedGroup is a group that bindings name and no access entry carries.
	UncarriedGroup FindingKind = "uncarried-group"
	// NoRights is a principal that signs in and may do nothing.
	NoRights FindingKind = "no-rights"
	// NoAutomaticResume is a namespace in which HyperPod does not resume jobs by itself.
	NoAutomaticResume FindingKind = "no-automatic-resume"
	// Everybody is a binding to all who sign in, or to all there are.
	Everybody FindingKind = "everybody"
)

// Finding is something a reviewer should look at.
type Finding struct {
	Severity Severity    `json:"severity"`
	Kind     FindingKind `json:"kind"`
	// Object is what the finding is about: a group, a principal, a binding, a rule, or the name of a danger.
	Object  string `json:"object"`
	Message string `json:"message"`
	// Namespaces are where; none if it is the whole cluster or no matter of place.
	Namespaces []string `json:"namespaces"`
	// Principals are who is concerned.
	Principals []string `json:"principals"`
	// Roles are those with the rule; of a rule without effect only.
	Roles []string `json:"roles,omitempty"`
	// Source is a public address that explains it.
	Source string `json:"source,omitempty"`
	// New: the state before the change did not have it, or had it elsewhere or for others.
	New bool `json:"new"`
}

// findings looks at the state after the change, and marks what was not there before.
func findings(stack *Stack, before, after *world) []Finding {
	found := find(after, stack.Partial)
	if stack.Source == Preview {
		old := map[findingKey]Finding{}
		for _, f := range find(before, stack.Partial) {
			old[f.key()] = f
		}
		for i := range found {
			was, ok := old[found[i].key()]
			found[i].New = !ok || found[i].exceeds(was)
		}
	}
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(severities, b.Severity), slices.Index(severities, a.Severity)),
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Object, b.Object),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return found
}

// findingKey is equal for findings that differ only in where they are and whom they concern.
type findingKey struct {
	severity        Severity
	kind            FindingKind
	object, message string
}

func (f Finding) key() findingKey { return findingKey{f.Severity, f.Kind, f.Object, f.Message} }

// exceeds reports whether the finding is in places, or concerns principals, that the other does not have.
func (f Finding) exceeds(other Finding) bool {
	return len(union(f.Namespaces, other.Namespaces)) > len(other.Namespaces) ||
		len(union(f.Principals, other.Principals)) > len(other.Principals) ||
		len(union(f.Roles, other.Roles)) > len(other.Roles)
}

// finder looks for findings in one state. Those with the same key are one.
type finder struct {
	w        *world
	findings map[findingKey]*Finding
}

func find(w *world, partial bool) []Finding {
	f := finder{w: w, findings: map[findingKey]*Finding{}}
	f.everybody()
	f.idleRules()
	f.rights()
	// In a stack that is seen in part, what is missing may be in the other part.
	if !partial {
		f.unboundGroups()
		f.uncarriedGroups()
		f.noRights()
	}
	var found []Finding
	for _, finding := range f.findings {
		finding.Namespaces = union(finding.Namespaces, nil)
		finding.Principals = union(finding.Principals, nil)
		finding.Roles = union(finding.Roles, nil)
		found = append(found, *finding)
	}
	return found
}

func (f *finder) add(finding Finding) {
	key := finding.key()
	shared, ok := f.findings[key]
	if !ok {
		f.findings[key] = &finding
		return
	}
	shared.Namespaces = append(shared.Namespaces, finding.Namespaces...)
	shared.Principals = append(shared.Principals, finding.Principals...)
	shared.Roles = append(shared.Roles, finding.Roles...)
}

// everyone are the subjects that stand for more than the principals of a stack.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
var everyone = map[rbacv1.Subject]Severity{
	group(allAuthenticated):                  High,
	group("system:unauthenticated"):          Critical,
	group("system:serviceaccounts"):          Medium,
	{Kind: rbacv1.UserKind, Name: anonymous}: Critical,
}

func (f *finder) everybody() {
	for subject, severity := range everyone {
		for _, binding := range f.w.bySubject[subject] {
			f.add(Finding{
				Severity: severity, Kind: Everybody, Object: object(binding.Kind, binding.Namespace, binding.Name),
				Message: "gives its rights to " + subjectName(subject) + ", far more than the principals of this stack",
			})
		}
	}
}

func (f *finder) unboundGroups() {
	for p, id := range f.w.identities {
		for _, name := range id.groups {
			if _, bound := f.w.bySubject[group(name)]; bound || !known(name) {
				continue
			}
			f.add(Finding{
				Severity: Medium, Kind: UnboundGroup, Object: "Group " + name, Principals: []string{p.Name},
				Message: "an access entry carries the group, but no binding names it: it gives nothing",
			})
		}
	}
}

func (f *finder) uncarriedGroups() {
	carried := map[string]bool{}
	for _, id := range f.w.identities {
		for _, name := range id.groups {
			carried[name] = true
		}
	}
	if carried[Unknown] || carried[Secret] {
		return // any group may be the one that is withheld
	}
	for subject := range f.w.bySubject {
		name := subject.Name
		if subject.Kind != rbacv1.GroupKind || carried[name] || strings.HasPrefix(name, "system:") || !known(name) {
			continue
		}
		f.add(Finding{
			Severity: Low, Kind: UncarriedGroup, Object: "Group " + name,
			Message: "bindings name the group, but no access entry carries it: nobody gets these rights from this stack",
		})
	}
}

// noRights finds principals that may sign in and do nothing.
func (f *finder) noRights() {
	for p, id := range f.w.identities {
		withheld := slices.ContainsFunc(id.groups, func(name string) bool { return !known(name) })
		if p.Kind != IAM || withheld || !f.w.access(id).empty() {
			continue
		}
		f.add(Finding{
			Severity: Medium, Kind: NoRights, Object: p.Name, Principals: []string{p.Name},
			Message: "the principal may sign in to " + p.Cluster + ", but nothing gives it a right there",
		})
	}
}

func (s side) empty() bool {
	for _, r := range s {
		if len(r.opaque) > 0 || len(singles(r.rules)) > 0 {
			return false
		}
	}
	return true
}
