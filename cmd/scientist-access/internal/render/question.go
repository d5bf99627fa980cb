package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
)

// CanText prints the answer about one principal for a terminal.
func CanText(w io.Writer, r *question.Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	answer := r.Answers[0]
	t.line("%s", t.paint(bold, clean(canHeadline(r, answer))))
	t.ways("  ", answer, r.Source)
	t.notes(r.Notes)
	t.section("Dangers of it", answer.Dangers)
	t.closed(answer.Closed)
	return t.Flush()
}

// canHeadline is the verdict, and where it changes that first.
func canHeadline(r *question.Report, a question.Answer) string {
	who, what := a.Principals[0].Short(), r.Asked+on(r.Cluster)
	if a.Changes() {
		return fmt.Sprintf("Changes from %s to %s: whether %s may %s", verdict(a.Now), verdict(a.After), who, what)
	}
	unchanged := ""
	if r.Source == access.Preview {
		unchanged = ", now and after the change"
	}
	switch {
	case a.After == question.Yes:
		return fmt.Sprintf("Yes%s: %s may %s", unchanged, who, what)
	case a.After == question.Unknown:
		return fmt.Sprintf("Not known%s: whether %s may %s", unchanged, who, what)
	case r.Source == access.Live:
		return fmt.Sprintf("No: %s may not %s", who, what)
	}
	return fmt.Sprintf("No%s: nothing in this stack lets %s %s", unchanged, who, what)
}

func verdict(v question.Verdict) string {
	if v == question.Unknown {
		return "not known"
	}
	return string(v)
}

func on(cluster string) string {
	if cluster == "" {
		return ""
	}
	return ", on cluster " + cluster
}

// WhoCanText prints the answers about all principals for a terminal.
func WhoCanText(w io.Writer, r *question.Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.line("%s", t.paint(bold, clean("Who may "+r.Asked+on(r.Cluster)+": "+whoCounts(r))))
	t.notes(r.Notes)
	title := ""
	for _, answer := range r.Answers {
		t.line("")
		if now := whoTitle(answer, r.Source); now != title {
			title = now
			t.line("%s", t.paint(bold, title))
		}
		for _, p := range answer.Principals {
			t.line("  %s", clean(p.Short()))
		}
		t.ways("    ", answer, r.Source)
		if dangers := dangerNames(answer.Dangers); dangers != "" {
			t.line("    dangers: %s", dangers)
		}
		if names := dangerNames(answer.Closed); names != "" {
			t.line("    closed by guardrails: %s", names)
		}
	}
	return t.Flush()
}

// whoTitles say what answers mean, by the verdicts now and after a change.
var whoTitles = map[[2]question.Verdict]string{
	{question.No, question.Yes}:          "After the change, and not now",
	{question.Unknown, question.Yes}:     "After the change; whether now is not known",
	{question.Yes, question.No}:          "Now, and not after the change",
	{question.Unknown, question.No}:      "Not after the change; whether now is not known",
	{question.Yes, question.Unknown}:     "Now; whether after the change is not known",
	{question.No, question.Unknown}:      "Not now; whether after the change is not known",
	{question.Yes, question.Yes}:         "Now and after the change",
	{question.Unknown, question.Unknown}: "Not known",
	{question.No, question.No}:           "A part of it",
}

func whoTitle(a question.Answer, source access.Source) string {
	if source != access.Preview && a.After == question.Yes {
		return "May"
	}
	return whoTitles[[2]question.Verdict{a.Now, a.After}]
}

// whoCounts counts the principals by what the answer about them is.
func whoCounts(r *question.Report) string {
	counts := map[question.Verdict]int{}
	changes, parts := 0, 0
	for _, a := range r.Answers {
		n := len(a.Principals)
		counts[a.After] += n
		if a.Changes() {
			changes += n
		} else if a.After == question.No {
			parts += n
		}
	}
	text := count(counts[question.Yes], "principal")
	if r.Source == access.Preview {
		text += fmt.Sprintf(" after the change, which changes it for %d", changes)
	}
	if n := counts[question.Unknown]; n > 0 {
		text += fmt.Sprintf("; not known of %d", n)
	}
	if parts > 0 {
		text += fmt.Sprintf("; a part of it: %d", parts)
	}
	return text
}

// ways prints how a right comes, why it is not known, and which part of it is there.
func (t textWriter) ways(indent string, a question.Answer, source access.Source) {
	for _, route := range routes(a.Ways) {
		t.line("%s%s", indent, strings.TrimLeft(t.sign(route.Change, source)+" by "+route.String(), " "))
	}
	for _, doubt := range a.Doubts {
		t.line("%s%s", indent, clean(doubt))
	}
	for _, line := range partLines(a.Parts) {
		t.line("%s%s", indent, clean(line))
	}
}

// partLines say narrower rights; of those on all objects, the namespaces are on one line.
func partLines(parts []question.Part) []string {
	var namespaces, lines []string
	for _, part := range parts {
		if len(part.Names) == 0 {
			namespaces = append(namespaces, part.Namespace)
			continue
		}
		lines = append(lines, "only those named "+some(part.Names, 5)+access.In(part.Namespace))
	}
	if len(namespaces) > 0 {
		lines = append([]string{"only in " + some(namespaces, 10)}, lines...)
	}
	return lines
}

func dangerNames(findings []finding.Finding) string {
	var names []string
	for _, f := range findings {
		names = append(names, fmt.Sprintf("%s (%s)", clean(f.Object), f.Severity))
	}
	return strings.Join(names, ", ")
}
