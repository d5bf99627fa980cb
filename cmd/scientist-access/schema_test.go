package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/schema"
)

// TestReportsMatchTheSchema: every golden report is what the schema describes, and has no field beyond.
func TestReportsMatchTheSchema(t *testing.T) {
	t.Parallel()
	closed, err := schema.Closed("internal/review/report.schema.json")
	require.NoError(t, err)
	reports, err := filepath.Glob("testdata/*/*.report.json")
	require.NoError(t, err)
	require.NotEmpty(t, reports)
	for _, path := range reports {
		report, err := schema.Read(path)
		require.NoError(t, err)
		require.NoError(t, closed.Validate(report), path)
	}
}
