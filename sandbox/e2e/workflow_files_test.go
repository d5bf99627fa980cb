package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/toolchain"
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
			"verify": aws, "issue": {"issues": "write"},
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

// TestWorkflowSecretsStayInTheirSteps: only the steps that decrypt get the passphrase, only those that write to GitHub
// get its token, and forks get nothing.
func TestWorkflowSecretsStayInTheirSteps(t *testing.T) {
	w := readWorkflow(t, forUsers)
	steps := map[string][]string{
		"PULUMI_CONFIG_PASSPHRASE": {"Preview", "Update"},
		"GH_TOKEN":                 {"Comment", "Open, change or close the issue"},
	}
	for name, job := range w.Jobs {
		for secret, owners := range steps {
			for _, step := range job.Steps {
				_, got := step.Env[secret]
				assert.Equal(t, slices.Contains(owners, step.Name), got, "%s: %s", name, step.Name)
			}
			assert.NotContains(t, job.Env, secret, name)
		}
	}
	assert.Equal(t, "github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository",
		w.Jobs["preview"].If)
}

// TestWorkflowUpdatesFollowTheReview: nothing is updated but what is merged and has passed its preview job, and what
// a job keeps for the update is the plan of that job.
func TestWorkflowUpdatesFollowTheReview(t *testing.T) {
	w := readWorkflow(t, forUsers)
	needs := map[string]any{"update-dev": "preview", "update-prod": []any{"preview", "update-dev"}}
	for name, job := range w.Jobs {
		for _, step := range job.Steps {
			if step.Name != "Update" {
				continue
			}
			assert.Equal(t, "github.event_name == 'push'", job.If, name)
			assert.Equal(t, needs[name], job.Needs, name)
			delete(needs, name)
		}
	}
	assert.Empty(t, needs)
	steps := w.Jobs["preview"].Steps
	last := steps[len(steps)-1]
	assert.Equal(t, "Verdict", steps[len(steps)-2].Name)
	assert.Equal(t, "Keep the plan", last.Name)
	assert.Equal(t, "github.event_name == 'push'", last.If, "and the verdict has passed")
	assert.Equal(t, map[string]any{
		"name": "plan-${{ matrix.stack }}", "path": "${{ runner.temp }}/plan.json", "retention-days": 7.0,
	}, last.With)
}

// TestWorkflowWritersRunNoCode: the jobs that may write to the repository's pull requests and issues check nothing out.
func TestWorkflowWritersRunNoCode(t *testing.T) {
	w := readWorkflow(t, forUsers)
	for _, name := range []string{"comment", "issue"} {
		for _, step := range w.Jobs[name].Steps {
			assert.NotContains(t, step.Uses, "actions/checkout", name)
			script := strings.ReplaceAll(step.Run, "<!-- scientist-access ", "")
			assert.NotRegexp(t, `\b(go|git|pulumi|scientist-access) `, script, name)
		}
	}
	p := readPipeline(t)
	assert.Equal(t, map[string]any{"GIT_STRATEGY": "none"}, p.object(t, ".api")["variables"])
	for _, name := range []string{".comment", ".issue"} {
		assert.Equal(t, ".api", p.object(t, name)["extends"])
	}
}

// TestWorkflowPipelineRules: on GitLab a job runs for one kind of pipeline.
func TestWorkflowPipelineRules(t *testing.T) {
	const (
		ofMergeRequest = `$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID`
		ofPush         = `$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE == "push"`
		ofSchedule     = `$CI_PIPELINE_SOURCE == "schedule"`
	)
	want := map[string][]any{
		"preview":     {map[string]any{"if": ofMergeRequest}},
		".comment":    {map[string]any{"if": ofMergeRequest, "when": "always"}},
		"plan":        {map[string]any{"if": ofPush}},
		".update":     {map[string]any{"if": ofPush}},
		"update-prod": {map[string]any{"if": ofPush, "when": "manual"}},
		"verify":      {map[string]any{"if": ofSchedule}},
		".issue":      {map[string]any{"if": ofSchedule, "when": "always"}},
	}
	got := map[string][]any{}
	for name, job := range readPipeline(t) {
		if definition, ok := job.(map[string]any); ok && definition["rules"] != nil {
			got[name] = definition["rules"].([]any)
		}
	}
	assert.Equal(t, want, got)
}

// TestWorkflowVersions: both files name the same versions, once each, and no release that there is not.
func TestWorkflowVersions(t *testing.T) {
	github, gitlab := readWorkflow(t, forUsers).Env, readPipeline(t).object(t, "variables")
	for _, name := range []string{"SCIENTIST_ACCESS_VERSION", "PULUMI_VERSION", "PULUMI_SHA256"} {
		assert.Equal(t, github[name], gitlab[name], name)
	}
	assert.Equal(t, toolchain.PulumiVersion, "v"+github["PULUMI_VERSION"], "what the tests run is what the jobs install")
	assert.Regexp(t, `^[0-9a-f]{64}$`, github["PULUMI_SHA256"])
	for _, path := range []string{forUsers, "docs/ci/gitlab.yml", "docs/ci.md"} {
		text, err := os.ReadFile(filepath.Join(box.Root, path))
		require.NoError(t, err)
		assert.NotContains(t, string(text), "v0.1.0", path)
		assert.LessOrEqual(t, strings.Count(string(text), github["PULUMI_VERSION"]), 1, path)
	}
}
