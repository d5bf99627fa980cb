package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func userNameByHand(t *testing.T) {
	server, f := connected(t, nil)
	inputs := entryInputs(nil)
	state := created(t, server, inputs)
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"g1", "g2"}, "username": "mallory"})
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, "mallory", stringOf(read.Properties.Get("userName")))
	assert.Equal(t, inputs, read.Inputs)
	assert.Empty(t, changesOf(t, server, read.Properties, inputs))
}

func userNameRemoved(t *testing.T) {
	server, _ := connected(t, nil)
	state := created(t, server, entryInputs(map[string]any{"userName": "alice"}))
	assert.Empty(t, changesOf(t, server, state, entryInputs(nil)))
}

func userNameImported(t *testing.T) {
	server, f := connected(t, nil)
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"theirs"}, "username": "theirs"})
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN})
	require.NoError(t, err)
	inputs := entryInputs(map[string]any{"kubernetesGroups": []string{"ours"}})
	require.Equal(t, []string{"kubernetesGroups"}, changesOf(t, server, read.Properties, inputs))

	updated, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: read.Properties, Inputs: inputs})

	require.NoError(t, err)
	assert.Equal(t, "theirs", stringOf(updated.Properties.Get("userName")))
	assert.Equal(t, "theirs", f.entries[testPrincipal]["username"])
}

func importWithoutDefaults(t *testing.T) {
	server, f := connected(t, nil)
	f.put(testPrincipal, nil)
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN})
	require.NoError(t, err)
	assert.Equal(t, bag(map[string]any{
		"clusterName": testCluster, "principalArn": testPrincipal, "userName": "chosen-by-eks",
	}), read.Inputs)
	assert.Equal(t, defaultType, stringOf(read.Properties.Get("type")))
	assert.Empty(t, changesOf(t, server, read.Properties, checked(t, server, nil)))
}

func groupsInDisorder(t *testing.T) {
	server, f := connected(t, nil)
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"b", "a"}})
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN})
	require.NoError(t, err)
	for _, groups := range [][]string{{"a", "b"}, {"b", "a"}, {"a", "b", "a"}} {
		inputs := entryInputs(map[string]any{"kubernetesGroups": groups})
		assert.Empty(t, changesOf(t, server, read.Properties, inputs), groups)
	}
}

func firstRefresh(t *testing.T) {
	server, _ := connected(t, nil)
	inputs := entryInputs(nil)
	state := created(t, server, inputs)
	require.True(t, state.Get("tags").IsNull())
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, state.Set("tags", mapValue(nil)), read.Properties)
	assert.Equal(t, inputs, read.Inputs)
	assert.Empty(t, changesOf(t, server, read.Properties, inputs))
}
