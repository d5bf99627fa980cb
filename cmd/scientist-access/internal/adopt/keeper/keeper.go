// Package keeper is about the tools that keep what a stack is to take over: from which it may be taken, and how they let
// go of it.
package keeper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
)

// Chosen are the keepers that things may be taken from: as [access.Origin] names them, or by their tool alone.
type Chosen struct {
	names []string
	used  map[string]bool
}

// Choose names keepers.
func Choose(names []string) *Chosen { return &Chosen{names, map[string]bool{}} }

// Include reports whether an owner is among them.
func (c *Chosen) Include(owner string) bool {
	tool, _, _ := strings.Cut(owner, ":")
	for _, name := range c.names {
		if owner != "" && (name == owner || name == tool) {
			c.used[name] = true
			return true
		}
	}
	return false
}

// Unused is an error if one of them keeps nothing.
func (c *Chosen) Unused() error {
	for _, name := range c.names {
		if !c.used[name] {
			return fmt.Errorf("--from %q: keeps nothing of what could be taken over", name)
		}
	}
	return nil
}

// Disowned are objects as nobody's that one of the keepers keeps.
func (c *Chosen) Disowned(objects access.Objects) access.Objects {
	objects.Roles, objects.Bindings = slices.Clone(objects.Roles), slices.Clone(objects.Bindings)
	for i := range objects.Roles {
		c.disown(&objects.Roles[i].Origin)
	}
	for i := range objects.Bindings {
		c.disown(&objects.Bindings[i].Origin)
	}
	return objects
}

func (c *Chosen) disown(origin *access.Origin) {
	if c.Include(origin.Owner) {
		origin.Owner = ""
	}
}
