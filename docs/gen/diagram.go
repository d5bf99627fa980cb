package main

import (
	"fmt"
	"strings"

	"github.com/scientist-access/scientist-access/internal/names"
)

// box is a thing on the way from somebody to a right.
type box struct {
	x, y         int
	title, below string
	ours         bool
}

const boxWidth, boxHeight = 164, 56

// accessDiagram draws the way from a principal to its rights, and what of it is the component's.
func accessDiagram() (string, error) {
	const left, middle, top, bottom = 10, 63, 15, 111
	column := func(i int) int { return left + i*(boxWidth+24) }
	of := names.ForTeam("…", "")
	principal := box{column(0), middle, "IAM role or user", "the principal", false}
	entry := box{column(1), middle, "EKS access entry", "for the principal", true}
	rows := [][]box{
		{
			{column(2), top, "group", of.NamespaceGroup(), true}, {column(3), top, "RoleBinding", "names the group", true},
			{column(4), top, "Role", "has the rules", true}, {column(5), top, "namespace", "where the team works", false},
		},
		{
			{column(2), bottom, "group", of.ClusterGroup(), true}, {column(3), bottom, "ClusterRoleBinding", "names the group", true},
			{column(4), bottom, "ClusterRole", "has the rules", true}, {column(5), bottom, "whole cluster", "with every namespace", false},
		},
	}
	var b strings.Builder
	fmt.Fprintf(&b, svgHead, column(5)+boxWidth+left, bottom+boxHeight+42)
	b.WriteString(arrow(principal, entry))
	for _, row := range rows {
		b.WriteString(arrow(entry, row[0]))
		for i := range row[1:] {
			b.WriteString(arrow(row[i], row[i+1]))
		}
	}
	for _, each := range append([]box{principal, entry}, append(rows[0], rows[1]...)...) {
		b.WriteString(each.String())
	}
	legend := bottom + boxHeight + 18
	fmt.Fprintf(&b, "<rect class=\"ours\" x=\"%d\" y=\"%d\" width=\"16\" height=\"12\" rx=\"3\"/>\n", left, legend)
	fmt.Fprintf(&b, "<text class=\"below\" x=\"%d\" y=\"%d\">made by scientist-access, from right to left: nobody can sign in "+
		"before the rights exist</text>\n</svg>\n", left+24, legend+11)
	return b.String(), nil
}

const svgHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title">
<title id="title">From an IAM principal by its EKS access entry to Kubernetes groups, their bindings, roles and namespaces</title>
<style>
  text { font: 14px system-ui, sans-serif; text-anchor: middle; fill: #1f2328 }
  .title { font-weight: 600 }
  .below { font-size: 12px; fill: #59636e }
  svg > .below:last-child { text-anchor: start }
  rect { fill: #ffffff; stroke: #818b98 }
  .ours { fill: #ddf4ff; stroke: #0969da }
  path { stroke: #818b98; fill: none; stroke-width: 1.5; marker-end: url(#head) }
  marker path { fill: #818b98; stroke: none; marker-end: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .below { fill: #9198a1 }
    rect { fill: #151b23; stroke: #9198a1 } .ours { fill: #0d2d50; stroke: #4493f8 }
    path { stroke: #9198a1 } marker path { fill: #9198a1 }
  }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
`

// arrow leads from the right side of a box to the left side of another.
func arrow(from, to box) string {
	x1, y1, x2, y2 := from.x+boxWidth, from.y+boxHeight/2, to.x, to.y+boxHeight/2
	half := (x1 + x2) / 2
	return fmt.Sprintf("<path d=\"M%d %d C%d %d %d %d %d %d\"/>\n", x1, y1, half, y1, half, y2, x2-1, y2)
}

func (b box) String() string {
	class := ""
	if b.ours {
		class = ` class="ours"`
	}
	middle := b.x + boxWidth/2
	return fmt.Sprintf("<rect%s x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", class, b.x, b.y, boxWidth, boxHeight) +
		fmt.Sprintf("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>\n", middle, b.y+24, b.title) +
		fmt.Sprintf("<text class=\"below\" x=\"%d\" y=\"%d\">%s</text>\n", middle, b.y+43, b.below)
}
