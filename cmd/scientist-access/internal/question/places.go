package question

import (
	"maps"
	"slices"

	"github.com/scientist-access/scientist-access/access"
)

// Namespaces are those in which something is given, as far as the source tells.
func (a *Asker) Namespaces() []string {
	set := map[string]bool{}
	for _, m := range []*access.Model{a.before, a.after} {
		for _, b := range m.Bindings {
			if b.Cluster == a.cluster && access.Known(b.Namespace) && b.Namespace != "" {
				set[b.Namespace] = true
			}
		}
	}
	return sorted(set)
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
