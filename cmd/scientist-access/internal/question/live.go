package question

import (
	"slices"

	"github.com/scientist-access/scientist-access/access"
)

// Live is what was read from a cluster. It holds everything there is, so that a binding to a role which it does not hold gives
// nothing.
func Live(found access.Objects, notes []access.Note) *access.Reading {
	m := access.New(found)
	found.Bindings = slices.DeleteFunc(slices.Clone(found.Bindings), func(b access.Binding) bool { return m.Role(&b) == nil })
	return &access.Reading{Source: access.Live, Before: found, After: found, Notes: notes}
}
