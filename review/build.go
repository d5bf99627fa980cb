package review

import (
	"cmp"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

// New reviews a stack.
func New(stack *Stack) *Report {
	interned := map[string]int{}
	before := newWorld(stack.Before, interned)
	after := before
	if stack.Source == Preview {
		after = newWorld(stack.After, interned)
	}
	addUncarried(before, after)

	unattributed := unattributedRoles(before, after)
	report := &Report{
		SchemaVersion: SchemaVersion,
		Source:        stack.Source,
		Partial:       stack.Partial,
		Failed:        stack.Failed,
		Notes:         slices.Concat(stack.Notes, roleNotes(after), entryNotes(after), unattributed),
		Access:        allAccess(before, after),
		Findings:      findings(stack, before, after),
		diagram:       diagram(before, after),
	}
	report.summarize()
	report.Summary.Unattributed = len(unattributed)
	report.fillLists()
	return report
}

// addUncarried makes principals of the subjects that no access entry carries, neither before nor after.
func addUncarried(worlds ...*world) {
	carried := map[rbacv1.Subject]bool{}
	for _, w := range worlds {
		for _, id := range w.identities {
			for _, subject := range id.subjects {
				carried[subject] = subject.Name != allAuthenticated
			}
		}
	}
	subjects := map[rbacv1.Subject]bool{}
	for _, w := range worlds {
		for subject := range w.bySubject {
			if !carried[subject] {
				subjects[subject] = true
			}
		}
	}
	for subject := range subjects {
		for _, w := range worlds {
			w.addSubject(subject)
		}
	}
}

// allAccess compares each principal's access. Those that are the same to the API server are compared once.
func allAccess(before, after *world) []Access {
	c, teamOf := newComparer(), teams(before, after)
	at := map[string]int{}
	var all []Access
	for _, p := range principals(before, after) {
		from, to := before.identities[p], after.identities[p]
		key := string(p.Kind) + "\x02" + from.key() + "\x02" + to.key()
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, Access{
				SignIn: changeOf(from != nil, to != nil),
				Groups: memberships(from, to, teamOf),
				Scopes: c.compare(before.access(from), after.access(to)),
			})
		}
		all[i].Principals = append(all[i].Principals, p)
	}
	return all
}

// principals are all of both states, IAM principals first.
func principals(worlds ...*world) []Principal {
	set := map[Principal]bool{}
	for _, w := range worlds {
		for p := range w.identities {
			set[p] = true
		}
	}
	order := []PrincipalKind{IAM, Group, User, ServiceAccount}
	return slices.SortedFunc(maps.Keys(set), func(a, b Principal) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)),
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Cluster, b.Cluster),
			cmp.Compare(a.Namespace, b.Namespace),
			cmp.Compare(a.Name, b.Name),
		)
	})
}

func memberships(before, after *identity, teamOf map[string]string) []Membership {
	var had, has []string
	if before != nil {
		had = before.groups
	}
	if after != nil {
		has = after.groups
	}
	var all []Membership
	for _, name := range union(had, has) {
		change := changeOf(slices.Contains(had, name), slices.Contains(has, name))
		all = append(all, Membership{Group: name, Team: teamOf[name], Change: change})
	}
	return all
}

func changeOf(before, after bool) Change {
	switch {
	case !before:
		return Gained
	case !after:
		return Lost
	}
	return Kept
}

func (r *Report) summarize() {
	r.Summary.Findings = map[Severity]int{}
	for _, access := range r.Access {
		n := len(access.Principals)
		r.Summary.Principals += n
		if access.has(Gained) {
			r.Summary.Gaining += n
		}
		if access.has(Lost) {
			r.Summary.Losing += n
		}
	}
	for _, finding := range r.Findings {
		r.Summary.Findings[finding.Severity]++
	}
}

// has reports whether something about the access changes that way.
func (a Access) has(change Change) bool {
	return a.SignIn == change ||
		slices.ContainsFunc(a.Groups, func(m Membership) bool { return m.Change == change }) ||
		slices.ContainsFunc(a.Scopes, func(s Scope) bool { return len(s.Rights(change)) > 0 })
}
