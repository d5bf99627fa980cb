package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const updateGroups = "POST /clusters/hyperpod/access-entries/" + testPrincipal

// refused is an update of an entry, by default from groups g1 and g2 to g3, one of whose calls EKS refuses.
func refused(t *testing.T, call string, fields map[string]any) (integration.Server, *fakeEKS, p.UpdateResponse) {
	t.Helper()
	server, f := connected(t, nil)
	state := created(t, server, entryInputs(nil))
	f.asked()
	f.refuse(call)
	inputs := entryInputs(merged(map[string]any{"kubernetesGroups": []string{"g3"}}, fields))
	response, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: state, Inputs: inputs})
	require.ErrorContains(t, err, "AccessDeniedException: not now")
	require.NotNil(t, response.PartialState)
	assert.Equal(t, []string{err.Error()}, response.PartialState.Reasons)
	assert.Equal(t, []any{"g1", "g2"}, f.groups(testPrincipal))
	return server, f, response
}

func refusedGroups(t *testing.T) {
	_, f, response := refused(t, updateGroups, nil)
	assert.Equal(t, []string{"g3"}, stringsOf(response.Properties.Get("kubernetesGroups")))
	assert.Equal(t, testEntryARN, stringOf(response.Properties.Get("accessEntryArn")), "the rest of the state stays")
	assert.Equal(t, []string{updateGroups}, f.asked())
}

func refusedTags(t *testing.T) {
	tags := map[string]string{"owner": "ml"}
	_, f, response := refused(t, "POST /tags/", map[string]any{"tags": tags, "tagsAll": tags})
	assert.Equal(t, tags, mapOf(response.Properties.Get("tags")))
	assert.Equal(t, tags, mapOf(response.Properties.Get("tagsAll")))
	assert.Equal(t, []string{"g3"}, stringsOf(response.Properties.Get("kubernetesGroups")))
	assert.Equal(t, []string{"POST /tags/" + testEntryARN}, f.asked(), "the groups are not even sent")
}

// updateAfterRefused is what an up does without a refresh: the engine updates, as the state tells of an error.
func updateAfterRefused(t *testing.T) {
	tags := map[string]string{"owner": "ml"}
	inputs := entryInputs(map[string]any{"kubernetesGroups": []string{"g3"}, "tags": tags, "tagsAll": tags})
	server, f, response := refused(t, "POST /tags/", map[string]any{"tags": tags, "tagsAll": tags})
	assert.Empty(t, changesOf(t, server, response.Properties, inputs))
	f.asked()

	updated, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: response.Properties, Inputs: inputs})

	require.NoError(t, err)
	assert.Nil(t, updated.PartialState)
	assert.Equal(t, []string{"GET /clusters/hyperpod/access-entries/" + testPrincipal}, f.asked())
	assert.Equal(t, []any{"g1", "g2"}, f.groups(testPrincipal))
	assert.Empty(t, changesOf(t, server, updated.Properties, inputs), "nothing tells that EKS still has the old ones")
}

func refreshAfterRefused(t *testing.T) {
	server, _, response := refused(t, updateGroups, nil)
	inputs := entryInputs(map[string]any{"kubernetesGroups": []string{"g3"}})
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: response.Properties, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, []string{"g1", "g2"}, stringsOf(read.Properties.Get("kubernetesGroups")))
	assert.Equal(t, []string{"kubernetesGroups"}, changesOf(t, server, read.Properties, inputs))
}

func emptyTag(t *testing.T) {
	server, f := connected(t, nil)
	state := created(t, server, entryInputs(nil))
	tags := map[string]string{"owner": ""}
	_, err := server.Update(p.UpdateRequest{ID: testID, Urn: entryURN, State: state,
		Inputs: entryInputs(map[string]any{"tags": tags, "tagsAll": tags})})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"owner": ""}, f.entries[testPrincipal]["tags"])
}

// changesOf are the properties in which inputs differ from a state.
func changesOf(t *testing.T, server integration.Server, state, inputs property.Map) []string {
	t.Helper()
	response, err := server.Diff(p.DiffRequest{ID: testID, Urn: entryURN, State: state, Inputs: inputs})
	require.NoError(t, err)
	var changed []string
	for name := range response.DetailedDiff {
		changed = append(changed, name)
	}
	return changed
}
