package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWorkflowPermissions: every job has what it needs, and nothing else. A job without permissions of its own has
// the workflow's.
func TestWorkflowPermissions(t *testing.T) {
	type permissions = map[string]string
	aws := permissions{"contents": "read", "id-token": "write"}
	want := map[string]map[string]permissions{
		ours: {"test": {"contents": "read"}},
		forUsers: {
			"preview": aws, "comment": {"pull-requests": "write"}, "update-dev": aws, "update-prod": aws,
		},
	}
	for path, jobs := range want {
		w := readWorkflow(t, path)
		got := map[string]permissions{}
		for name, job := range w.Jobs {
			got[name] = job.Permissions
			if job.Permissions == nil {
				got[name] = w.Permissions
			}
			assert.NotZero(t, job.Timeout, "%s: %s may run for ever", path, name)
		}
		assert.Equal(t, jobs, got, path)
	}
	assert.Empty(t, readWorkflow(t, forUsers).Permissions)
}

// pinned is an action at a full commit id, with its version beside it.
var pinned = regexp.MustCompile(`^uses: [\w-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)

func TestWorkflowActionsArePinned(t *testing.T) {
	for _, path := range []string{ours, forUsers} {
		text, err := os.ReadFile(filepath.Join(box.Root, path))
		require.NoError(t, err)
		found := 0
		for line := range strings.Lines(string(text)) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if strings.HasPrefix(line, "uses:") {
				found++
				assert.Regexp(t, pinned, line, path)
			}
		}
		uses := 0
		for _, job := range readWorkflow(t, path).Jobs {
			for _, step := range job.Steps {
				if step.Uses != "" {
					uses++
				}
			}
		}
		assert.NotZero(t, found)
		assert.GreaterOrEqual(t, uses, found, "%s: the lines are all there is, but for aliases", path)
	}
}

// TestWorkflowShellHasNoExpressions: GitHub puts an expression into the script before the shell reads it, so that a
// title or a branch could become a command.
func TestWorkflowShellHasNoExpressions(t *testing.T) {
	for _, path := range []string{ours, forUsers} {
		for name, job := range readWorkflow(t, path).Jobs {
			for _, step := range job.Steps {
				assert.NotContains(t, step.Run, "${{", "%s: %s: %s", path, name, step.Name)
				assert.NotContains(t, step.Run, "set -x", "%s: %s: %s", path, name, step.Name)
			}
		}
	}
}

// TestWorkflowSecretsStayInTheirSteps: only the steps that decrypt get the passphrase, and forks get nothing.
func TestWorkflowSecretsStayInTheirSteps(t *testing.T) {
	w := readWorkflow(t, forUsers)
	for name, job := range w.Jobs {
		for _, step := range job.Steps {
			want := step.Name == "Preview" || step.Name == "Update"
			_, got := step.Env["PULUMI_CONFIG_PASSPHRASE"]
			assert.Equal(t, want, got, "%s: %s", name, step.Name)
		}
		assert.NotContains(t, job.Env, "PULUMI_CONFIG_PASSPHRASE", name)
	}
	assert.Equal(t, "github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository",
		w.Jobs["preview"].If)
	for _, name := range []string{"update-dev", "update-prod"} {
		assert.Equal(t, "github.event_name == 'push'", w.Jobs[name].If)
	}
}
