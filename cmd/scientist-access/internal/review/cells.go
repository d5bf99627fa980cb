package review

import (
	"slices"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// Cells tells what is dangerous for one principal in one scope. The findings of a report, which put principals and places
// together, do not tell that.
type Cells struct {
	before, after *finder
	preview       bool
	seen          map[cell][]finding.Finding
}

// cell is what decides about the dangers of a scope.
type cell struct {
	state                        *finder
	guard                        *access.Guard
	cluster, here, opaque, scope string // rights in the whole cluster, those of the scope, and where that is
}

// NewCells looks at what a source tells.
func NewCells(reading *access.Reading) *Cells {
	before, after := reading.Models()
	access.AddUncarried(before, after)
	return newCells(before, after, reading.Source == access.Preview)
}

func newCells(before, after *access.Model, preview bool) *Cells {
	return &Cells{&finder{Model: before}, &finder{Model: after}, preview, map[cell][]finding.Finding{}}
}

// Dangers are those after the change, open and closed, the most severe first. One is new if it was not open there before.
func (c *Cells) Dangers(p access.Principal, scope string) []finding.Finding {
	found := slices.Clone(c.in(c.after, p, scope))
	var were []finding.Finding
	if c.preview {
		were = c.in(c.before, p, scope)
	}
	for i := range found {
		found[i].New = c.preview && !slices.ContainsFunc(were, func(was finding.Finding) bool {
			return was.Object == found[i].Object && was.Severity == found[i].Severity && (was.ClosedBy == nil) == (found[i].ClosedBy == nil)
		})
	}
	return found
}

func (c *Cells) in(f *finder, p access.Principal, scope string) []finding.Finding {
	id := f.Identity(p)
	rights := f.Rights(id)
	if _, ok := rights[scope]; !ok {
		return nil
	}
	s, guard := rights.At(scope), f.Guard(id, scope)
	key := cell{f, guard, rights.At(access.WholeCluster).Key, s.Key, opaqueKey(s), scope}
	found, ok := c.seen[key]
	if !ok {
		at := spot{rights, scope, guard}
		var list finding.List
		for _, one := range slices.Concat(dangersIn(at), publishedIn(at)) {
			list.Add(one)
		}
		found = list.Sorted()
		c.seen[key] = found
	}
	return found
}
