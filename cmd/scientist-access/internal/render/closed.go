package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// closedDangers are those that one guard closes in the same places.
type closedDangers struct {
	guard *access.Guard
	names []string
	where string
}

// closed puts together what guardrails close.
func closed(findings []finding.Finding) []closedDangers {
	type key struct{ policy, where string }
	at := map[key]int{}
	var all []closedDangers
	for _, f := range findings {
		k := key{f.ClosedBy.Policy, place(f, len(f.Namespaces))}
		i, ok := at[k]
		if !ok {
			i = len(all)
			at[k] = i
			all = append(all, closedDangers{guard: f.ClosedBy, where: k.where})
		}
		if !slices.Contains(all[i].names, f.Object) {
			all[i].names = append(all[i].names, f.Object)
		}
	}
	return all
}

// allowed is what a guard leaves open.
func allowed(g *access.Guard) string {
	list := func(names []string) string { return cmp.Or(strings.Join(names, ", "), "none") }
	return fmt.Sprintf("service accounts: %s; host paths: %s", list(g.ServiceAccounts), list(g.HostPaths))
}

const closedTitle = "Closed by guardrails"

func (t textWriter) closed(findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	t.line("")
	t.line("%s", t.paint(bold, closedTitle))
	for _, c := range closed(findings) {
		t.line("  %s: %s", clean(c.guard.Policy), clean(strings.Join(c.names, ", ")))
		t.detail("in ", c.where)
		t.detail("except for ", allowed(c.guard))
	}
}

func markdownClosed(findings []finding.Finding) []string {
	if len(findings) == 0 {
		return nil
	}
	blocks := []string{"| policy | closes | where | except for |\n|---|---|---|---|\n"}
	for _, c := range closed(findings) {
		blocks = append(blocks, fmt.Sprintf("| %s | %s | %s | %s |\n", code(c.guard.Policy), cell(strings.Join(c.names, ", ")),
			cell(c.where), cell(allowed(c.guard))))
	}
	return append(blocks, "\n")
}
