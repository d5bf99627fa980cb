package review

import (
	"iter"

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

// findersOfRights are those that look at what somebody may do.
var findersOfRights = []func(*finder){(*finder).dangers, (*finder).published}

// finder looks for findings in one state.
type finder struct {
	*access.Model
	// partial: what is missing in the model may be in the part of the stack that was not read.
	partial bool
	// clusters: the findings name theirs, as there are several.
	clusters bool
	// only is the principal that is meant where it is not all.
	only  *access.Principal
	found finding.List
}

// Principals are those of the model that are meant.
func (f *finder) Principals() iter.Seq2[access.Principal, *access.Identity] {
	if f.only == nil {
		return f.Model.Principals()
	}
	return func(yield func(access.Principal, *access.Identity) bool) {
		if id := f.Identity(*f.only); id != nil {
			yield(*f.only, id)
		}
	}
}

// findings looks at the state after the change, and marks what was not there before. Those that guardrails close are apart; one
// that they closed before and do not close any more is new. Of a single principal, they are about its rights alone.
func findings(reading *access.Reading, before, after *access.Model, only *access.Principal) (open, closed []finding.Finding) {
	find := func(m *access.Model) *finding.List {
		f := &finder{Model: m, partial: reading.Partial, clusters: only == nil && several(before, after), only: only}
		return f.find()
	}
	found := find(after)
	if reading.Source == access.Preview {
		found.Since(find(before))
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

func (f *finder) find() *finding.List {
	looks := finders
	if f.only != nil {
		looks = findersOfRights
	}
	for _, look := range looks {
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
