package render

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// readable is how many arrows a graph may have: with more of them nobody finds the way.
const readable = 120

// diagram draws the ways of rights as a Mermaid graph, or says why there is none.
func diagram(g review.Graph) string {
	if c := g.Changing; c != nil && len(g.Arrows) > readable {
		if n := len(c.Arrows); n > 0 && n <= readable {
			return "Only the ways that change are drawn; the lists have all.\n\n" + mermaid(*c)
		}
	}
	switch {
	case len(g.Arrows) == 0:
		return ""
	case len(g.Arrows) > readable:
		return fmt.Sprintf("A graph of this stack would have %d arrows and is left out; the lists have all.\n", len(g.Arrows))
	}
	return mermaid(g)
}

// The shapes of nodes, and what several of one kind are called.
var shapes = map[review.NodeKind]struct{ open, close, plural string }{
	review.PrincipalNode: {`(["`, `"])`, "principals"},
	review.SubjectNode:   {`{{"`, `"}}`, "subjects"},
	review.BindingNode:   {`["`, `"]`, "bindings"},
	review.RoleNode:      {`[["`, `"]]`, "roles"},
	review.ScopeNode:     {`[/"`, `"/]`, "namespaces"},
}

// lines are the arrows, by what a change does to the way.
var lines = map[review.Change]string{review.Gained: "==>", review.Lost: "-.->", review.Kept: "-->"}

// mermaid writes the graph. Source: https://mermaid.js.org/syntax/flowchart.html
func mermaid(g review.Graph) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart LR\n")
	ids := map[review.Node]string{}
	for i, n := range nodes(g) {
		ids[n] = fmt.Sprintf("n%d", i)
		shape := shapes[n.Kind]
		fmt.Fprintf(&b, "  %s%s%s%s\n", ids[n], shape.open, label(g, n), shape.close)
	}
	var arrows []string
	for a, change := range g.Arrows {
		arrows = append(arrows, fmt.Sprintf("  %s %s %s\n", ids[a.From], lines[change], ids[a.To]))
	}
	slices.SortFunc(arrows, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	b.WriteString(strings.Join(arrows, "") + "```\n")
	return b.String()
}

// nodes are in the order of reading: from principals to namespaces, each by its label.
func nodes(g review.Graph) []review.Node {
	order := []review.NodeKind{
		review.PrincipalNode, review.SubjectNode, review.BindingNode, review.RoleNode, review.ScopeNode,
	}
	return slices.SortedFunc(maps.Keys(g.Names), func(a, b review.Node) int {
		return cmp.Or(
			cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)),
			cmp.Compare(label(g, a), label(g, b)),
			review.CompareNodes(a, b),
		)
	})
}

// label names up to three things, and counts more of them.
func label(g review.Graph, n review.Node) string {
	names := g.Names[n]
	text := some(names, 3)
	if len(names) > 3 {
		text = fmt.Sprintf("%d %s: %s", len(names), shapes[n.Kind].plural, text)
	}
	return mermaidText(text)
}

var mermaidEscapes = strings.NewReplacer(
	"#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", `\`, "#92;", "@", "#64;",
)

// mermaidText writes a text so that nothing in it is read as Mermaid, Markdown or HTML.
func mermaidText(s string) string { return mermaidEscapes.Replace(clean(s)) }
