package adopt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
)

// keepers are those that things may be taken from: as access.Origin names them, or by their tool alone.
type keepers struct {
	names []string
	used  map[string]bool
}

func newKeepers(names []string) *keepers { return &keepers{names, map[string]bool{}} }

// include reports whether a keeper is among them.
func (k *keepers) include(owner string) bool {
	tool, _, _ := strings.Cut(owner, ":")
	for _, name := range k.names {
		if owner != "" && (name == owner || name == tool) {
			k.used[name] = true
			return true
		}
	}
	return false
}

// unused is an error if one of them keeps nothing.
func (k *keepers) unused() error {
	for _, name := range k.names {
		if !k.used[name] {
			return fmt.Errorf("--from %q: keeps nothing of what could be taken over", name)
		}
	}
	return nil
}

// disowned are objects as nobody's that one of the keepers keeps.
func (k *keepers) disowned(objects access.Objects) access.Objects {
	objects.Roles, objects.Bindings = slices.Clone(objects.Roles), slices.Clone(objects.Bindings)
	for i := range objects.Roles {
		k.disown(&objects.Roles[i].Origin)
	}
	for i := range objects.Bindings {
		k.disown(&objects.Bindings[i].Origin)
	}
	return objects
}

func (k *keepers) disown(origin *access.Origin) {
	if k.include(origin.Owner) {
		origin.Owner = ""
	}
}
