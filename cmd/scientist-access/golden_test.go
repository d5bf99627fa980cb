package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/source"
)

// TestGolden reviews every file in the folders of testdata that holds a preview or an export, and compares the
// three forms of the report with the files beside it. The recordings of operations have a table of their own. UPDATE_GOLDEN=1 writes them anew.
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
			require.NoError(t, render.ReviewText(&text, report, false))
			require.NoError(t, render.ReviewMarkdown(&markdown, report))
			require.NoError(t, render.JSON(&asJSON, report))
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
		if !strings.HasSuffix(file, ".report.json") && !strings.HasPrefix(filepath.Base(file), "op-") {
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
	stack, err := source.Read(file)
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

// TestMarkdownFitsAComment: GitHub refuses comments of more than 65,536 characters.
func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	reading, err := source.Read(bytes.NewReader(teamsPreview(200, 500, 200)))
	require.NoError(t, err)
	var markdown bytes.Buffer
	require.NoError(t, render.ReviewMarkdown(&markdown, review.New(reading)))
	assert.Less(t, markdown.Len(), 65_536)
	assert.Contains(t, markdown.String(), "parts of this report do not fit here")
}

// TestGraphIsReadable: 30 principals of 5 teams in 20 namespaces are a graph of few boxes.
func TestGraphIsReadable(t *testing.T) {
	t.Parallel()
	var markdown bytes.Buffer
	report := reviewFile(t, "testdata/handmade/thirty-by-twenty-preview.json")
	require.NoError(t, render.ReviewMarkdown(&markdown, report))
	_, graph, found := strings.Cut(markdown.String(), "```mermaid\n")
	require.True(t, found)
	graph, _, _ = strings.Cut(graph, "```")
	assert.LessOrEqual(t, strings.Count(graph, "\n"), 80)
	assert.Contains(t, graph, "6 principals: role/Scientist00")
}
