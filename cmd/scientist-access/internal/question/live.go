package question

import "github.com/scientist-access/scientist-access/access"

// Live is what was read from a cluster. It holds everything there is: a role that it does not hold is not there, and gives
// nothing.
func Live(found access.Objects, notes []access.Note) *access.Reading {
	m := access.New(found)
	for i := range found.Bindings {
		if b := &found.Bindings[i]; m.Role(b) == nil {
			ref := b.Role()
			found.Roles = append(found.Roles, access.Role{
				Origin: access.Origin{Cluster: b.Cluster}, Kind: ref.Kind, Namespace: ref.Namespace, Name: ref.Name,
			})
		}
	}
	return &access.Reading{Source: access.Live, Before: found, After: found, Notes: notes}
}
