package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/toolchain"
)

func TestDemoShowsTheWholeMainJob(t *testing.T) {
	temp := ownTemp(t)
	// The keys of whoever runs the demo have no say in it.
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
	var out, progress bytes.Buffer
	require.NoError(t, runDemo(t.Context(), toolchain.Ensure, &out, &progress), "told so far:\n%s", &out)

	told := out.String()
	for i, s := range steps {
		assert.Contains(t, told, fmt.Sprintf("\n%d. %s\n", i+1, s.title))
	}
	assertInOrder(t, told,
		"GET /api/v1/nodes: 401 Unauthorized",
		"$ pulumi stack init demo",
		"$ pulumi preview",
		"+ 8 to create",
		"GET /api/v1/nodes: 401 Unauthorized",
		"$ pulumi up --yes",
		"aws:eks:AccessEntry scientist-access/111122223333:role/ScientistUserRole created",
		"+ 8 created",
		"GET /api/v1/nodes: 200 OK: "+node,
		"GET /api/v1/pods: 200 OK: training-operator",
		"POST "+jobs+": 201 Created: PyTorchJob llama",
		"GET "+jobs+"/llama: 200 OK: PyTorchJob llama",
		"DELETE "+jobs+"/llama: 200 OK",
		`404 Not Found: pytorchjobs.kubeflow.org "llama" not found`,
		`cannot list resource "pytorchjobs" in API group "kubeflow.org" in the namespace "default"`,
		`cannot list resource "secrets" in API group "" in the namespace "kube-system"`,
		`cannot create resource "rolebindings" in API group "rbac.authorization.k8s.io" in the namespace "kubeflow"`,
		"$ pulumi destroy --yes",
		"- 8 deleted",
		"GET /api/v1/nodes: 401 Unauthorized",
		"Done in ",
	)
	assertInOrder(t, told, readmeLines(t)...)
	assert.NotContains(t, told, "\x1b", "colour where there is no terminal")
	assertNothingLeft(t, temp)
}

// readmeLines are what the README shows of the demo.
func readmeLines(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "The demo, shortened:\n\n```text\n")
	require.True(t, found)
	block, _, _ := strings.Cut(rest, "\n```")
	lines := strings.Split(block, "\n")
	require.Greater(t, len(lines), 20)
	return lines
}

func TestDemoNamesTheStepThatFails(t *testing.T) {
	t.Setenv("SCIENTIST_ACCESS_CACHE", "/dev/null")
	err := runDemo(t.Context(), toolchain.Ensure, new(bytes.Buffer), new(bytes.Buffer))
	assert.ErrorContains(t, err, "step 1 (Find what is needed, and build what is not there) did not go as told")
}

func TestDemoLeavesNothingWhenInterrupted(t *testing.T) {
	temp := ownTemp(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out := &trigger{word: "$ pulumi up", pull: func() { go cancelOncePluginRuns(ctx, cancel, temp) }}
	assert.ErrorIs(t, runDemo(ctx, toolchain.Ensure, out, new(bytes.Buffer)), context.Canceled)
	assert.NotContains(t, out.String(), "6. ", "it was not interrupted in time")
	assertNothingLeft(t, temp)
}

// cancelOncePluginRuns cancels in the midst of Pulumi's work, however fast that is.
func cancelOncePluginRuns(ctx context.Context, cancel func(), temp string) {
	defer cancel()
	for ctx.Err() == nil {
		for _, program := range processesWith(temp) {
			if strings.HasSuffix(program, "pulumi-resource-kubernetes") {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// ownTemp has everything in the test use a folder for temporary files of the test's own.
func ownTemp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return dir
}

// trigger is a writer that does something when it first reads a word.
type trigger struct {
	bytes.Buffer
	word string
	pull func()
}

func (w *trigger) Write(p []byte) (int, error) {
	if w.pull != nil && strings.Contains(string(p), w.word) {
		w.pull()
		w.pull = nil
	}
	return w.Buffer.Write(p)
}

// assertInOrder checks that the words come one after the other.
func assertInOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	rest := text
	for _, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Errorf("%q is missing, or stands too early, in:\n%s", word, text)
			return
		}
		rest = after
	}
}
