package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWorkflowAcceptedFindings: the review gets the stack's file of accepted findings, where there is one.
func TestWorkflowAcceptedFindings(t *testing.T) {
	_, arn := principal(t, "WorkflowAccepted")
	st := passingStack(t, "dev", harmless(arn))
	commands, seen := t.TempDir(), filepath.Join(t.TempDir(), "arguments")
	st.Setenv("SEEN=" + seen)
	require.NoError(t, os.WriteFile(filepath.Join(commands, "scientist-access"),
		[]byte("#!/usr/bin/env bash\ncase $* in *markdown*) printf '%s\\n' \"$@\" > \"$SEEN\" ;; esac\nexit 2\n"), 0o700))
	arguments := func(t *testing.T, run ciRun) []string {
		require.True(t, run.job("preview"))
		text, err := os.ReadFile(seen)
		require.NoError(t, err)
		return strings.Fields(string(text))
	}
	both := func(t *testing.T) [][]string {
		github, gitlab := newGithubRun(t, st), newGitlabRun(t, st)
		github.commands, gitlab.commands = commands, commands
		return [][]string{arguments(t, github), arguments(t, gitlab)}
	}
	write := func(name string) {
		path := filepath.Join(st.Dir(), name)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		t.Cleanup(func() { assert.NoError(t, os.Remove(path)) }) // the folder is the next stack's of that name
	}
	const accept = "--accept"

	write("accepted.prod.yaml")
	for _, args := range both(t) {
		assert.Contains(t, args, "--fail-on")
		assert.NotContains(t, args, accept, "another stack's")
	}
	write("accepted.dev.yaml")
	for _, args := range both(t) {
		assert.Equal(t, []string{accept, "accepted.dev.yaml"}, args[len(args)-2:])
	}
}
