package doctor

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/schema"
)

// requireSchema checks that a report is what the schema describes, and has no field beyond.
func requireSchema(t *testing.T, r *Report) {
	t.Helper()
	closed, err := schema.Closed("report.schema.json")
	require.NoError(t, err)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	require.NoError(t, closed.Validate(value), "%s", text)
}

// TestSchemaNamesEveryLink: none is forgotten there.
func TestSchemaNamesEveryLink(t *testing.T) {
	t.Parallel()
	document, err := schema.Read("report.schema.json")
	require.NoError(t, err)
	at := document.(map[string]any)
	for _, key := range []string{"properties", "links", "items", "properties", "name"} {
		at = at[key].(map[string]any)
	}
	var names []any
	for _, link := range chain {
		names = append(names, link.name)
	}
	assert.Equal(t, names, at["enum"])
}
