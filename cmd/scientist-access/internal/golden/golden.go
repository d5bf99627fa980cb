// Package golden compares what tests print with the files beside recorded previews and exports.
package golden

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
)

// Inputs are the recorded previews and exports whose reports are kept, below the folder of the command. The recordings of
// single operations have a table of their own.
func Inputs(t testing.TB, command string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(command, "testdata", "*", "*.json"))
	require.NoError(t, err)
	var inputs []string
	for _, file := range files {
		if !strings.HasSuffix(file, ".report.json") && !strings.HasPrefix(filepath.Base(file), "op-") {
			inputs = append(inputs, file)
		}
	}
	require.NotEmpty(t, inputs)
	return inputs
}

// Read reads a recorded input.
func Read(t testing.TB, input string) *access.Reading {
	t.Helper()
	text, err := os.ReadFile(input)
	require.NoError(t, err)
	reading, err := source.Read(bytes.NewReader(text))
	require.NoError(t, err)
	return reading
}

// Compare compares what was printed with the file that ends so, or writes the file if UPDATE_GOLDEN is set.
func Compare(t testing.TB, input, ending string, got []byte) {
	t.Helper()
	path := strings.TrimSuffix(input, ".json") + ending
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests with UPDATE_GOLDEN=1 to write it")
	assert.Equal(t, string(want), string(got), "run the tests with UPDATE_GOLDEN=1 if the change is meant")
}
