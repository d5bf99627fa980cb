package review

import (
	"iter"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// freshKey is what a danger of a cell has in common with the finding that it is a part of.
type freshKey struct {
	severity                           policy.Severity
	kind                               finding.Kind
	cluster, object, message, closedBy string
	inNamespaces                       bool
}

func freshKeyOf(f finding.Finding, cluster string, inNamespaces bool) freshKey {
	closedBy := ""
	if f.ClosedBy != nil {
		closedBy = f.ClosedBy.Policy
	}
	return freshKey{f.Severity, f.Kind, cluster, f.Object, f.Message, closedBy, inNamespaces}
}

// markFresh marks findings that are new for somebody in some place. That cannot be told from a finding before and after the
// change: it says who has a danger and where it is, but not who has it where.
func (r *Report) markFresh(cells *Cells, clusters bool) {
	old := map[freshKey]*finding.Finding{}
	for _, list := range [][]finding.Finding{r.Findings, r.Closed} {
		for i := range list {
			if f := &list[i]; !f.New {
				old[freshKeyOf(*f, f.Cluster, len(f.Namespaces) > 0)] = f
			}
		}
	}
	for p, scope := range r.cells() {
		cluster := ""
		if clusters {
			cluster = p.Cluster
		}
		for _, f := range cells.Dangers(p, scope) {
			if found, ok := old[freshKeyOf(f, cluster, scope != access.WholeCluster)]; ok && f.New {
				found.New = true
			}
		}
	}
}

// cells are all in which somebody has or had something; of principals that are alike, those of the first.
func (r *Report) cells() iter.Seq2[access.Principal, string] {
	return func(yield func(access.Principal, string) bool) {
		for _, a := range r.Access {
			for _, s := range a.Scopes {
				for _, scope := range s.Places() {
					if !yield(a.Principals[0], scope) {
						return
					}
				}
			}
		}
	}
}
