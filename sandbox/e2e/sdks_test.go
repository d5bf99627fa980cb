package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// generateSDKs writes the SDKs of some languages, each into a folder of its own.
func generateSDKs(t *testing.T, languages, into string) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), "go", "run", ".", "-languages", languages,
		filepath.Join(box.Root, "provider", "internal", "served", "schema.json"), into)
	cmd.Dir = filepath.Join(box.Root, "toolchain", "sdks")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// TestSDKs generates the SDKs for which there is no whole program here, and has them checked as far as tools are there:
// Go's compiler whole, Python's by its compiler and javac's parser without the libraries that they build on. For C# there is
// no tool: only that it was generated.
func TestSDKs(t *testing.T) {
	dir := t.TempDir()
	generateSDKs(t, "csharp,go,java,python", dir)
	t.Run("go", func(t *testing.T) {
		example := filepath.Join(box.Root, "examples", "go")
		copyFile(t, filepath.Join(example, "go.mod"), filepath.Join(dir, "go", "go.mod"))
		copyFile(t, filepath.Join(example, "go.sum"), filepath.Join(dir, "go", "go.sum"))
		in(t, filepath.Join(dir, "go"), "go", "mod", "edit", "-module=github.com/scientist-access/scientist-access/sdk/go",
			"-dropreplace=github.com/scientist-access/scientist-access", "-droprequire=github.com/scientist-access/scientist-access")
		in(t, filepath.Join(dir, "go"), "go", "build", "./...")
	})
	t.Run("python", func(t *testing.T) {
		need(t, "python3")
		in(t, dir, "python3", "-m", "compileall", "-q", "python")
	})
	t.Run("java", func(t *testing.T) {
		need(t, "javac")
		source := os.DirFS(filepath.Join(dir, "java", "src", "main", "java"))
		files, err := fs.Glob(source, "com/scientistaccess/scientistaccess/*.java")
		require.NoError(t, err)
		inputs, err := fs.Glob(source, "com/scientistaccess/scientistaccess/inputs/*.java")
		require.NoError(t, err)
		require.Len(t, files, 5)
		require.Len(t, inputs, 11)
		in(t, filepath.Join(dir, "java", "src", "main", "java"), "javac",
			slices.Concat([]string{"-XDshould-stop.ifNoError=PARSE", "-d", t.TempDir()}, files, inputs)...)
	})
	t.Run("csharp", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(dir, "csharp", "ScientistAccess.cs"))
		require.NoError(t, err)
		assert.Contains(t, string(text), `base("scientistaccess:index:ScientistAccess", name, args ?? new ScientistAccessArgs()`)
	})
}

// need skips a test that needs a program.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not installed")
	}
}
