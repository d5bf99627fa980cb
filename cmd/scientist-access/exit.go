package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// The exit codes of all commands.
const (
	exitNothing  = 0 // nothing to report
	exitError    = 1 // something could not be read
	exitDiffers  = 2 // somebody gains or loses something; a cluster differs; a chain is broken
	exitFindings = 3 // a finding counts as a failure
	exitNo       = 2 // somebody may not
	exitUnknown  = 3 // whether somebody may is not known
)

// exitCode ends the process without a message: what there is to say has been printed.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// never is the level of --fail-on that no finding reaches.
const never = "none"

// levels are what --fail-on takes.
func levels() []string {
	names := []string{never}
	for _, severity := range policy.Severities() {
		names = append(names, string(severity))
	}
	return names
}

// failing reports whether a finding that counts reaches a level.
func failing(findings []finding.Finding, level string, counts func(finding.Finding) bool) (bool, error) {
	if !slices.Contains(levels(), level) {
		return false, fmt.Errorf("--fail-on: severity %q is not known: want %s", level, strings.Join(levels(), ", "))
	}
	return level != never && slices.ContainsFunc(findings, func(f finding.Finding) bool {
		return counts(f) && f.Severity.Compare(policy.Severity(level)) >= 0
	}), nil
}
