package review_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/review"
)

// TestHostileNames: names from a file are shown, never obeyed.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	const name = "\x1b[31m|`\"]--></details><script>@team\n# x\u202e"
	report := preview(review.Objects{}, objects(
		entry(alice, name),
		role("a", name, "get pods"),
		bind("a", "Role "+name, groupSubject(name)),
	))
	var text, markdown bytes.Buffer
	require.NoError(t, report.WriteText(&text, review.TextOptions{}))
	require.NoError(t, report.WriteMarkdown(&markdown))
	assert.NotContains(t, text.String(), "\x1b")
	assert.NotContains(t, text.String(), "\u202e")
	for _, active := range []string{"<script>", "</details><", "@team", "\n# x", "\x1b"} {
		assert.NotContains(t, markdown.String(), active)
	}
	rows := 0
	for line := range strings.Lines(markdown.String()) {
		if strings.HasPrefix(line, "| **gains**") {
			rows++
			assert.Equal(t, 5, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), "a row keeps its four cells: %s", line)
		}
	}
	assert.Equal(t, 3, rows, "sign-in, the group, the right")
}

// TestColor: colours come and go with the option.
func TestColor(t *testing.T) {
	t.Parallel()
	report := preview(review.Objects{}, objects(entry(alice, "g")))
	var plain, colored bytes.Buffer
	require.NoError(t, report.WriteText(&plain, review.TextOptions{}))
	require.NoError(t, report.WriteText(&colored, review.TextOptions{Color: true}))
	assert.NotContains(t, plain.String(), "\x1b")
	assert.Contains(t, colored.String(), "\x1b[32m+\x1b[0m may sign in")
}

// TestMarkdownFitsAComment: GitHub refuses comments of more than 65,536 characters.
func TestMarkdownFitsAComment(t *testing.T) {
	t.Parallel()
	stack, err := review.Read(bytes.NewReader(teamsPreview(200, 500, 200)))
	require.NoError(t, err)
	var markdown bytes.Buffer
	require.NoError(t, review.New(stack).WriteMarkdown(&markdown))
	assert.Less(t, markdown.Len(), 65_536)
	assert.Contains(t, markdown.String(), "parts of this report do not fit here")
}

// TestGraphIsReadable: 30 principals of 5 teams in 20 namespaces are a graph of few boxes.
func TestGraphIsReadable(t *testing.T) {
	t.Parallel()
	var markdown bytes.Buffer
	report := reviewFile(t, "testdata/handmade/thirty-by-twenty-preview.json")
	require.NoError(t, report.WriteMarkdown(&markdown))
	_, graph, found := strings.Cut(markdown.String(), "```mermaid\n")
	require.True(t, found)
	graph, _, _ = strings.Cut(graph, "```")
	assert.LessOrEqual(t, strings.Count(graph, "\n"), 80)
	assert.Contains(t, graph, "6 principals: role/Scientist00")
}

// TestGraphKeepsTeamsApart: teams with the same rules in different namespaces are not drawn as one.
func TestGraphKeepsTeamsApart(t *testing.T) {
	t.Parallel()
	report := export(objects(
		entry(alice, "g"), entry(bob, "h"),
		role("a", "r", "get pods"), role("b", "r", "get pods"),
		bind("a", "Role r", groupSubject("g")), bind("b", "Role r", groupSubject("h")),
	))
	var markdown bytes.Buffer
	require.NoError(t, report.WriteMarkdown(&markdown))
	assert.Contains(t, markdown.String(), `[/"a"/]`)
	assert.Contains(t, markdown.String(), `[/"b"/]`)
	assert.NotContains(t, markdown.String(), `[/"a, b"/]`)
}
