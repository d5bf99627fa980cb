package render

import (
	"fmt"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

var changeWords = map[review.Change]string{
	review.Gained: "**gains**", review.Lost: "**loses**", review.Kept: "**keeps**",
}

// shortTable says what some principals gain and lose, by the names of capabilities where they have one. Their rules are in a
// fold.
func shortTable(a review.Access, r *review.Report) string {
	short := table(a, r, func(line row) bool { return !line.below }, review.Gained, review.Lost)
	whole := table(a, r, every, review.Gained, review.Lost)
	if short == whole {
		return whole
	}
	return withoutRules.Replace(short) + "\n<details><summary>with all rules</summary>\n" + whole + "\n</details>\n"
}

// withoutRules has what leads to a capability's rules in other words, as they do not follow.
var withoutRules = strings.NewReplacer(", completed by: |", ", the rest of it |", ", now without: |", ", a part of it |", ": |", " |")

func every(row) bool { return true }

// table says what some principals gain, lose or keep.
func table(a review.Access, r *review.Report, shown func(row) bool, changes ...review.Change) string {
	var b strings.Builder
	b.WriteString("\n| | where | right | verbs |\n|---|---|---|---|\n")
	for _, change := range changes {
		word := changeWords[change]
		if a.SignIn == change && change != review.Kept {
			fmt.Fprintf(&b, "| %s | | sign in | |\n", word)
		}
		for _, m := range a.Groups {
			if m.Change == change {
				fmt.Fprintf(&b, "| %s | | group %s | |\n", word, markdownGroup(m))
			}
		}
		for _, scope := range a.Scopes {
			place := markdownPlace(scope)
			for _, row := range rows(change, scope.Rights(change)) {
				if !shown(row) {
					continue
				}
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", word, place, markdownRow(row), cell(row.verbs))
				place = "" // one row names it for those below
			}
		}
	}
	if len(a.Scopes) == 0 {
		fmt.Fprintf(&b, "| | | %s | |\n", nothing(a, r))
	}
	return b.String()
}

// who names the principals in a title.
func who(a review.Access) string {
	first := cell(a.Principals[0].String())
	if len(a.Principals) == 1 {
		return first
	}
	return fmt.Sprintf("%s: %s and others", count(len(a.Principals), "principal"), first)
}

func markdownTitle(a review.Access) string {
	list := principalList(a)
	if list != "" {
		list = "\n<details><summary>all of them</summary>" + list + "</details>\n"
	}
	return "#### " + who(a) + "\n" + list
}

// principalList names all of several principals.
func principalList(a review.Access) string {
	if len(a.Principals) == 1 {
		return ""
	}
	var b strings.Builder
	for _, p := range a.Principals {
		b.WriteString("<li>" + cell(p.String()) + "</li>")
	}
	return "<ul>" + b.String() + "</ul>\n"
}

func markdownPlace(s review.Scope) string {
	if len(s.Namespaces) == 0 {
		return "whole cluster"
	}
	return codes(s.Namespaces, 20)
}

func markdownGroup(m review.Membership) string {
	if m.Team == "" {
		return code(m.Group)
	}
	return code(m.Group) + " of team " + code(m.Team)
}

func markdownRow(r row) string {
	if r.below {
		return "&nbsp;&nbsp;" + cell(r.name)
	}
	return cell(r.name)
}

func codes(names []string, most int) string {
	quoted := make([]string, 0, len(names))
	for _, name := range names {
		quoted = append(quoted, code(name))
	}
	return some(quoted, most)
}

// markdownEscapes are made of entities, which mean the same in Markdown and inside HTML elements, where a backslash
// would be shown. An address is broken where GitHub would find a link, and a name where it would find a person or an
// issue, whom it looks for in the finished page.
var markdownEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `\`, "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;",
	"|", "&#124;", "~", "&#126;", "@", "@<!-- -->", "#", "#<!-- -->", "://", "&#58;//", "www.", "&#119;ww.",
)

// cell writes a text so that nothing in it is read as Markdown or HTML, nor notifies anybody.
func cell(s string) string { return markdownEscapes.Replace(clean(s)) }

// code writes a name in fixed width. HTML is used for that, as a name may hold a backtick.
func code(s string) string { return "<code>" + cell(s) + "</code>" }
