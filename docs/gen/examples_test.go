package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var block = regexp.MustCompile("(?s)```(go|yaml|ts|typescript)\n(.*?)```")

// TestPagesHaveTheExamples finds what the pages show in the examples, which are run.
func TestPagesHaveTheExamples(t *testing.T) {
	t.Parallel()
	examples := map[string]string{
		"go": "go/main.go", "yaml": "yaml/Pulumi.yaml", "ts": "typescript/index.ts", "typescript": "typescript/index.ts",
	}
	for _, page := range []string{"README.md", "docs/_index.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", page))
		require.NoError(t, err)
		blocks := block.FindAllStringSubmatch(string(text), -1)
		require.Len(t, blocks, 3, page)
		for _, b := range blocks {
			example, err := os.ReadFile(filepath.Join("..", "..", "examples", examples[b[1]]))
			require.NoError(t, err)
			assert.Contains(t, flat(string(example)), flat(b[2]), "%s shows other %s than the example", page, b[1])
		}
	}
}

// flat is a text without its indentation, and without empty lines and comments, which a page may leave out.
func flat(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "//") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
