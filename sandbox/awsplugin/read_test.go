package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadForImport(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	f.put(testPrincipal, map[string]any{
		"kubernetesGroups": []any{"g1"},
		"tags":             map[string]any{"owner": "ml", "aws:cloudformation:stack-id": "x"},
	})

	response, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN})

	require.NoError(t, err)
	assert.Equal(t, testID, response.ID)
	assert.Equal(t, testEntryARN, response.Properties.Get("accessEntryArn").AsString())
	assert.Equal(t, bag(map[string]any{
		"clusterName":      testCluster,
		"principalArn":     testPrincipal,
		"kubernetesGroups": []string{"g1"},
		"userName":         "chosen-by-eks",
		"tags":             map[string]string{"owner": "ml"},
		"tagsAll":          map[string]string{"owner": "ml"},
	}), response.Inputs)
}

func TestReadForRefresh(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	inputs := entryInputs(map[string]any{"kubernetesGroups": []string{"g2", "g1"}})
	state := created(t, server, inputs)
	require.Equal(t, []string{"g2", "g1"}, stringsOf(state.Get("kubernetesGroups")))

	unchanged, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, state.Set("tags", mapValue(nil)), unchanged.Properties, "EKS's order of the groups must not look like a change")
	assert.Equal(t, inputs, unchanged.Inputs)

	// Somebody else changes groups and user name; the program never set the latter.
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"intruders"}, "username": "mallory"})
	changed, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, "mallory", changed.Properties.Get("userName").AsString())
	assert.Equal(t, inputs.Set("kubernetesGroups", listValue([]string{"intruders"})), changed.Inputs)
}

func TestReadDropsWhatIsGone(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	response, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN})
	require.NoError(t, err)
	assert.Empty(t, response.ID)
}

func TestReadRefusesMalformedID(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	for _, id := range []string{"hyperpod", "hyperpod:", ":" + testPrincipal} {
		_, err := server.Read(p.ReadRequest{ID: id, Urn: entryURN})
		assert.ErrorContains(t, err, "unexpected format for ID ("+id+")")
	}
	assert.Empty(t, f.asked())
}
