package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/internal/largestack"
	"github.com/scientist-access/scientist-access/source"
)

// TestPageIsSmall: a page of 500 principals in 200 namespaces is less than 2 MB, alike or not.
func TestPageIsSmall(t *testing.T) {
	t.Parallel()
	for name, input := range map[string][]byte{
		"20 teams": largestack.TeamsPreview(200, 500, 20), "200 teams": largestack.TeamsPreview(200, 500, 200), "own groups": largestack.OwnGroupsExport(200, 500),
	} {
		reading, err := source.Read(bytes.NewReader(input))
		require.NoError(t, err)
		var page bytes.Buffer
		require.NoError(t, render.ReviewPage(&page, review.New(reading)))
		t.Logf("%s: %d bytes", name, page.Len())
		assert.Less(t, page.Len(), 2_000_000, name)
	}
}
