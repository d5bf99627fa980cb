package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestTypeScriptExample goes through the life of a stack in TypeScript. It generates the SDK, compiles the example with it, and runs it in Node as an inline program, because
// the language host of Node cannot be built from a Go module.
func TestTypeScriptExample(t *testing.T) {
	exampleNamespaceExists(t)
	profile, arn := principal(t, "TypeScriptExample")
	other, otherARN := principal(t, "TypeScriptExampleOther")
	dir := typescriptExample(t)
	compileRefused(t, dir)
	settings := config{"clusterName": sandbox.Cluster, "scientistsArn": arn}
	st := newStackOf(t, project(t, exampleProject(t, "typescript")), "typescript-example", settings, "KUBECONFIG="+kubeconfigFile(t))
	withPlugin(t, st)
	run := func(command string) inlineResult { return runInline(t, dir, st, command) }

	// The stack, the component, two roles with their bindings, an entry.
	assert.Equal(t, map[string]int{"create": 7}, run("preview").Changes)
	requireUnauthorized(t, profile)

	up := run("up")
	assert.Equal(t, map[string]int{"create": 7}, up.Changes)
	assert.Equal(t, []any{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"}, up.Outputs["groups"].Value)
	assertMayCreate(t, profile, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	assertMayCreate(t, profile, "kubeflow", pytorchJobs, "HyperPodPyTorchJob", false)
	assert.Equal(t, map[string]int{"same": 7}, run("up").Changes)

	settings["scientistsArn"] = otherARN
	require.NoError(t, st.Configure(settings))
	assert.Equal(t, map[string]int{"same": 6, "create": 1, "delete": 1}, run("up").Changes)
	assertMayCreate(t, other, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	requireUnauthorized(t, profile)

	assert.Equal(t, map[string]int{"delete": 7}, run("destroy").Changes)
	requireUnauthorized(t, other)
}

// compileRefused compiles a file in which lines must not compile, and are marked so.
func compileRefused(t *testing.T, dir string) {
	t.Helper()
	copyFile(t, filepath.Join("testdata", "typescript", "refused.ts"), filepath.Join(dir, "refused.ts"))
	in(t, dir, "node_modules/.bin/tsc", "--strict", "--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "commonjs", "refused.ts")
}

type inlineResult struct {
	Changes map[string]int
	Outputs map[string]struct{ Value any }
}

func runInline(t *testing.T, dir string, st *stack.Stack, command string) (is inlineResult) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), "node", "run.js", command, st.Dir(), st.Name)
	cmd.Dir, cmd.Env = dir, st.Env()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "%s\n%s", out, &stderr)
	require.NoError(t, json.Unmarshal(out, &is), "%s", out)
	return is
}

// typescriptExample is a copy of the example, ready to run.
func typescriptExample(t *testing.T) string {
	t.Helper()
	needNode(t)
	dir := t.TempDir()
	for _, name := range []string{"index.ts", "package.json", "package-lock.json", "tsconfig.json"} {
		copyFile(t, filepath.Join(box.Root, "examples", "typescript", name), filepath.Join(dir, name))
	}
	copyFile(t, filepath.Join("testdata", "typescript", "run.js"), filepath.Join(dir, "run.js"))
	sdk := filepath.Join(dir, "sdks", "scientistaccess")
	generateSDKs(t, "nodejs", filepath.Dir(sdk))
	require.NoError(t, os.Rename(filepath.Join(dir, "sdks", "nodejs"), sdk))
	in(t, dir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	in(t, dir, "node_modules/.bin/tsc", "-p", sdk, "--types", "node")
	// The SDK reads its version there.
	copyFile(t, filepath.Join(sdk, "package.json"), filepath.Join(sdk, "bin", "package.json"))
	in(t, dir, "node_modules/.bin/tsc")
	return dir
}

// needNode skips a test where there is no Node.js, but not in CI.
func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		require.Empty(t, os.Getenv("CI"), "install Node.js 20 or later, with npm")
		t.Skip("install Node.js 20 or later, with npm, to run programs in TypeScript")
	}
}

func in(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, text, 0o600))
}
