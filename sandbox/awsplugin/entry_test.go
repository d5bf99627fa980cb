package main

import (
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreateDescribesWhatItCreated(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)

	state := created(t, server, entryInputs(map[string]any{"kubernetesGroups": []string{"g2", "g1", "g2"}}))

	calls := f.asked()
	assert.Equal(t, []string{
		"POST /clusters/hyperpod/access-entries",
		"GET /clusters/hyperpod/access-entries/" + testPrincipal,
	}, calls)
	assert.Equal(t, bag(map[string]any{
		"accessEntryArn":   testEntryARN,
		"clusterName":      testCluster,
		"createdAt":        "2023-11-14T22:13:20Z",
		"kubernetesGroups": []string{"g1", "g2"},
		"modifiedAt":       "2023-11-14T22:13:20Z",
		"principalArn":     testPrincipal,
		"tagsAll":          map[string]string{},
		"type":             "STANDARD",
		"userName":         "chosen-by-eks",
	}), state)
}

func TestCreateNamesWhatEKSRefuses(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	f.put(testPrincipal, nil)

	_, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil)})

	assert.ErrorContains(t, err, "creating EKS Access Entry ("+testID+"): operation error EKS: CreateAccessEntry, ")
	assert.ErrorContains(t, err, "ResourceInUseException: The specified access entry resource is already in use")
}

func TestCreateWaitsForPrincipal(t *testing.T) {
	t.Parallel()
	f := startFakeEKS(t)
	server := startPlugin(t, time.Minute)
	require.NoError(t, server.Configure(configFor(f, nil)))
	f.unknownFor = 1

	created(t, server, entryInputs(nil))
}

func TestCreateStopsWaitingForPrincipal(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	f.unknownFor = 1000

	_, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil)})

	assert.ErrorContains(t, err, "invalid principal")
}

func TestCreateKeepsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	f.forgetOnCreate = true

	response, err := server.Create(p.CreateRequest{Urn: entryURN, Properties: entryInputs(nil)})

	assert.ErrorContains(t, err, "reading EKS Access Entry ("+testID+")")
	assert.Equal(t, testID, response.ID)
	require.NotNil(t, response.PartialState)
	assert.Len(t, response.PartialState.Reasons, 1)

	// The entry shows up later: the next update completes the state.
	f.put(testPrincipal, map[string]any{"kubernetesGroups": []any{"g1", "g2"}})
	f.asked()
	updated, err := server.Update(p.UpdateRequest{
		ID: testID, Urn: entryURN, State: response.Properties, Inputs: entryInputs(nil),
	})
	require.NoError(t, err)
	assert.Equal(t, testEntryARN, updated.Properties.Get("accessEntryArn").AsString())
	calls := f.asked()
	assert.Equal(t, []string{"GET /clusters/hyperpod/access-entries/" + testPrincipal}, calls)
}

func TestPreviewOfCreate(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)

	response, err := server.Create(p.CreateRequest{
		Urn: entryURN, DryRun: true,
		Properties: entryInputs(map[string]any{"principalArn": unknown, "kubernetesGroups": unknown}),
	})

	require.NoError(t, err)
	assert.Equal(t, bag(map[string]any{
		"accessEntryArn":   unknown,
		"clusterName":      testCluster,
		"createdAt":        unknown,
		"kubernetesGroups": unknown,
		"modifiedAt":       unknown,
		"principalArn":     unknown,
		"tagsAll":          map[string]string{},
		"type":             "STANDARD",
		"userName":         unknown,
	}), response.Properties)
	assert.Empty(t, f.asked())
}

func TestUpdateSendsGroupsAndUserNameTogether(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	state := created(t, server, entryInputs(map[string]any{"userName": "alice"}))
	f.asked()

	// The program leaves the user name out now: the old one stays, and must be sent to stay.
	updated, err := server.Update(p.UpdateRequest{
		ID: testID, Urn: entryURN, State: state,
		Inputs: entryInputs(map[string]any{"kubernetesGroups": []string{"g3"}}),
	})

	require.NoError(t, err)
	assert.Equal(t, []string{"g3"}, stringsOf(updated.Properties.Get("kubernetesGroups")))
	assert.Equal(t, "alice", updated.Properties.Get("userName").AsString())
	assert.Equal(t, "2023-11-14T22:15:00Z", updated.Properties.Get("modifiedAt").AsString())
	f.mutex.Lock()
	defer f.mutex.Unlock()
	assert.Equal(t, "POST /clusters/hyperpod/access-entries/"+testPrincipal, f.calls[0])
	assert.Equal(t, []any{"g3"}, f.bodies[0]["kubernetesGroups"])
	assert.Equal(t, "alice", f.bodies[0]["username"])
}

func TestUpdateRemovesAllGroups(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	state := created(t, server, entryInputs(nil))
	f.asked()

	updated, err := server.Update(p.UpdateRequest{
		ID: testID, Urn: entryURN, State: state,
		Inputs: entryInputs(map[string]any{"kubernetesGroups": []string{}}),
	})

	require.NoError(t, err)
	assert.Empty(t, stringsOf(updated.Properties.Get("kubernetesGroups")))
	f.mutex.Lock()
	defer f.mutex.Unlock()
	assert.Equal(t, []any{}, f.bodies[0]["kubernetesGroups"])
}

func TestUpdateOfTags(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	tags := map[string]string{"gone": "1", "kept": "1", "changed": "1"}
	state := created(t, server, entryInputs(map[string]any{"tags": tags, "tagsAll": tags}))
	f.asked()

	tags = map[string]string{"kept": "1", "changed": "2"}
	updated, err := server.Update(p.UpdateRequest{
		ID: testID, Urn: entryURN, State: state, Inputs: entryInputs(map[string]any{"tags": tags, "tagsAll": tags}),
	})

	require.NoError(t, err)
	assert.Equal(t, tags, mapOf(updated.Properties.Get("tags")))
	assert.Equal(t, tags, mapOf(updated.Properties.Get("tagsAll")))
	calls := f.asked()
	assert.Equal(t, []string{
		"DELETE /tags/" + testEntryARN,
		"POST /tags/" + testEntryARN,
		"GET /clusters/hyperpod/access-entries/" + testPrincipal,
	}, calls)
}

func TestPreviewOfUpdateKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	tags := map[string]string{"owner": "ml"}
	state := created(t, server, entryInputs(map[string]any{"userName": "alice", "tags": tags, "tagsAll": tags}))
	f.asked()

	response, err := server.Update(p.UpdateRequest{
		ID: testID, Urn: entryURN, State: state, DryRun: true,
		Inputs: entryInputs(map[string]any{"kubernetesGroups": unknown}),
	})

	require.NoError(t, err)
	assert.Equal(t, state.
		Set("kubernetesGroups", unknown).
		Set("tagsAll", mapValue(nil)).
		Delete("tags"), response.Properties)
	assert.Empty(t, f.asked())
}

func TestDelete(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	created(t, server, entryInputs(nil))
	require.NoError(t, server.Delete(p.DeleteRequest{ID: testID, Urn: entryURN}))
	assert.Empty(t, f.entries)
	assert.NoError(t, server.Delete(p.DeleteRequest{ID: testID, Urn: entryURN}), "what is gone needs no deleting")
}

func TestDefaultTags(t *testing.T) {
	t.Parallel()
	server, f := connected(t, map[string]string{"defaultTags": `{"tags":{"owner":"platform","env":"prod"}}`})

	checked, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: bag(map[string]any{
		"clusterName":  testCluster,
		"principalArn": testPrincipal,
		"tags":         map[string]string{"owner": "ml", "team": "a"},
	})})
	require.NoError(t, err)
	require.Empty(t, checked.Failures)
	all := map[string]string{"owner": "ml", "team": "a", "env": "prod"}
	assert.Equal(t, all, mapOf(checked.Inputs.Get("tagsAll")))

	state := created(t, server, checked.Inputs)
	assert.Equal(t, all, mapOf(state.Get("tagsAll")))
	assert.Equal(t, map[string]string{"owner": "ml", "team": "a"}, mapOf(state.Get("tags")))
	assert.Equal(t, map[string]any{"owner": "ml", "team": "a", "env": "prod"}, f.entries[testPrincipal]["tags"])
}

func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	checked, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: bag(map[string]any{
		"clusterName":  testCluster,
		"principalArn": testPrincipal,
		"userName":     secretly("alice"),
		"tags":         map[string]any{"owner": secretly("ml")},
	})})
	require.NoError(t, err)
	state := created(t, server, checked.Inputs)
	read, err := server.Read(p.ReadRequest{ID: testID, Urn: entryURN, Properties: state, Inputs: checked.Inputs})
	require.NoError(t, err)
	for name, properties := range map[string]property.Map{"state": state, "read": read.Properties} {
		for _, secret := range []string{"userName", "tags"} {
			assert.True(t, properties.Get(secret).Secret(), "%s of %s", secret, name)
		}
		assert.False(t, properties.Get("clusterName").Secret())
	}
}
