package render

import (
	"fmt"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// route is a way on which rights come, for one binding or for many of the same name.
type route struct {
	text   string
	change review.Change
}

// routes shorten the grants of many namespaces to those that differ.
func routes(grants []review.Grant) []route {
	type kind struct {
		subject, binding, role string
		change                 review.Change
	}
	bindings := map[kind][]string{}
	var order []kind
	for _, grant := range grants {
		k := kind{grant.Subject, withoutNamespace(grant.Binding), grant.Role, grant.Change}
		if _, ok := bindings[k]; !ok {
			order = append(order, k)
		}
		bindings[k] = append(bindings[k], grant.Binding)
	}
	var all []route
	for _, k := range order {
		steps := []string{k.subject}
		switch n := len(bindings[k]); {
		case k.binding == "":
		case n == 1:
			steps = append(steps, bindings[k][0])
		default:
			steps = append(steps, fmt.Sprintf("%s (%d)", k.binding, n))
		}
		steps = append(steps, k.role)
		all = append(all, route{text: clean(strings.Join(steps, " → ")), change: k.change})
	}
	return all
}

// withoutNamespace shortens "RoleBinding team-a/writers" to "RoleBinding writers".
func withoutNamespace(object string) string {
	kind, name, _ := strings.Cut(object, " ")
	if _, bare, ok := strings.Cut(name, "/"); ok {
		name = bare
	}
	return strings.TrimSpace(kind + " " + name)
}
