package review

import (
	"fmt"
	"strings"
)

var changeWords = map[Change]string{Gained: "**gains**", Lost: "**loses**", Kept: "**keeps**"}

// table says what some principals gain, lose or keep.
func (a Access) table(partial bool, changes ...Change) string {
	var b strings.Builder
	b.WriteString("\n| | where | right | verbs |\n|---|---|---|---|\n")
	for _, change := range changes {
		word := changeWords[change]
		if a.SignIn == change && change != Kept {
			fmt.Fprintf(&b, "| %s | | sign in | |\n", word)
		}
		for _, m := range a.Groups {
			if m.Change == change {
				fmt.Fprintf(&b, "| %s | | group %s | |\n", word, m.markdown())
			}
		}
		for _, scope := range a.Scopes {
			place := scope.markdownPlace()
			for _, row := range rows(change, scope.Rights(change)) {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", word, place, row.markdown(), cell(row.verbs))
				place = "" // one row names it for those below
			}
		}
	}
	if len(a.Scopes) == 0 {
		fmt.Fprintf(&b, "| | | %s | |\n", a.nothing(partial))
	}
	return b.String()
}

// who names the principals in a title.
func (a Access) who() string {
	first := cell(a.Principals[0].String())
	if len(a.Principals) == 1 {
		return first
	}
	return fmt.Sprintf("%s: %s and others", count(len(a.Principals), "principal"), first)
}

func (a Access) markdownTitle() string {
	list := a.principalList()
	if list != "" {
		list = "\n<details><summary>all of them</summary>" + list + "</details>\n"
	}
	return "#### " + a.who() + "\n" + list
}

// principalList names all of several principals.
func (a Access) principalList() string {
	if len(a.Principals) == 1 {
		return ""
	}
	var b strings.Builder
	for _, p := range a.Principals {
		b.WriteString("<li>" + cell(p.String()) + "</li>")
	}
	return "<ul>" + b.String() + "</ul>\n"
}

func (s Scope) markdownPlace() string {
	if len(s.Namespaces) == 0 {
		return "whole cluster"
	}
	return codes(s.Namespaces, 20)
}

func (m Membership) markdown() string {
	if m.Team == "" {
		return code(m.Group)
	}
	return code(m.Group) + " of team " + code(m.Team)
}

func (r row) markdown() string {
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

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "#", `\#`, "@", "&#64;",
	"<", "&lt;", ">", "&gt;", "&", "&amp;",
)

// cell writes a text so that nothing in it is read as Markdown or HTML, nor notifies anybody.
func cell(s string) string { return markdownEscapes.Replace(clean(s)) }

// code writes a name in fixed width. HTML is used for that, as a name may hold a backtick.
func code(s string) string { return "<code>" + cell(s) + "</code>" }
