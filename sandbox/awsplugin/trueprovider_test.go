package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAsTheTrueProvider has a row for each way of the true provider that is easy to get wrong. Whoever compares the
// two again goes through the rows.
//
// What the stand-in leaves out: the state's __meta, __defaults and id, and tags as null where there are none, which
// are the bridge's own affairs; that Ctrl-C does not interrupt a call; and that credentials are refused before the
// provider is configured rather than while it is.
func TestAsTheTrueProvider(t *testing.T) {
	t.Parallel()
	rows := map[string]func(*testing.T){
		"a preview refuses the type HYPERPOD_LINUX": func(t *testing.T) {
			refusesInput(t, "type", "HYPERPOD_LINUX")
		},
		"a preview refuses an ARN whose account is malformed": func(t *testing.T) {
			refusesInput(t, "principalArn", "arn:aws:iam::1111:role/scientist")
		},
		"a preview refuses an ARN whose partition is malformed": func(t *testing.T) {
			refusesInput(t, "principalArn", "arn:azure:iam::111122223333:role/scientist")
		},
		"a new tag with an empty value is set": func(t *testing.T) {
			server, f := connected(t, nil)
			state := created(t, server, entryInputs(nil))
			tags := map[string]string{"owner": ""}
			_, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: state,
				Inputs: entryInputs(map[string]any{"tags": tags, "tagsAll": tags})})
			require.NoError(t, err)
			assert.Equal(t, map[string]any{"owner": ""}, f.entries[testPrincipal]["tags"])
		},
		"secret tags are in clear in tagsAll, in inputs, previews, outputs and after a refresh": func(t *testing.T) {
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
		},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row(t)
		})
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

func refusesInput(t *testing.T, property, value string) {
	t.Helper()
	server, _ := connected(t, nil)
	response, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: entryInputs(map[string]any{property: value})})
	require.NoError(t, err)
	require.Len(t, response.Failures, 1)
	assert.Equal(t, property, response.Failures[0].Property)
}
