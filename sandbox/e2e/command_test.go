package e2e

import (
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
	folder := filepath.Join(box.Root, ".build", "command")
	build := exec.Command("go", "build", "-o", filepath.Join(folder, "scientist-access"), ".")
	build.Dir = filepath.Join(box.Root, "cmd", "scientist-access")
	out, err := build.CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: "go build: " + string(out), Err: err}
	}
	return folder, nil
})
