// Package finding is what questions about access find: one form for all of them, with how much it matters and what to
// do about it, and the findings that a team has looked at and accepts.
package finding

import (
	"cmp"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// Kind says what a finding is about.
type Kind string

// Finding is something to look at.
type Finding struct {
	Severity policy.Severity `json:"severity"`
	Kind     Kind            `json:"kind"`
	// Cluster is where; empty where that is clear.
	Cluster string `json:"cluster,omitempty"`
	// Object is what the finding is about: a group, a principal, a binding, a rule, or the name of a danger.
	Object  string `json:"object"`
	Message string `json:"message"`
	// Lines are the details: "+" is there and should not be, "-" should be there and is not.
	Lines []string `json:"lines,omitempty"`
	// Namespaces are where; none if it is the whole cluster or no matter of place.
	Namespaces []string `json:"namespaces"`
	// Principals are who is concerned.
	Principals []string `json:"principals"`
	// Roles are those with the rule; of a rule without effect only.
	Roles []string `json:"roles,omitempty"`
	// By is who last wrote what differs, and ARN what to look for in CloudTrail.
	By  *access.Author `json:"by,omitempty"`
	ARN string         `json:"arn,omitempty"`
	// Fix is what to do about it.
	Fix string `json:"fix,omitempty"`
	// Source is a public address that explains it.
	Source string `json:"source,omitempty"`
	// ClosedBy is the guard that closes it; nil if it is open.
	ClosedBy *access.Guard `json:"closedBy,omitempty"`
	// New: the state before the change did not have it, or had it elsewhere or for others.
	New bool `json:"new"`
	// Accepted says who accepts it and why; nil if nobody does.
	Accepted *Acceptance `json:"accepted,omitempty"`
}

// Key is equal for findings that differ only in where they are and whom they concern. One without namespaces is never
// the same as one with some, which would hide that it is about the whole cluster.
type Key struct {
	severity                 policy.Severity
	kind                     Kind
	cluster, object, message string
	lines, arn, closedBy     string
	inNamespaces             bool
}

// Key is that of the finding.
func (f Finding) Key() Key {
	return Key{
		f.Severity, f.Kind, f.Cluster, f.Object, f.Message, strings.Join(f.Lines, "\n"), f.ARN, f.closedBy(), f.inNamespaces(),
	}
}

func (f Finding) closedBy() string {
	if f.ClosedBy == nil {
		return ""
	}
	return f.ClosedBy.Policy
}

func (f Finding) inNamespaces() bool { return len(f.Namespaces) > 0 }

// exceeds reports whether the finding is in places, or concerns principals, that the other does not have.
func (f Finding) exceeds(other Finding) bool {
	return !f.inNamespaces() && other.inNamespaces() || !within(f.Namespaces, other.Namespaces) ||
		!within(f.Principals, other.Principals) || !within(f.Roles, other.Roles)
}

// within reports whether all of a are in b.
func within(a, b []string) bool {
	in := make(map[string]bool, len(b))
	for _, s := range b {
		in[s] = true
	}
	return !slices.ContainsFunc(a, func(s string) bool { return !in[s] })
}

// List collects findings. Those that differ only in where they are and whom they concern become one.
type List struct{ byKey map[Key]*Finding }

// Add adds a finding.
func (l *List) Add(f Finding) {
	if l.byKey == nil {
		l.byKey = map[Key]*Finding{}
	}
	shared, ok := l.byKey[f.Key()]
	if !ok {
		// Its lists grow below, and must not grow into the caller's.
		f.Namespaces, f.Principals, f.Roles = slices.Clone(f.Namespaces), slices.Clone(f.Principals), slices.Clone(f.Roles)
		l.byKey[f.Key()] = &f
		return
	}
	shared.Namespaces = append(shared.Namespaces, f.Namespaces...)
	shared.Principals = append(shared.Principals, f.Principals...)
	shared.Roles = append(shared.Roles, f.Roles...)
}

// Since marks what an earlier list does not have as new.
func (l *List) Since(earlier *List) {
	for k, f := range l.byKey {
		was, ok := earlier.byKey[k]
		f.New = !ok || f.exceeds(*was)
	}
}

// Sorted are the findings, the most severe first.
func (l *List) Sorted() []Finding {
	all := []Finding{}
	for _, f := range l.byKey {
		f.Namespaces, f.Principals, f.Roles = set(f.Namespaces), set(f.Principals), set(f.Roles)
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(
			b.Severity.Compare(a.Severity),
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Cluster, b.Cluster),
			cmp.Compare(a.Object, b.Object),
			cmp.Compare(a.Message, b.Message),
			cmp.Compare(a.closedBy(), b.closedBy()),
			slices.Compare(a.Namespaces, b.Namespaces),
		)
	})
	return all
}

// set sorts names and keeps one of each; it is never nil, so that it is a list in JSON.
func set(names []string) []string {
	sorted := append([]string{}, names...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// Count counts findings by severity.
func Count(findings []Finding) map[policy.Severity]int {
	counts := map[policy.Severity]int{}
	for _, f := range findings {
		counts[f.Severity]++
	}
	return counts
}
