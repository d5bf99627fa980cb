package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPagesAreUpToDate fails while a page differs from what the catalogue and the commands say.
func TestPagesAreUpToDate(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		want, err := page()
		require.NoError(t, err, name)
		got, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		assert.Equal(t, want, string(got), "docs/%s is out of date: go run ./docs/gen", name)
	}
}

func TestPagesSayWhatIsKnown(t *testing.T) {
	t.Parallel()
	commands, err := commandsPage()
	require.NoError(t, err)
	assert.Contains(t, commands, "| `hyperpod start-job` | `pytorch-jobs` | in part: update secrets |")
	assert.Contains(t, commands, "| `hyp exec hyp-pytorch-job` | `hyperpod-pytorch-jobs`, `exec` | **Forbidden**: ")

	documented, err := documentedPage()
	require.NoError(t, err)
	assert.Contains(t, documented, "| team namespaces | `pods` | `get` | `create` | – |")
	assert.Contains(t, documented, "| team namespaces | `nodes` | – | – | `get`, `list` |")
	assert.Contains(t, documented, "| team namespaces | `pods/log` | `get` | – | `list` |")
}
