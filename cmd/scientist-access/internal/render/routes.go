package render

import (
	"fmt"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// route is a way on which rights come, for one binding or for many of the same name.
type route struct {
	review.Grant
	bindings int
}

// routes shorten the grants of many namespaces to those that differ.
func routes(grants []review.Grant) []route {
	at := map[review.Grant]int{}
	var all []route
	for _, grant := range grants {
		key := grant
		key.Binding = withoutNamespace(grant.Binding)
		i, ok := at[key]
		if !ok {
			at[key] = len(all)
			all = append(all, route{grant, 1})
			continue
		}
		all[i].Binding = key.Binding
		all[i].bindings++
	}
	return all
}

func (r route) String() string {
	steps := []string{r.Subject}
	switch {
	case r.bindings > 1:
		steps = append(steps, fmt.Sprintf("%s (%d)", r.Binding, r.bindings))
	case r.Binding != "":
		steps = append(steps, r.Binding)
	}
	return clean(strings.Join(append(steps, r.Role), " → "))
}

// withoutNamespace shortens "RoleBinding team-a/writers" to "RoleBinding writers".
func withoutNamespace(object string) string {
	kind, name, _ := strings.Cut(object, " ")
	return strings.TrimSpace(kind + " " + name[strings.Index(name, "/")+1:])
}
