package propose

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestStricter: the capabilities within the rights, with what that takes away.
func TestStricter(t *testing.T) {
	t.Parallel()
	const strict = `"scientist-access:capabilities":["exec","cluster-overview"]`
	tests := []struct {
		name   string
		live   Live
		want   string // none: there is nothing stricter
		losing int
	}{
		{"the documented policy", cluster(documented("research", "a"), member(alice, "research"), member(bob, "research")),
			`{"scientist-access:namespaces":["a"],` + strict + `}`, 2},
		{"capabilities", cluster(bound("", "c", "c", rules("list nodes", "list pods"), group("g")), entry(alice, "g")), "", 0},
		{"no capability is within the rights", cluster(bound("a", "r", "b", rules("get pods"), group("g")), entry(alice, "g")), "", 0},
		{"a capability and more", cluster(bound("", "c", "c", rules("list nodes", "get nodes"), group("g")), entry(alice, "g")),
			`{"scientist-access:namespaces":["kubeflow"],"scientist-access:capabilities":["accelerator-partitions"]}`, 1},
		{"one of two teams", cluster(documented("x-vision", "a"), bound("b", "r", "b", rules("get pods"), group("g")), member(alice, "x-vision"), entry(bob, "g")),
			`{"scientist-access:teams":{"vision":{"namespaces":["a"],"capabilities":["exec","cluster-overview"]}}}`, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan, err := New(test.live)
			require.NoError(t, err)
			if test.want == "" {
				assert.Nil(t, plan.Stricter)
				return
			}
			got, err := json.Marshal(plan.Stricter.Config)
			require.NoError(t, err)
			assert.JSONEq(t, test.want, string(got))
			assert.Zero(t, plan.Stricter.Changes.Gaining)
			assert.Equal(t, test.losing, plan.Stricter.Changes.Losing)
			assert.Zero(t, plan.Changes.Losing, "the proposal itself takes nothing")
		})
	}
}
