package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
)

// block is the first block of a kind in a page of the documentation.
func block(t *testing.T, page, kind string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + page)
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "```"+kind+"\n")
	require.True(t, found)
	block, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	return block
}

// TestDocsShowTheRealReport: the page about reviews shows what the command prints.
func TestDocsShowTheRealReport(t *testing.T) {
	t.Parallel()
	report, err := os.ReadFile("testdata/pulumi/documented-create-preview.report.txt")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(report), block(t, "review.md", "text")))
}

// TestQuestionsPage runs the commands of the page whose output it shows, on the recordings of what Pulumi prints.
func TestQuestionsPage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/questions.md")
	require.NoError(t, err)
	pipes := map[string]string{
		"pulumi preview --json --show-sames": "teams-change-preview.json", "pulumi stack export": "teams-export.json",
	}
	shown := regexp.MustCompile("(?s)```sh\n([^`]*) \\| scientist-access ([^`]*)\n```\n\n```text\n([^`]*)```").FindAllStringSubmatch(string(text), -1)
	require.Len(t, shown, strings.Count(string(text), "```text"))
	for _, block := range shown {
		in, err := os.ReadFile(recorded + pipes[block[1]])
		require.NoError(t, err)
		_, out, stderr := command(t, string(in), strings.Fields(block[2])...)
		assert.Empty(t, stderr)
		assert.Equal(t, block[3], out)
	}
}

// TestDocsShowAReadableFile: the accepted findings on the page can be read.
func TestDocsShowAReadableFile(t *testing.T) {
	t.Parallel()
	_, err := finding.ReadAccepted([]byte(block(t, "review.md", "yaml")))
	assert.NoError(t, err)
}
