package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/propose"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// AdoptYAML prints a plan as a file Pulumi.STACK.yaml. What else there is to say stands in comments below the
// configuration.
func AdoptYAML(w io.Writer, p *propose.Plan) error {
	config, err := stackFile(p.Config)
	if err != nil {
		return err
	}
	const head = "# What principals have on cluster %s by groups, as the configuration of a stack of scientist-access.\n%s"
	if _, err := fmt.Fprintf(w, head, clean(p.Cluster), config); err != nil {
		return err
	}
	t := textWriter{Writer: bufio.NewWriter(&commenter{out: w})}
	t.changes("What this changes", p.Changes)
	t.list("Not in this stack", p.Unexpressed)
	t.list("To clean up after it is applied", p.Afterwards)
	if p.Stricter != nil {
		if err := t.stricter(p.Stricter); err != nil {
			return err
		}
	}
	t.list("Notes", p.Notes)
	return t.Flush()
}

// stricter prints what to write instead, and what that takes away.
func (t textWriter) stricter(s *propose.Stricter) error {
	config, err := stackFile(s.Config)
	if err != nil {
		return err
	}
	t.line("")
	t.line("Stricter: the capabilities within these rights, in place of the rules")
	for line := range strings.Lines(config) {
		t.line("  %s", strings.TrimSuffix(line, "\n"))
	}
	t.changes("What that changes", s.Changes)
	return nil
}

// changes prints, in the form of a review, who gains or loses what.
func (t textWriter) changes(title string, c propose.Changes) {
	t.line("")
	t.line("%s: %s", title, changeCounts(c))
	report := &review.Report{Source: access.Preview}
	for _, a := range c.Access {
		if changed(a) {
			t.access(a, report)
		}
	}
}

func changed(a review.Access) bool { return a.Has(review.Gained) || a.Has(review.Lost) }

func changeCounts(c propose.Changes) string {
	switch {
	case c.Gaining > 0 || c.Losing > 0:
		return fmt.Sprintf("%d gain and %d lose rights", c.Gaining, c.Losing)
	case slices.ContainsFunc(c.Access, changed):
		return "nobody gains or loses a right; only groups change"
	}
	return "nobody gains or loses a right"
}

// commenter writes each line as a comment.
type commenter struct {
	out    io.Writer
	inLine bool
}

func (c *commenter) Write(text []byte) (int, error) {
	for line := range strings.Lines(string(text)) {
		start := "# "
		switch {
		case c.inLine:
			start = ""
		case line == "\n":
			start = "#"
		}
		c.inLine = !strings.HasSuffix(line, "\n")
		if _, err := io.WriteString(c.out, start+line); err != nil {
			return 0, err
		}
	}
	return len(text), nil
}
