package review

import (
	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// finders look for findings in one state. Each has a file of its own, with its decision table beside it.
var finders = []func(*finder){
	(*finder).everybody,
	(*finder).idleRules,
	(*finder).dangers,
	(*finder).published,
	(*finder).resume,
	(*finder).unboundGroups,
	(*finder).uncarriedGroups,
	(*finder).noRights,
}

// finder looks for findings in one state.
type finder struct {
	*access.Model
	// partial: what is missing in the model may be in the part of the stack that was not read.
	partial bool
	// clusters: the findings name theirs, as there are several.
	clusters bool
	found    finding.List
}

// findings looks at the state after the change, and marks what was not there before. Those that guardrails close are apart; one
// that they closed before and do not close any more is new.
func findings(reading *access.Reading, before, after *access.Model) (open, closed []finding.Finding) {
	clusters := several(before, after)
	found := find(after, reading.Partial, clusters)
	if reading.Source == access.Preview {
		found.Since(find(before, reading.Partial, clusters))
	}
	open, closed = []finding.Finding{}, []finding.Finding{}
	for _, f := range found.Sorted() {
		if f.ClosedBy != nil {
			closed = append(closed, f)
			continue
		}
		open = append(open, f)
	}
	return open, closed
}

// several reports whether more than one cluster is meant, so that each must be named.
func several(before, after *access.Model) bool {
	return len(union(before.Clusters(), after.Clusters())) > 1
}

func find(m *access.Model, partial, clusters bool) *finding.List {
	f := &finder{Model: m, partial: partial, clusters: clusters}
	for _, look := range finders {
		look(f)
	}
	return &f.found
}

// add adds a finding about a cluster.
func (f *finder) add(cluster string, found finding.Finding) {
	if f.clusters {
		found.Cluster = cluster
	}
	f.found.Add(found)
}

// spot is one scope of a principal's rights, with the guard that is in force there.
type spot struct {
	access.Rights
	scope string
	guard *access.Guard
}

// inEachScope adds what look finds in the rights of each principal, scope by scope. It looks once at what is the same.
func (f *finder) inEachScope(look func(spot) []finding.Finding) {
	holders := map[string][]string{}
	ids := map[string]*access.Identity{}
	for p, id := range f.Principals() {
		key := id.Key()
		ids[key] = id
		holders[key] = append(holders[key], p.Short())
	}
	type memo struct {
		guard                        *access.Guard
		cluster, here, scope, opaque string
	}
	seen := map[memo][]finding.Finding{}
	for key, id := range ids {
		rights := f.Rights(id)
		for scope, s := range rights {
			at := spot{rights, scope, f.Guard(id, scope)}
			memo := memo{at.guard, rights.At(access.WholeCluster).Key, s.Key, scope, opaqueKey(s)}
			found, ok := seen[memo]
			if !ok {
				found = look(at)
				seen[memo] = found
			}
			for _, one := range found {
				one.Principals = holders[key]
				one.Namespaces = namespacesOf(scope)
				f.add(id.Cluster, one)
			}
		}
	}
}

func opaqueKey(s *access.Scope) string {
	key := ""
	for _, o := range s.Opaque {
		key += o.String() + "\x03"
	}
	return key
}

func namespacesOf(scope string) []string {
	if scope == access.WholeCluster {
		return nil
	}
	return []string{scope}
}
