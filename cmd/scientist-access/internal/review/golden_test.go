package review_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestGolden reviews recorded previews and exports. The graph is in the Markdown form only. The tests of render compare
// the same files; here they let a fault of the review fail in its own package, which make mutants asks for.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, input := range golden.Inputs(t, "../..") {
		t.Run(filepath.Base(input), func(t *testing.T) {
			t.Parallel()
			report := review.New(golden.Read(t, input))
			var markdown, asJSON bytes.Buffer
			require.NoError(t, render.ReviewMarkdown(&markdown, report))
			require.NoError(t, render.JSON(&asJSON, report))
			golden.Compare(t, input, ".report.md", markdown.Bytes())
			golden.Compare(t, input, ".report.json", asJSON.Bytes())
		})
	}
}
