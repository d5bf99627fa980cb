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

// The parts of the jobs' shell, by their names under .shell. Those that need GitLab, AWS or the network are not run
// here.
var (
	partsRun = []string{"preview", "review", "verdict", "update"}
	partsNot = []string{"credentials", "install", "comment"}
)

func readPipeline(t *testing.T) pipeline {
	t.Helper()
	var p pipeline
	text, err := os.ReadFile(filepath.Join(box.Root, "docs/ci/gitlab.yml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &p))
	return p
}

// gitlabJob runs the shell of a job as GitLab's runner does, all in one.
func gitlabJob(name string) ciJob {
	return func(t *testing.T, st *stack.Stack) (bool, string) {
		t.Helper()
		p := readPipeline(t)
		require.NoError(t, os.RemoveAll(filepath.Join(st.Dir(), ".access")))
		cmd := exec.CommandContext(testContext(t), "bash", "-euo", "pipefail", "-c", p.script(t, name))
		cmd.Dir, cmd.Env = st.Dir(), ciEnvironment(t, st, "STACK="+st.Name)
		for variable, value := range p.object(t, "variables") {
			if text, ok := value.(string); ok && !strings.Contains(text, "$") { // the others place GitLab's caches
				cmd.Env = append(cmd.Env, variable+"="+text)
			}
		}
		out, err := cmd.CombinedOutput()
		t.Logf("%s: %v\n%s", name, err, out)
		review, readErr := os.ReadFile(filepath.Join(st.Dir(), ".access", "review.md"))
		require.NoError(t, readErr)
		return err == nil, string(review)
	}
}

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
