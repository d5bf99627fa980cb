package review

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how much a finding matters.
type Severity string

// The severities, from the least to the most.
const (
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

var severities = []Severity{Low, Medium, High, Critical}

// None is a level that no finding reaches.
const None Severity = "none"

// ParseSeverity reads a level for [Report.ExitCode]: none, low, medium, high or critical.
func ParseSeverity(s string) (Severity, error) {
	if level := Severity(s); level == None || slices.Contains(severities, level) {
		return level, nil
	}
	return "", fmt.Errorf("severity %q is not known: want %s", s, strings.Join(SeverityNames(), ", "))
}

// SeverityNames are the levels that [ParseSeverity] reads.
func SeverityNames() []string {
	names := []string{string(None)}
	for _, severity := range severities {
		names = append(names, string(severity))
	}
	return names
}

// reaches reports whether the severity is the level or above; nothing reaches none.
func (s Severity) reaches(level Severity) bool {
	return level != None && slices.Index(severities, s) >= slices.Index(severities, level)
}

// The exit codes of a review.
const (
	ExitNothing  = 0 // neither changes nor findings that count
	ExitError    = 1 // the input could not be read, or the preview failed
	ExitChanges  = 2 // somebody gains or loses something
	ExitFindings = 3 // a finding reaches the level
)

// ExitCode is the exit code for a report, where findings count from the level failOn.
func (r *Report) ExitCode(failOn Severity) int {
	counts := func(f Finding) bool { return f.Severity.reaches(failOn) }
	switch {
	case r.Failed:
		return ExitError
	case slices.ContainsFunc(r.Findings, counts):
		return ExitFindings
	case r.Changed():
		return ExitChanges
	}
	return ExitNothing
}
