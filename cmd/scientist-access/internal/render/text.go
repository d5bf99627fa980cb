package render

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// The colours of a terminal, as ECMA-48 numbers them.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	bold   = "1"
	faint  = "2"
)

var severityColors = map[policy.Severity]string{
	policy.Critical: red, policy.High: red, policy.Medium: yellow, policy.Low: faint,
}

// ReviewText prints a review for a terminal; color marks gains, losses and severities with the colours of one.
func ReviewText(w io.Writer, r *review.Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.line("%s", t.paint(bold, headline(r)))
	t.notes(r.Notes)
	for _, a := range r.Access {
		t.access(a, r)
	}
	t.section("Findings", r.Findings)
	t.closed(r.Closed)
	return t.Flush()
}

// Notes prints notes alone.
func Notes(w io.Writer, notes []access.Note, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.notes(notes)
	return t.Flush()
}

func (t textWriter) notes(notes []access.Note) {
	for _, note := range notes {
		t.line("%s %s", t.paint(yellow, "note:"), noteText(note))
	}
}

// textWriter keeps the first error of the writer below it until Flush.
type textWriter struct {
	*bufio.Writer
	color bool
}

func (t textWriter) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t textWriter) paint(color, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

var changes = []review.Change{review.Gained, review.Lost, review.Kept}

// signs mark changes; in an export there are none.
var (
	signs      = map[review.Change]string{review.Gained: "+", review.Lost: "-", review.Kept: "="}
	signColors = map[review.Change]string{review.Gained: green, review.Lost: red, review.Kept: faint}
)

func (t textWriter) sign(change review.Change, source access.Source) string {
	if source != access.Preview {
		return " "
	}
	return t.paint(signColors[change], signs[change])
}

func (t textWriter) access(a review.Access, r *review.Report) {
	t.line("")
	for _, p := range a.Principals {
		t.line("%s", t.paint(bold, clean(p.String())))
	}
	if a.SignIn != review.Kept {
		t.line("  %s may sign in", t.sign(a.SignIn, r.Source))
	}
	for _, m := range a.Groups {
		t.line("  %s group %s", t.sign(m.Change, r.Source), groupName(m))
	}
	if len(a.Scopes) == 0 {
		t.line("    %s", nothing(a, r))
	}
	width := nameWidth(a)
	for _, scope := range a.Scopes {
		t.line("    %s", t.paint(bold, scopeText(scope)))
		for _, change := range changes {
			t.rights(t.sign(change, r.Source), rows(change, scope.Rights(change)), width)
		}
		for _, route := range routes(scope.Grants) {
			t.line("      %s %s", t.sign(route.Change, r.Source), t.paint(faint, "by "+route.String()))
		}
	}
}

func (t textWriter) rights(sign string, rows []row, width int) {
	for _, row := range rows {
		name := row.indented()
		if row.verbs != "" {
			name += strings.Repeat(" ", max(0, width-utf8.RuneCountInString(name))) + "  " + row.verbs
		}
		t.line("      %s %s", sign, name)
	}
}

func (r row) indented() string {
	if r.below {
		return "  " + r.name
	}
	return r.name
}

// widest is where the column of verbs starts at the latest: a longer name moves its own verbs only.
const widest = 60

// nameWidth is the width of the column of names.
func nameWidth(a review.Access) int {
	width := 0
	for _, scope := range a.Scopes {
		for _, change := range changes {
			for _, row := range rows(change, scope.Rights(change)) {
				if n := utf8.RuneCountInString(row.indented()); row.verbs != "" && n <= widest {
					width = max(width, n)
				}
			}
		}
	}
	return width
}

// scopeText names where a scope is, all of it.
func scopeText(s review.Scope) string {
	switch len(s.Namespaces) {
	case 0:
		return access.Place(access.WholeCluster)
	case 1:
		return "namespace " + clean(s.Namespaces[0])
	}
	return count(len(s.Namespaces), "namespace") + ": " + clean(strings.Join(s.Namespaces, ", "))
}

// finding prints one finding: what it is, then where, for whom, by whom, and what to do.
func (t textWriter) finding(f finding.Finding) {
	label := t.paint(severityColors[f.Severity], fmt.Sprintf("%-8s", f.Severity))
	title := fmt.Sprintf("%s: %s", f.Kind, clean(f.Object))
	if m := mark(f); m != "" {
		title += " (" + clean(m) + ")"
	}
	t.line("  %s  %s", label, title)
	t.detail("", f.Message)
	for _, line := range f.Lines {
		t.detail("  ", line)
	}
	t.detail("by ", some(f.Roles, 5))
	t.detail("in ", place(f, len(f.Namespaces)))
	if len(f.Principals) != 1 || f.Principals[0] != f.Object {
		t.detail("for ", some(f.Principals, 5))
	}
	if f.By != nil {
		t.detail("last written by ", author(*f.By))
	}
	t.detail("arn: ", f.ARN)
	t.detail("fix: ", f.Fix)
}

func (t textWriter) detail(word, text string) {
	if text != "" {
		t.line("            %s%s", word, clean(text))
	}
}

// author is who wrote something, as far as that is known.
func author(a access.Author) string {
	if a.Time.IsZero() {
		return cmp.Or(a.Manager, "somebody unknown")
	}
	return cmp.Or(a.Manager, "somebody whom CloudTrail knows") + ", " + a.Time.UTC().Format(time.RFC3339)
}
