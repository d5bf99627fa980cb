package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// commandFolder holds the built command scientist-access, and nothing else.
func commandFolder(t *testing.T) string {
	t.Helper()
	folder, err := buildCommand()
	require.NoError(t, err)
	return folder
}

var buildCommand = sync.OnceValues(func() (string, error) {
	folder := filepath.Join(box.TempDir(), "command")
	return folder, goBuild(filepath.Join("cmd", "scientist-access"), ".", filepath.Join(folder, "scientist-access"))
})

// goBuild builds a program of a module in the repository.
func goBuild(module, pkg, output string) error {
	build := exec.Command("go", "build", "-o", output, pkg)
	build.Dir = filepath.Join(box.Root, module)
	if out, err := build.CombinedOutput(); err != nil {
		return &exec.Error{Name: "go build: " + string(out), Err: err}
	}
	return nil
}

// commandEnv is the environment of a command which uses the sandbox.
func commandEnv() []string {
	env := os.Environ()
	for _, variable := range box.Environment() {
		env = append(env, variable.Name+"="+variable.Value)
	}
	return env
}
