package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// commentLimit keeps a report below the size of a comment on GitHub, which is 65,536 characters.
const commentLimit = 64_000

// ReviewMarkdown prints a review for a pull request: in one sentence what it does, who gains and loses what, and the findings
// that are new. Everything else is in folds. What does not fit into a comment on GitHub is left out with a note.
func ReviewMarkdown(w io.Writer, r *review.Report) error {
	blocks := []string{"## " + cell(headline(r)) + "\n\n" + markdownNotes(r)}
	if r.Source == access.Preview {
		blocks = append(blocks, markdownChanges(r)...)
	}
	first, others := firstFindings(r)
	blocks = append(blocks, markdownFindings(first)...)
	blocks = append(blocks, fold(findingsTitle(others), findingsTable(others))...)
	blocks = append(blocks, fold(closedTitle, markdownClosed(r.Closed))...)
	blocks = append(blocks, markdownDiagram(r)...)
	blocks = append(blocks, markdownKept(r)...)
	_, err := io.WriteString(w, fit(blocks, commentLimit))
	return err
}

// fold hides blocks behind a title.
func fold(title string, blocks []string) []string {
	if len(blocks) == 0 {
		return nil
	}
	return []string{"<details><summary>" + title + "</summary>\n\n" + strings.Join(blocks, "") + "\n</details>\n\n"}
}

const warning = "\n> [!WARNING]\n> %d parts of this report do not fit here; `scientist-access review` prints all of it.\n"

// room is what a limit leaves beside the warning, with the digits of its number.
func room(limit int) int { return limit - len(warning) - 20 }

// fit joins as many blocks as there is room for.
func fit(blocks []string, limit int) string {
	var b strings.Builder
	left := 0
	for _, block := range blocks {
		if left > 0 || b.Len()+len(block) > room(limit) {
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

func markdownNotes(r *review.Report) string {
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

// firstFindings are those that a change brings and nobody has accepted; without a change all that nobody has.
func firstFindings(r *review.Report) (first, others []finding.Finding) {
	for _, f := range r.Findings {
		if f.Accepted == nil && (f.New || r.Source != access.Preview) {
			first = append(first, f)
			continue
		}
		others = append(others, f)
	}
	return first, others
}

func markdownFindings(findings []finding.Finding) []string {
	if len(findings) == 0 {
		return nil
	}
	title := "### Findings\n\n"
	if findings[0].New {
		title = "### New findings\n\n"
	}
	return append([]string{title}, findingsTable(findings)...)
}

func findingsTitle(findings []finding.Finding) string {
	return count(len(findings), "finding") + " that this change does not bring, or that your team accepts"
}

func findingsTable(findings []finding.Finding) []string {
	if len(findings) == 0 {
		return nil
	}
	blocks := []string{"| severity | finding | where | who |\n|---|---|---|---|\n"}
	for _, f := range findings {
		severity := "**" + string(f.Severity) + "**"
		if f.Accepted != nil {
			severity += " " + cell(mark(f))
		}
		what := fmt.Sprintf("%s: %s %s", f.Kind, code(f.Object), cell(f.Message))
		if f.Fix != "" {
			what += "; fix: " + cell(f.Fix)
		}
		blocks = append(blocks, fmt.Sprintf("| %s | %s | %s | %s |\n", severity, what, cell(place(f, 10)),
			codes(slices.Concat(f.Roles, f.Principals), 5)))
	}
	return append(blocks, "\n")
}

func markdownChanges(r *review.Report) []string {
	blocks := []string{"### Changes\n\n"}
	for _, a := range r.Access {
		if a.Has(review.Gained) || a.Has(review.Lost) {
			blocks = append(blocks, markdownTitle(a)+shortTable(a, r)+"\n")
		}
	}
	switch {
	case len(blocks) > 1:
	case r.Partial || r.Unseen():
		blocks = append(blocks, "Nobody is seen to gain or lose a right, but the notes above say what was not seen.\n\n")
	case r.Changed():
		blocks = append(blocks, "Nobody gains or loses a right, but guardrails close other dangers than before.\n\n")
	default:
		blocks = append(blocks, "Nobody gains or loses a right.\n\n")
	}
	return blocks
}

func markdownDiagram(r *review.Report) []string {
	drawn := diagram(r.Graph)
	if drawn == "" {
		return nil
	}
	legend := ""
	if r.Source == access.Preview {
		legend = "Thick arrows are new, dotted ones go away.\n\n"
	}
	return fold("Ways of access", []string{legend + drawn + "\n"})
}

func markdownKept(r *review.Report) []string {
	var blocks []string
	for _, a := range r.Access {
		if r.Source == access.Preview && !keepsSomething(a) {
			continue
		}
		blocks = append(blocks, fmt.Sprintf("<details><summary>%s</summary>\n%s\n</details>\n\n",
			who(a), principalList(a)+table(a, r, every, review.Kept)))
	}
	if r.Source == access.Preview {
		return fold("What stays", blocks)
	}
	return append([]string{"### Access\n\n"}, blocks...)
}

func keepsSomething(a review.Access) bool {
	return slices.ContainsFunc(a.Groups, func(m review.Membership) bool { return m.Change == review.Kept }) ||
		slices.ContainsFunc(a.Scopes, func(s review.Scope) bool { return len(s.Keeps) > 0 })
}
