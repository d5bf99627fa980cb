package render_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestGolden prints the reviews of recorded previews and exports in all forms. UPDATE_GOLDEN=1 writes them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, input := range golden.Inputs(t, "../..") {
		t.Run(filepath.Base(input), func(t *testing.T) {
			t.Parallel()
			report := review.New(golden.Read(t, input))
			var text, markdown, asJSON bytes.Buffer
			require.NoError(t, render.ReviewText(&text, report, false))
			require.NoError(t, render.ReviewMarkdown(&markdown, report))
			require.NoError(t, render.JSON(&asJSON, report))
			golden.Compare(t, input, ".report.txt", text.Bytes())
			golden.Compare(t, input, ".report.md", markdown.Bytes())
			golden.Compare(t, input, ".report.json", asJSON.Bytes())
		})
	}
}
