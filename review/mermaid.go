package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// readable is how many arrows a graph may have: with more of them nobody finds the way.
const readable = 120

// diagram draws the ways of rights as a Mermaid graph, or says why there is none.
func diagram(before, after *world) string {
	ways := waysOf(before, after)
	g := newGraph(ways, before, after)
	if len(g.arrows) > readable && before != after {
		changing := slices.DeleteFunc(ways, func(w way) bool { return !w.changes() })
		small := newGraph(changing, before, after)
		if n := len(small.arrows); n > 0 && n <= readable {
			return "Only the ways that change are drawn; the lists have all.\n\n" + small.mermaid()
		}
	}
	switch {
	case len(g.arrows) == 0:
		return ""
	case len(g.arrows) > readable:
		return fmt.Sprintf("A graph of this stack would have %d arrows and is left out; the lists have all.\n", len(g.arrows))
	}
	return g.mermaid()
}

// The shapes of nodes, and what several of one kind are called.
var shapes = map[string]struct{ open, close, plural string }{
	"principal": {`(["`, `"])`, "principals"},
	"subject":   {`{{"`, `"}}`, "subjects"},
	"binding":   {`["`, `"]`, "bindings"},
	"role":      {`[["`, `"]]`, "roles"},
	"scope":     {`[/"`, `"/]`, "namespaces"},
}

// lines are the arrows, by what a change does to the way.
var lines = map[Change]string{Gained: "==>", Lost: "-.->", Kept: "-->"}

// mermaid writes the graph. Source: https://mermaid.js.org/syntax/flowchart.html
func (g graph) mermaid() string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart LR\n")
	ids := map[node]string{}
	for i, n := range g.nodes() {
		ids[n] = fmt.Sprintf("n%d", i)
		shape := shapes[n.kind]
		fmt.Fprintf(&b, "  %s%s%s%s\n", ids[n], shape.open, g.label(n), shape.close)
	}
	var arrows []string
	for a, kinds := range g.arrows {
		arrows = append(arrows, fmt.Sprintf("  %s %s %s\n", ids[a.from], lines[oneChange(kinds)], ids[a.to]))
	}
	slices.SortFunc(arrows, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	b.WriteString(strings.Join(arrows, "") + "```\n")
	return b.String()
}

// oneChange is how an arrow is drawn that stands for several: as new or gone only if all of them are.
func oneChange(kinds map[Change]bool) Change {
	if len(kinds) == 1 {
		for change := range kinds {
			return change
		}
	}
	return Kept
}

// nodes are in the order of reading: from principals to namespaces, each by its label.
func (g graph) nodes() []node {
	order := []string{"principal", "subject", "binding", "role", "scope"}
	return slices.SortedFunc(maps.Keys(g.names), func(a, b node) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.kind), slices.Index(order, b.kind)),
			cmp.Compare(g.label(a), g.label(b)),
			cmp.Compare(a.class, b.class),
		)
	})
}

// label names up to three things, and counts more of them.
func (g graph) label(n node) string {
	names := slices.Sorted(maps.Keys(g.names[n]))
	label := some(names, 3)
	if len(names) > 3 {
		label = fmt.Sprintf("%d %s: %s", len(names), shapes[n.kind].plural, label)
	}
	return mermaidText(label)
}

var mermaidEscapes = strings.NewReplacer(
	"#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", `\`, "#92;", "@", "#64;",
)

// mermaidText writes a text so that nothing in it is read as Mermaid, Markdown or HTML.
func mermaidText(s string) string { return mermaidEscapes.Replace(clean(s)) }
