package main

import (
	"fmt"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

const generated = "<!-- Written by go run ./docs/gen. Don't edit. -->\n"

// table is a Markdown table. Cells must not hold line breaks.
func table(header []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(header)
	b.WriteString(strings.Repeat("|---", len(header)) + "|\n")
	for _, row := range rows {
		line(row)
	}
	return b.String()
}

// codes sets each word in code font.
func codes(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, "`"+w+"`")
	}
	return strings.Join(out, ", ")
}

// orDash keeps cells from being empty.
func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// verbsOn is a rule in short: `get`, `list` on `pods/log`.
func verbsOn(r rbacv1.PolicyRule) string {
	text := codes(r.Verbs) + " on " + codes(r.Resources)
	if len(r.APIGroups) > 0 && r.APIGroups[0] != "" {
		text += " in " + codes(r.APIGroups)
	}
	if len(r.ResourceNames) > 0 {
		text += " named " + codes(r.ResourceNames)
	}
	return text
}

func link(text, address string) string { return "[" + text + "](" + address + ")" }

// prose keeps Markdown from taking a placeholder such as <team> for HTML.
func prose(text string) string { return strings.ReplaceAll(text, "<", "&lt;") }
