package review_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/review"
)

// TestGolden reviews every file in the folders of testdata that holds a preview or an export, and compares the
// three forms of the report with the files beside it. UPDATE_GOLDEN=1 writes them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	inputs := goldenInputs(t)
	require.NotEmpty(t, inputs)
	for _, input := range inputs {
		stem := strings.TrimSuffix(input, ".json")
		t.Run(filepath.Base(stem), func(t *testing.T) {
			t.Parallel()
			report := reviewFile(t, input)
			var text, markdown, asJSON bytes.Buffer
			require.NoError(t, report.WriteText(&text, review.TextOptions{}))
			require.NoError(t, report.WriteMarkdown(&markdown))
			require.NoError(t, report.WriteJSON(&asJSON))
			golden(t, stem+".report.txt", text.Bytes())
			golden(t, stem+".report.md", markdown.Bytes())
			golden(t, stem+".report.json", asJSON.Bytes())
		})
	}
}

func goldenInputs(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.json")
	require.NoError(t, err)
	var inputs []string
	for _, file := range files {
		if !strings.HasSuffix(file, ".report.json") {
			inputs = append(inputs, file)
		}
	}
	return inputs
}

func reviewFile(t *testing.T, path string) *review.Report {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	stack, err := review.Read(file)
	require.NoError(t, err)
	return review.New(stack)
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests with UPDATE_GOLDEN=1 to write it")
	assert.Equal(t, string(want), string(got), "run the tests with UPDATE_GOLDEN=1 if the change is meant")
}
