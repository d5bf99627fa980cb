package stackconfig

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// TestProposalsAreValid: what "scientist-access adopt plan" prints, the program takes as it is.
func TestProposalsAreValid(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../cmd/scientist-access/internal/render/testdata/adopt/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var stack struct{ Config map[string]any }
			require.NoError(t, yaml.UnmarshalStrict(text, &stack))
			values, err := json.Marshal(asPulumi(t, stack.Config))
			require.NoError(t, err)
			own, err := section(string(values), "scientist-access")
			require.NoError(t, err)
			_, err = read(Section{Values: withDefaults(own)})
			assert.NoError(t, err)
		})
	}
}

// asPulumi hands configuration over as Pulumi does: text as it is, all else as JSON.
func asPulumi(t *testing.T, config map[string]any) map[string]string {
	t.Helper()
	values := map[string]string{}
	for key, value := range config {
		if text, ok := value.(string); ok {
			values[key] = text
			continue
		}
		text, err := json.Marshal(value)
		require.NoError(t, err)
		values[key] = string(text)
	}
	return values
}
