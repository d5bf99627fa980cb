package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGetAccessEntry(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	args := bag(map[string]any{"clusterName": testCluster, "principalArn": testPrincipal})
	_, err := server.Invoke(p.InvokeRequest{Token: getAccessEntryToken, Args: args})
	assert.EqualError(t, err, "invoking aws:eks/getAccessEntry:getAccessEntry: 1 error occurred:\n"+
		"\t* reading EKS Access Entry ("+testID+"): couldn't find resource\n\n")

	f.entries[testPrincipal] = map[string]any{
		"accessEntryArn": "arn:aws:eks:us-east-1:111122223333:access-entry/hyperpod/role/x", "clusterName": testCluster,
		"principalArn": testPrincipal, "kubernetesGroups": []any{"b", "a"}, "type": "STANDARD", "username": "alice",
		"createdAt": 1700000000, "modifiedAt": 1700000000, "tags": map[string]any{"owner": "ml", "aws:x": "theirs"},
	}
	response, err := server.Invoke(p.InvokeRequest{Token: getAccessEntryToken, Args: args})
	require.NoError(t, err)
	require.Empty(t, response.Failures)
	entry := response.Return
	for field, want := range map[string]string{
		"accessEntryArn": "arn:aws:eks:us-east-1:111122223333:access-entry/hyperpod/role/x",
		"clusterName":    testCluster, "principalArn": testPrincipal, "id": testCluster + ":" + testPrincipal,
		"createdAt": "2023-11-14T22:13:20Z", "modifiedAt": "2023-11-14T22:13:20Z", "type": "STANDARD", "userName": "alice",
	} {
		assert.Equal(t, want, stringOf(entry.Get(field)), field)
	}
	assert.Equal(t, []string{"b", "a"}, stringsOf(entry.Get("kubernetesGroups")))
	assert.Equal(t, map[string]string{"owner": "ml"}, mapOf(entry.Get("tags")))
}

func TestGetAccessEntryRefusesArguments(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	for argument, args := range map[string]map[string]any{
		"principalArn": {"clusterName": testCluster},
		"tags":         {"clusterName": testCluster, "principalArn": testPrincipal, "tags": map[string]string{}},
	} {
		response, err := server.Invoke(p.InvokeRequest{Token: getAccessEntryToken, Args: bag(args)})
		require.NoError(t, err)
		require.Len(t, response.Failures, 1)
		assert.Equal(t, argument, response.Failures[0].Property)
	}
	assert.Empty(t, f.asked())
}
