package review

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// TextOptions say how [Report.WriteText] prints.
type TextOptions struct {
	// Color marks gains, losses and severities with the colours of a terminal.
	Color bool
}

// The colours of a terminal, as ECMA-48 numbers them.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
	bold   = "1"
	faint  = "2"
)

var severityColors = map[Severity]string{Critical: red, High: red, Medium: yellow, Low: faint}

// WriteText prints the report for a terminal.
func (r *Report) WriteText(w io.Writer, options TextOptions) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: options.Color}
	t.line("%s", t.paint(bold, r.headline()))
	for _, note := range r.Notes {
		t.line("%s %s", t.paint(yellow, "note:"), noteText(note))
	}
	for _, access := range r.Access {
		t.access(access, r)
	}
	t.findings(r.Findings)
	return t.Flush()
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

// signs mark changes; in an export there are none.
var (
	signs      = map[Change]string{Gained: "+", Lost: "-", Kept: "="}
	signColors = map[Change]string{Gained: green, Lost: red, Kept: faint}
)

func (t textWriter) sign(change Change, source Source) string {
	if source != Preview {
		return " "
	}
	return t.paint(signColors[change], signs[change])
}

func (t textWriter) access(access Access, r *Report) {
	t.line("")
	for _, p := range access.Principals {
		t.line("%s", t.paint(bold, p.String()))
	}
	if access.SignIn != Kept {
		t.line("  %s may sign in", t.sign(access.SignIn, r.Source))
	}
	for _, m := range access.Groups {
		t.line("  %s group %s", t.sign(m.Change, r.Source), m.name())
	}
	if len(access.Scopes) == 0 {
		t.line("    %s", access.nothing(r.Partial))
	}
	width := access.nameWidth()
	for _, scope := range access.Scopes {
		t.line("    %s", t.paint(bold, scope.place()))
		for _, change := range changes {
			t.rights(t.sign(change, r.Source), rows(change, scope.Rights(change)), width)
		}
		for _, route := range routes(scope.Grants) {
			t.line("      %s %s", t.sign(route.change, r.Source), t.paint(faint, "by "+route.text))
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
func (a Access) nameWidth() int {
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

// place names where a scope is, all of it.
func (s Scope) place() string {
	switch len(s.Namespaces) {
	case 0:
		return "whole cluster"
	case 1:
		return "namespace " + clean(s.Namespaces[0])
	}
	return count(len(s.Namespaces), "namespace") + ": " + clean(strings.Join(s.Namespaces, ", "))
}

func (t textWriter) findings(findings []Finding) {
	if len(findings) == 0 {
		return
	}
	t.line("")
	t.line("%s", t.paint(bold, "Findings"))
	for _, f := range findings {
		mark := ""
		if f.New {
			mark = " (new)"
		}
		label := t.paint(severityColors[f.Severity], fmt.Sprintf("%-8s", f.Severity))
		t.line("  %s  %s: %s%s", label, f.Kind, clean(f.Object), mark)
		t.line("            %s", clean(f.Message))
		if len(f.Roles) > 0 {
			t.line("            by %s", clean(some(f.Roles, 5)))
		}
		if len(f.Namespaces) > 0 {
			t.line("            in %s", clean(strings.Join(f.Namespaces, ", ")))
		}
		if len(f.Principals) > 0 && f.Kind != NoRights {
			t.line("            for %s", clean(some(f.Principals, 5)))
		}
	}
}
