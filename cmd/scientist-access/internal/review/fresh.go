package review

import (
	"iter"
	"maps"
	"slices"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// markFresh marks findings that are new for somebody in some place. That cannot be told from a finding before and after the
// change: it says who has a danger and where it is, but not who has it where.
func (r *Report) markFresh() {
	old := map[finding.Key]*finding.Finding{}
	for _, list := range [][]finding.Finding{r.Findings, r.Closed} {
		for i := range list {
			if !list[i].New {
				old[list[i].Key()] = &list[i]
			}
		}
	}
	if len(old) == 0 {
		return
	}
	for _, f := range r.fresh() {
		if found, ok := old[f.Key()]; ok {
			found.New = true
		}
	}
}

// NewPart is a finding about those for whom it is new, where it is. A finding that no right makes is as it was.
func (r *Report) NewPart(f finding.Finding) finding.Finding {
	who, where := map[string]bool{}, map[string]bool{}
	for a, danger := range r.fresh() {
		if danger.Key() != f.Key() {
			continue
		}
		for _, p := range a.Principals {
			who[p.Short()] = true
		}
		for _, namespace := range danger.Namespaces {
			where[namespace] = true
		}
	}
	if len(who) > 0 {
		f.Principals, f.Namespaces = slices.Sorted(maps.Keys(who)), slices.Sorted(maps.Keys(where))
	}
	return f
}

// fresh are the dangers that are new in one place, each with those who have it there.
func (r *Report) fresh() iter.Seq2[Access, finding.Finding] {
	return func(yield func(Access, finding.Finding) bool) {
		for _, a := range r.Access {
			for _, scope := range a.places() {
				for _, f := range r.Dangers(a.Principals[0], scope) {
					if f.New && !yield(a, f) {
						return
					}
				}
			}
		}
	}
}

// places are those of all scopes.
func (a Access) places() []string {
	var all []string
	for _, s := range a.Scopes {
		all = append(all, s.Places()...)
	}
	return all
}
