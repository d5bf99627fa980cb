package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// mend does what the message of a command says, as a user does, and returns what that was.
func mend(t *testing.T, st *stack.Stack, failure error) string {
	t.Helper()
	text := failure.Error()
	run := func(args ...string) {
		_, err := st.Run(testContext(t), args...)
		require.NoError(t, err)
	}
	switch {
	case strings.Contains(text, "pulumi cancel"):
		run("cancel", "--yes")
		return "pulumi cancel"
	case strings.Contains(text, "failed to load checkpoint"):
		attributes := st.Name + ".json.attrs"
		require.NoError(t, os.Remove(filepath.Join(box.Dir, "state", ".pulumi", "stacks", "scientist-access", attributes)))
		return "attributes beside the state written in half"
	case importCommand.MatchString(text):
		args := strings.Fields(strings.ReplaceAll(importCommand.FindStringSubmatch(text)[1], "'", ""))
		run(append(args, "--yes", "--skip-preview")...)
		return "pulumi import"
	case strings.Contains(text, "run pulumi up --refresh"):
		run("up", "--yes", "--skip-preview", "--refresh")
		return "pulumi up --refresh"
	}
	require.NoError(t, failure, "the message says nothing of what to do")
	return ""
}

var importCommand = regexp.MustCompile(`(?m)^\s*pulumi (import .*)$`)
