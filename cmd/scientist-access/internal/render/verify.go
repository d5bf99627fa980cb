package render

import (
	"bufio"
	"fmt"
	"io"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

// VerifyText prints a comparison with a cluster for a terminal; color marks severities with the colours of one.
func VerifyText(w io.Writer, r *verify.Report, color bool) error {
	t := textWriter{Writer: bufio.NewWriter(w), color: color}
	t.line("%s", t.paint(bold, clean(verifyHeadline(r))))
	t.section("Differences", r.Findings)
	t.section("Bound outside the stack", r.Outside)
	t.list("Not checked", r.Unchecked)
	t.list("Notes", r.Notes)
	return t.Flush()
}

func verifyHeadline(r *verify.Report) string {
	result := "is as declared"
	switch {
	case len(r.Findings) > 0:
		result = "differs from the stack: " + count(len(r.Findings), "difference")
	case len(r.Unchecked) > 0:
		result = "is as declared, as far as that could be checked"
	}
	return fmt.Sprintf("Cluster %s %s (%s asked)", r.Cluster, result, count(r.Asked, "right"))
}

// section prints findings under a title; none are no section.
func (t textWriter) section(title string, findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	t.line("")
	t.line("%s", t.paint(bold, title))
	for _, f := range findings {
		t.finding(f)
	}
}

func (t textWriter) list(title string, notes []access.Note) {
	if len(notes) == 0 {
		return
	}
	t.line("")
	t.line("%s", t.paint(bold, title))
	for _, note := range notes {
		t.line("  %s", noteText(note))
	}
}
