package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/internal/largestack"
	"github.com/scientist-access/scientist-access/source"
)

func goldenInputs(t testing.TB) []string { return golden.Inputs(t, ".") }

func reviewFile(t *testing.T, path string) *review.Report { return review.New(golden.Read(t, path)) }

// TestMarkdownFitsAComment: GitHub refuses comments of more than 65,536 characters.
func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	reading, err := source.Read(bytes.NewReader(largestack.TeamsPreview(200, 500, 200)))
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
