package review

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// commentLimit keeps a report below the size of a comment on GitHub, which is 65,536 characters.
const commentLimit = 64_000

// WriteMarkdown prints the report for a pull request: what changes and what to look at first, then a graph,
// and what stays in folds. What does not fit into a comment on GitHub is left out with a note.
func (r *Report) WriteMarkdown(w io.Writer) error {
	blocks := []string{"## " + cell(r.headline()) + "\n\n" + r.markdownNotes()}
	blocks = append(blocks, r.markdownFindings()...)
	if r.Source == Preview {
		blocks = append(blocks, r.markdownChanges()...)
	}
	blocks = append(blocks, r.markdownDiagram()...)
	blocks = append(blocks, r.markdownKept()...)
	_, err := io.WriteString(w, fit(blocks, commentLimit))
	return err
}

// fit joins as many blocks as there is room for.
func fit(blocks []string, limit int) string {
	const warning = "\n> [!WARNING]\n> %d parts of this report do not fit here; `scientist-access review` prints all of it.\n"
	room := limit - len(warning) - 20
	var b strings.Builder
	left := 0
	for _, block := range blocks {
		if left > 0 || b.Len()+len(block) > room {
			left++
			continue
		}
		b.WriteString(block)
	}
	if left > 0 {
		fmt.Fprintf(&b, warning, left)
	}
	return b.String()
}

func (r *Report) markdownNotes() string {
	if len(r.Notes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("> [!NOTE]\n")
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "> - %s\n", cell(noteText(note)))
	}
	return b.String() + "\n"
}

func (r *Report) markdownFindings() []string {
	if len(r.Findings) == 0 {
		return nil
	}
	blocks := []string{"### Findings\n\n| severity | finding | where | who |\n|---|---|---|---|\n"}
	for _, f := range r.Findings {
		severity := "**" + string(f.Severity) + "**"
		if f.New {
			severity += " new"
		}
		blocks = append(blocks, fmt.Sprintf("| %s | %s: %s %s | %s | %s |\n", severity, f.Kind, code(f.Object),
			cell(f.Message), f.markdownPlace(), codes(slices.Concat(f.Roles, f.Principals), 5)))
	}
	return append(blocks, "\n")
}

func (f Finding) markdownPlace() string {
	if len(f.Namespaces) == 0 && f.Kind == DangerousRight {
		return "whole cluster"
	}
	return codes(f.Namespaces, 10)
}

func (r *Report) markdownChanges() []string {
	blocks := []string{"### Changes\n\n"}
	for _, access := range r.Access {
		if access.has(Gained) || access.has(Lost) {
			blocks = append(blocks, access.markdownTitle()+access.table(r.Partial, Gained, Lost)+"\n")
		}
	}
	switch {
	case len(blocks) > 1:
	case r.Partial || r.Changed():
		blocks = append(blocks, "Nobody is seen to gain or lose a right, but the notes above say what was not seen.\n\n")
	default:
		blocks = append(blocks, "Nobody gains or loses a right.\n\n")
	}
	return blocks
}

func (r *Report) markdownDiagram() []string {
	if r.diagram == "" {
		return nil
	}
	legend := ""
	if r.Source == Preview {
		legend = "Thick arrows are new, dotted ones go away.\n\n"
	}
	return []string{"### Ways of access\n\n" + legend + r.diagram + "\n"}
}

func (r *Report) markdownKept() []string {
	title := "What stays"
	if r.Source == Export {
		title = "Access"
	}
	blocks := []string{"### " + title + "\n\n"}
	for _, access := range r.Access {
		if r.Source == Preview && !access.keepsSomething() {
			continue
		}
		blocks = append(blocks, fmt.Sprintf("<details><summary>%s</summary>\n%s\n</details>\n\n",
			access.who(), access.principalList()+access.table(r.Partial, Kept)))
	}
	if len(blocks) == 1 {
		return nil
	}
	return blocks
}

func (a Access) keepsSomething() bool {
	return slices.ContainsFunc(a.Groups, func(m Membership) bool { return m.Change == Kept }) ||
		slices.ContainsFunc(a.Scopes, func(s Scope) bool { return len(s.Keeps) > 0 })
}
