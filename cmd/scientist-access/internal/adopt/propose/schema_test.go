package propose

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/schema"
)

// TestPlansMatchTheSchema: plans for all sorts of clusters are what the schema describes, and have no field beyond.
func TestPlansMatchTheSchema(t *testing.T) {
	t.Parallel()
	closed, err := schema.Closed("plan.schema.json", "../../review/report.schema.json")
	require.NoError(t, err)
	parts, random := somewhere(), rand.New(rand.NewPCG(3, 4))
	stricter := 0
	for range 50 {
		var chosen []part
		for range 8 {
			chosen = append(chosen, parts[random.IntN(len(parts))])
		}
		plan, err := New(distinct(cluster(chosen...)))
		if err != nil {
			continue
		}
		text, err := json.Marshal(plan)
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, closed.Validate(value), string(text))
		if plan.Stricter != nil {
			stricter++
		}
	}
	assert.Positive(t, stricter, "some of the plans must have all parts")
}
