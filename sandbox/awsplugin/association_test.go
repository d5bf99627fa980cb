package main

import (
	"maps"
	"slices"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	presource "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const associationURN presource.URN = "urn:pulumi:test::project::" +
	"aws:eks/accessPolicyAssociation:AccessPolicyAssociation::alice"

// associationInputs are those of an association in namespaces, or in the whole cluster.
func associationInputs(namespaces ...string) property.Map {
	scope := map[string]any{"type": "cluster"}
	if len(namespaces) > 0 {
		scope = map[string]any{"type": "namespace", "namespaces": namespaces}
	}
	return bag(map[string]any{
		"clusterName": testCluster, "principalArn": testPrincipal, "policyArn": testPolicy, "accessScope": scope,
	})
}

// withEntry is a plugin for a fake EKS that has the entry of the test's principal.
func withEntry(t *testing.T) (integration.Server, *fakeEKS) {
	server, f := connected(t, nil)
	f.put(testPrincipal, nil)
	return server, f
}

func associated(t *testing.T, server integration.Server, inputs property.Map) property.Map {
	response, err := server.Create(p.CreateRequest{Urn: associationURN, Properties: inputs})
	require.NoError(t, err)
	require.Equal(t, testAssociationID, response.ID)
	return response.Properties
}

func TestAssociate(t *testing.T) {
	t.Parallel()
	server, f := withEntry(t)
	f.associateElsewhere(otherPolicy, "cluster")

	state := associated(t, server, associationInputs("b", "a"))

	assert.Equal(t, bag(map[string]any{
		"clusterName": testCluster, "principalArn": testPrincipal, "policyArn": testPolicy,
		"accessScope":  map[string]any{"type": "namespace", "namespaces": []string{"b", "a"}},
		"associatedAt": "2023-11-14 22:13:20 +0000 UTC", "modifiedAt": "2023-11-14 22:13:20 +0000 UTC",
	}), state)
	assert.Equal(t, map[string]any{"type": "namespace", "namespaces": []any{"a", "b"}}, f.policies[testPolicy]["accessScope"])
	assert.Equal(t, []string{"POST " + policiesPath, "GET " + policiesPath, "GET " + policiesPath}, f.asked(), "one page each")
}

func TestAssociationThatCannotBeReadIsKept(t *testing.T) {
	t.Parallel()
	server, f := withEntry(t)
	f.forgetOnCreate = true
	response, err := server.Create(p.CreateRequest{Urn: associationURN, Properties: associationInputs()})
	assert.ErrorContains(t, err, "reading EKS Access Policy Association ("+testAssociationID+"): empty result")
	assert.Equal(t, testAssociationID, response.ID)
}

func TestPreviewOfAssociation(t *testing.T) {
	t.Parallel()
	server, f := connected(t, nil)
	inputs := associationInputs("a").Set("principalArn", unknown)
	response, err := server.Create(p.CreateRequest{Urn: associationURN, DryRun: true, Properties: inputs})
	require.NoError(t, err)
	assert.Equal(t, inputs.Set("associatedAt", unknown).Set("modifiedAt", unknown), response.Properties)
	assert.Empty(t, f.asked())
}

func TestDisassociate(t *testing.T) {
	t.Parallel()
	server, f := withEntry(t)
	associated(t, server, associationInputs())
	f.associateElsewhere(otherPolicy, "cluster")
	gone := p.DeleteRequest{ID: testAssociationID, Urn: associationURN}
	require.NoError(t, server.Delete(gone))
	assert.Equal(t, []string{otherPolicy}, slices.Collect(maps.Keys(f.policies)))
	assert.NoError(t, server.Delete(gone), "what is gone needs no deleting")
	f.refuse("DELETE " + policiesPath)
	assert.ErrorContains(t, server.Delete(gone), "deleting EKS Access Policy Association ("+testAssociationID+"): ")
}

func TestReadOfAssociation(t *testing.T) {
	t.Parallel()
	server, f := withEntry(t)
	inputs := associationInputs("b", "a")
	state := associated(t, server, inputs)
	read := func() p.ReadResponse {
		response, err := server.Read(p.ReadRequest{ID: testAssociationID, Urn: associationURN, Properties: state, Inputs: inputs})
		require.NoError(t, err)
		return response
	}
	assert.Equal(t, state, read().Properties)
	assert.Equal(t, inputs, read().Inputs)

	f.associateElsewhere(testPolicy, "cluster")
	assert.Equal(t, associationInputs(), read().Inputs)

	delete(f.policies, testPolicy)
	assert.Empty(t, read().ID, "the entry is there, the policy is gone")
	_, err := server.Read(p.ReadRequest{ID: testCluster + "#" + testPrincipal, Urn: associationURN})
	assert.ErrorContains(t, err, "unexpected format for ID")
}

func TestCheckOfAssociationRefuses(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	for name, c := range map[string]struct {
		property string
		value    any
		reason   string
	}{
		"no policy":         {"policyArn", nil, "missing required property policyArn"},
		"a policy's name":   {"policyArn", "AmazonEKSViewPolicy", `"AmazonEKSViewPolicy" is an invalid ARN`},
		"no scope":          {"accessScope", nil, "missing required property accessScope"},
		"a scope's name":    {"accessScope", "cluster", "must be an object"},
		"no type":           {"accessScope", map[string]any{"namespaces": []string{"a"}}, "type is missing"},
		"no list":           {"accessScope", map[string]any{"type": "namespace", "namespaces": "a"}, "must be a list of strings"},
		"another member":    {"accessScope", map[string]any{"type": "cluster", "namespace": "a"}, "there is no namespace"},
		"bad principal":     {"principalArn", "alice", "is an invalid ARN"},
		"an unknown member": {"scope", "cluster", "an access policy association has no such property"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs := associationInputs("a").Delete(c.property)
			if c.value != nil {
				inputs = inputs.Set(c.property, valueOf(c.value))
			}
			response, err := server.Check(p.CheckRequest{Urn: associationURN, Inputs: inputs})
			require.NoError(t, err)
			require.Len(t, response.Failures, 1)
			assert.Equal(t, c.property, response.Failures[0].Property)
			assert.Contains(t, response.Failures[0].Reason, c.reason)
		})
	}
}

// The rows of TestAsTheTrueProvider.

func associationDiff(t *testing.T, server integration.Server, state, inputs property.Map) p.DiffResponse {
	response, err := server.Diff(p.DiffRequest{ID: testAssociationID, Urn: associationURN, State: state, Inputs: inputs})
	require.NoError(t, err)
	return response
}

func scopeReplaces(t *testing.T) {
	server, _ := withEntry(t)
	state := associated(t, server, associationInputs("a"))
	for want, inputs := range map[string]property.Map{
		"accessScope.namespaces": associationInputs("a", "b"),
		"policyArn":              associationInputs("a").Set("policyArn", valueOf(otherPolicy)),
		"principalArn":           associationInputs("a").Set("principalArn", unknown),
		"clusterName":            associationInputs("a").Set("clusterName", valueOf("other")),
	} {
		diff := associationDiff(t, server, state, inputs)
		assert.Equal(t, map[string]p.PropertyDiff{want: {Kind: p.UpdateReplace}}, diff.DetailedDiff)
		assert.True(t, diff.HasChanges)
		assert.False(t, diff.DeleteBeforeReplace)
	}
	assert.Len(t, associationDiff(t, server, state, associationInputs()).DetailedDiff, 2, "the type and the namespaces")
}

func namespacesInDisorder(t *testing.T) {
	server, _ := withEntry(t)
	state := associated(t, server, associationInputs("b", "a"))
	assert.False(t, associationDiff(t, server, state, associationInputs("a", "b")).HasChanges)
	state = associated(t, server, associationInputs())
	assert.False(t, associationDiff(t, server, state, associationInputs()).HasChanges)
}

func associationWaits(t *testing.T) {
	f := startFakeEKS(t)
	f.put(testPrincipal, nil)
	f.unknownFor = 1
	server := startPlugin(t, time.Minute)
	require.NoError(t, server.Configure(configFor(f, nil)))
	associated(t, server, associationInputs("a"))

	server, _ = connected(t, nil)
	_, err := server.Create(p.CreateRequest{Urn: associationURN, Properties: associationInputs("a")})
	assert.ErrorContains(t, err, "creating EKS Access Policy Association ("+testAssociationID+"): operation error EKS: AssociateAccessPolicy, ")
	assert.ErrorContains(t, err, "The specified principalArn could not be found")
}

func associationOfNoEntry(t *testing.T) {
	server, f := withEntry(t)
	state := associated(t, server, associationInputs("a"))
	delete(f.entries, testPrincipal)
	read, err := server.Read(p.ReadRequest{ID: testAssociationID, Urn: associationURN, Properties: state})
	require.NoError(t, err)
	assert.Empty(t, read.ID)
	assert.NoError(t, server.Delete(p.DeleteRequest{ID: testAssociationID, Urn: associationURN}))
}

func associationImported(t *testing.T) {
	server, f := withEntry(t)
	f.associateElsewhere(testPolicy, "namespace", "a", "b")
	read, err := server.Read(p.ReadRequest{ID: testAssociationID, Urn: associationURN})
	require.NoError(t, err)
	assert.Equal(t, testAssociationID, read.ID)
	assert.Equal(t, associationInputs("a", "b"), read.Inputs)
}
