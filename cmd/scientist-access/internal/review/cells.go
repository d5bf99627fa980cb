package review

import (
	"slices"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// cells tells what is dangerous for one principal in one scope. The findings of a report, which put principals and places
// together, do not tell that.
type cells struct {
	before, after *finder
	preview       bool
	clusters      bool // more than one, so that findings name theirs
	seen          map[cell][]finding.Finding
}

// cell is what decides about the dangers of a scope.
type cell struct {
	state                        *finder
	guard                        *access.Guard
	cluster, here, opaque, scope string // rights in the whole cluster, those of the scope, and where that is
}

func newCells(before, after *access.Model, preview bool) *cells {
	return &cells{
		&finder{Model: before}, &finder{Model: after}, preview, several(before, after), map[cell][]finding.Finding{},
	}
}

// Dangers are those of one principal in one scope after the change, open and closed, the most severe first. One is new if it was
// not open there before. They name the place, and nobody.
func (r *Report) Dangers(p access.Principal, scope string) []finding.Finding {
	c := r.cells
	found := slices.Clone(c.in(c.after, p, scope))
	var were []finding.Finding
	if c.preview {
		were = c.in(c.before, p, scope)
	}
	namespaces := namespacesOf(scope)
	for i := range found {
		found[i].Namespaces = namespaces
		if c.clusters {
			found[i].Cluster = p.Cluster
		}
		found[i].New = c.preview && !slices.ContainsFunc(were, func(was finding.Finding) bool {
			return was.Object == found[i].Object && was.Severity == found[i].Severity && (was.ClosedBy == nil) == (found[i].ClosedBy == nil)
		})
	}
	return found
}

func (c *cells) in(f *finder, p access.Principal, scope string) []finding.Finding {
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
