package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refusesInput is a row: the provider refuses a value of an input.
func refusesInput(property, value string) func(*testing.T) {
	return func(t *testing.T) {
		server, _ := connected(t, nil)
		response, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: entryInputs(map[string]any{property: value})})
		require.NoError(t, err)
		require.Len(t, response.Failures, 1)
		assert.Equal(t, property, response.Failures[0].Property)
	}
}

func secretTags(t *testing.T) {
	server, _ := connected(t, nil)
	inputs := checked(t, server, map[string]any{"tags": map[string]any{"owner": secretly("ml")}})
	preview, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: inputs, DryRun: true})
	require.NoError(t, err)
	state := created(t, server, inputs)
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	for name, bag := range map[string]property.Map{
		"inputs": inputs, "preview": preview.Properties, "state": state, "refresh": read.Properties, "refreshed inputs": read.Inputs,
	} {
		assert.Equal(t, mapValue(map[string]string{"owner": "ml"}), bag.Get("tagsAll"), name)
		assert.True(t, bag.Get("tags").HasSecrets(), name)
	}
}

// checked are the inputs that the engine gets for those of a program.
func checked(t *testing.T, server integration.Server, fields map[string]any) property.Map {
	t.Helper()
	given := merged(map[string]any{"clusterName": testCluster, "principalArn": testPrincipal}, fields)
	response, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: bag(given)})
	require.NoError(t, err)
	require.Empty(t, response.Failures)
	return response.Inputs
}
