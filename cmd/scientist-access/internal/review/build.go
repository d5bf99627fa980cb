package review

import (
	"slices"
	"time"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// New reviews what a source tells.
func New(reading *access.Reading) *Report {
	before, after := reading.Models()
	access.AddUncarried(before, after)

	unattributed := unattributedRoles(before, after)
	open, closed := findings(reading, before, after, nil)
	report := &Report{
		SchemaVersion: SchemaVersion,
		Source:        reading.Source,
		Partial:       reading.Partial,
		Failed:        reading.Failed,
		Notes:         append([]access.Note{}, slices.Concat(reading.Notes, roleNotes(after), entryNotes(after), adopted(before, after), unattributed)...),
		Access:        allAccess(before, after, principals(before, after)),
		Findings:      open,
		Closed:        closed,
		Graph:         newGraph(before, after),
		Reading:       reading,
		cells:         newCells(before, after, reading.Source == access.Preview),
	}
	if reading.Source == access.Preview {
		report.markFresh()
	}
	report.summarize()
	report.Summary.Unattributed = len(unattributed)
	report.Summary.Hidden = len(reading.Hidden)
	return report
}

// Accept marks the findings that a team accepts on a day, and notes what of that does not hold any more. A report that
// is about a part of a stack does not tell what is no longer found.
func (r *Report) Accept(accepted *finding.Accepted, today time.Time) {
	for _, remark := range accepted.Apply(r.Findings, today) {
		if !r.Partial || !remark.Missing {
			r.Notes = append(r.Notes, access.Note{Message: remark.Text})
		}
	}
	r.Summary.Accepted = 0
	for _, f := range r.Findings {
		if f.Accepted != nil {
			r.Summary.Accepted++
		}
	}
}

// allAccess compares each principal's access. Those that are the same to the API server are compared once.
func allAccess(before, after *access.Model, of []access.Principal) []Access {
	c, teamOf := newComparer(), teams(before, after)
	at := map[string]int{}
	all := []Access{} // lists are lists in JSON, also when they are empty; and so below
	for _, p := range of {
		from, to := before.Identity(p), after.Identity(p)
		key := string(p.Kind) + "\x02" + from.Key() + "\x02" + to.Key()
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, Access{
				SignIn:  changeOf(from != nil, to != nil),
				Groups:  memberships(p.Cluster, from, to, teamOf),
				Scopes:  c.compare(before.Rights(from), after.Rights(to)),
				Unclear: p.Kind == access.IAM && (unclear(before, from) || unclear(after, to)),
			})
		}
		all[i].Principals = append(all[i].Principals, p)
	}
	return all
}

// unclear reports whether a group of an identity is bound elsewhere, or not known.
func unclear(m *access.Model, id *access.Identity) bool {
	return id != nil && slices.ContainsFunc(id.Groups, func(name string) bool {
		return !access.Known(name) || !Leads(m, id.Cluster, name)
	})
}

// Leads reports whether the model knows what a group gives.
func Leads(m *access.Model, cluster, group string) bool {
	return group == access.Masters || m.Naming(cluster, access.GroupSubject(group)) != nil
}

// principals are all of both states, IAM principals first.
func principals(models ...*access.Model) []access.Principal {
	var all []access.Principal
	for _, m := range models {
		for p := range m.Principals() {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, access.Principal.Compare)
	return slices.Compact(all)
}

func memberships(cluster string, before, after *access.Identity, teamOf map[groupOf]string) []Membership {
	var had, has []string
	if before != nil {
		had = before.Groups
	}
	if after != nil {
		has = after.Groups
	}
	all := []Membership{}
	for _, name := range union(had, has) {
		change := changeOf(slices.Contains(had, name), slices.Contains(has, name))
		all = append(all, Membership{Group: name, Team: teamOf[groupOf{cluster, name}], Change: change})
	}
	return all
}

// union merges two sets of strings into a sorted one.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
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
	r.Summary.Findings = finding.Count(r.Findings)
	r.Summary.Closed = len(r.Closed)
	for _, a := range r.Access {
		n := len(a.Principals)
		r.Summary.Principals += n
		if a.Has(Gained) {
			r.Summary.Gaining += n
		}
		if a.Has(Lost) {
			r.Summary.Losing += n
		}
	}
}

// Has reports whether something about the access changes that way.
func (a Access) Has(change Change) bool {
	return a.SignIn == change ||
		slices.ContainsFunc(a.Groups, func(m Membership) bool { return m.Change == change }) ||
		slices.ContainsFunc(a.Scopes, func(s Scope) bool { return len(s.Rights(change)) > 0 })
}
