package version

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestVersion finds the version wherever a file must have it.
func TestVersion(t *testing.T) {
	t.Parallel()
	const library = "github.com/scientist-access/scientist-access v" + Number
	for path, want := range map[string]string{
		"cmd/scientist-access/go.mod":          "\n\t" + library + "\n",
		"cmd/scientist-access/go.work":         "replace " + library + " => ../..\n",
		"provider/go.mod":                      "\n\t" + library + "\n",
		"provider/go.work":                     "replace " + library + " => ..\n",
		"provider/PulumiPlugin.yaml":           "/provider@v" + Number + "\n",
		"provider/internal/served/schema.json": `"version": "` + Number + `"`,
		"examples/yaml/Pulumi.yaml":            "/provider@v" + Number + "\n",
		"examples/typescript/Pulumi.yaml":      "/provider@v" + Number + "\n",
		"examples/go/go.mod":                   "\n\t" + library + "\n",
		"examples/platform-stack/go.mod":       "\n\t" + library + "\n",
		"docs/installation-configuration.md":   "/provider@v" + Number + "\n",
		"README.md":                            "/provider@v" + Number + " ",
		"CHANGELOG.md":                         "\n## [" + Number + "]",
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", path))
		require.NoError(t, err)
		assert.True(t, strings.Contains(string(text), want), "%s does not have %q", path, want)
	}
}
