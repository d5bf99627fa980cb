package render

import (
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// cellMark is what a cell of the matrix shows. Its class is a letter for the change, a digit for the severity of the worst
// danger, n for a new danger and u for rights that are not all known; the style makes sign and colour of it.
type cellMark struct {
	change   string // key of cellWords
	severity policy.Severity
	fresh    bool
	unknown  bool
}

var cellWords = map[string]string{
	"g": "gains", "l": "loses", "b": "gains and loses", "k": "keeps", "h": "has", "u": "not known",
	"gd": "more than declared", "ld": "missing", "bd": "more and missing",
}

func newMark(s review.Scope, dangers []finding.Finding, source access.Source) cellMark {
	m := cellMark{change: "k"}
	switch {
	case len(s.Gains) > 0 && len(s.Loses) > 0:
		m.change = "b"
	case len(s.Gains) > 0:
		m.change = "g"
	case len(s.Loses) > 0:
		m.change = "l"
	case source != access.Preview:
		m.change = "h"
	}
	for _, f := range dangers {
		if f.ClosedBy != nil {
			continue
		}
		if f.Severity.Compare(m.severity) > 0 {
			m.severity = f.Severity
		}
		m.fresh = m.fresh || f.New
	}
	m.unknown = slices.ContainsFunc(slices.Concat(s.Gains, s.Loses, s.Keeps), func(r review.Right) bool { return r.Role != "" })
	return m
}

func (m cellMark) class() string {
	class := m.change
	if i := slices.Index(policy.Severities(), m.severity); i >= 0 {
		class += string(rune('1' + i))
	}
	if m.fresh {
		class += "n"
	}
	if m.unknown {
		class += "u"
	}
	return class
}

// words are what the cell says to those who see neither sign nor colour.
func (m cellMark) words() string {
	words := []string{cellWords[m.change]}
	if m.severity != "" {
		words = append(words, m.severityWords())
	}
	if m.unknown {
		words = append(words, "not all known")
	}
	return strings.Join(words, ", ")
}

func (m cellMark) severityWords() string {
	switch {
	case strings.HasSuffix(m.change, "d"): // a difference
		return string(m.severity)
	case m.fresh:
		return "new " + string(m.severity) + " danger"
	}
	return string(m.severity) + " danger"
}

// html is the cell. It holds words of this package alone.
func (m cellMark) html() string { return "<td class=" + m.class() + ">" + m.words() }
