package listing_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/listing"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	var l listing.List[[]string]
	assertJSON(t, `[]`, l)
	assert.Equal(t, 0, l.Number([]string{"a", "b"}))
	assert.Equal(t, 1, l.Number([]string{"a b"}), "what only looks alike is another")
	assert.Equal(t, 0, l.Number([]string{"a", "b"}))
	assert.Equal(t, []string{"a b"}, l.At(1))
	assertJSON(t, `[["a","b"],["a b"]]`, l)
}

func assertJSON(t *testing.T, want string, got any) {
	t.Helper()
	text, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, want, string(text))
}
