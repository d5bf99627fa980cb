package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// pipeline is a GitLab pipeline: its jobs, and the keywords that stand beside them.
// Source: https://docs.gitlab.com/ci/yaml/
type pipeline map[string]any

// The parts of the jobs' shell, by their names under .shell. Those that need GitLab or AWS are not run here.
var (
	partsRun = []string{"preview", "review", "verdict", "update", "verify", "api", "issue", "comment"}
	partsNot = []string{
		"credentials", "kubeconfig",
		"install-pulumi", "install", // TestWorkflowInstall runs them
	}
)

func readPipeline(t *testing.T) pipeline {
	t.Helper()
	var p pipeline
	text, err := os.ReadFile(filepath.Join(box.Root, "docs/ci/gitlab.yml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &p))
	return p
}

// A gitlabRun is one pipeline. The artifacts of one job are in the stack's folder when the next one runs.
type gitlabRun struct {
	t        *testing.T
	st       *stack.Stack
	pipeline pipeline
	commands string // the folder of scientist-access
}

func startGitlab(t *testing.T, st *stack.Stack) ciRun { return newGitlabRun(t, st) }

func newGitlabRun(t *testing.T, st *stack.Stack) *gitlabRun {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(st.Dir(), ".access")))
	return &gitlabRun{t, st, readPipeline(t), commandFolder(t)}
}

// job runs the shell of a job as GitLab's runner does, all in one.
func (r *gitlabRun) job(name string) (passed bool) {
	r.t.Helper()
	passed, _ = r.shell(r.pipeline.script(r.t, name))
	return passed
}

func (r *gitlabRun) shell(script string) (passed bool, output string) {
	r.t.Helper()
	cmd := exec.CommandContext(testContext(r.t), "bash", "-euo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = r.st.Dir(), ciEnvironment(r.t, r.st, r.commands, "STACK="+r.st.Name, "REVIEW_TOKEN="+trackerToken, "CI_JOB_URL=https://ci/jobs/3")
	for variable, value := range r.pipeline.object(r.t, "variables") {
		if text, ok := value.(string); ok && !strings.Contains(text, "$") { // the others are GitLab's own business
			cmd.Env = append(cmd.Env, variable+"="+text)
		}
	}
	out, err := cmd.CombinedOutput()
	r.t.Logf("%v\n%s", err, out)
	return err == nil, string(out)
}

func (r *gitlabRun) review() string {
	r.t.Helper()
	review, err := os.ReadFile(filepath.Join(r.folder(), "review.md"))
	require.NoError(r.t, err)
	return string(review)
}

func (r *gitlabRun) folder() string { return filepath.Join(r.st.Dir(), ".access") }

// script are the parts of a job's script, or of that which it extends, that can be run.
func (p pipeline) script(t *testing.T, job string) string {
	t.Helper()
	shell := p.object(t, ".shell")
	names := map[any]string{}
	for name, text := range shell {
		names[text] = name
	}
	var script []string
	for _, text := range p.lines(t, job) {
		name, ok := names[text]
		require.True(t, ok, "%s: a script that is not under .shell: %v", job, text)
		switch {
		case slices.Contains(partsRun, name):
			script = append(script, text.(string))
		case !slices.Contains(partsNot, name):
			require.Fail(t, "unknown part", "%q: list it as run or not run", name)
		}
	}
	require.NotEmpty(t, script, job)
	return strings.Join(script, "\n")
}

func (p pipeline) lines(t *testing.T, job string) []any {
	t.Helper()
	definition := p.object(t, job)
	if lines, ok := definition["script"].([]any); ok {
		return lines
	}
	extended, ok := definition["extends"].(string)
	require.True(t, ok, "%s: neither script nor extends", job)
	return p.lines(t, extended)
}

func (p pipeline) object(t *testing.T, key string) map[string]any {
	t.Helper()
	object, ok := p[key].(map[string]any)
	require.True(t, ok, "%s: no object", key)
	return object
}
