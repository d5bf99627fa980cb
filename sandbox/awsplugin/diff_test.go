package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	type changed = map[string]p.DiffKind
	tests := map[string]struct {
		inputs map[string]any
		want   changed
	}{
		"nothing": {nil, changed{}},
		"cluster": {map[string]any{"clusterName": "other"}, changed{"clusterName": p.UpdateReplace}},
		"principal": {
			map[string]any{"principalArn": "arn:aws:iam::111122223333:role/other"},
			changed{"principalArn": p.UpdateReplace},
		},
		"unknown principal": {map[string]any{"principalArn": unknown}, changed{"principalArn": p.UpdateReplace}},
		"type":              {map[string]any{"type": "EC2_LINUX"}, changed{"type": p.UpdateReplace}},

		"other groups":         {map[string]any{"kubernetesGroups": []string{"g1"}}, changed{"kubernetesGroups": p.Update}},
		"groups in disorder":   {map[string]any{"kubernetesGroups": []string{"g2", "g1", "g2"}}, changed{}},
		"groups left out":      {map[string]any{"kubernetesGroups": nil}, changed{}},
		"no groups":            {map[string]any{"kubernetesGroups": []string{}}, changed{"kubernetesGroups": p.Update}},
		"unknown groups":       {map[string]any{"kubernetesGroups": unknown}, changed{"kubernetesGroups": p.Update}},
		"other user name":      {map[string]any{"userName": "bob"}, changed{"userName": p.Update}},
		"user name left out":   {map[string]any{"userName": nil}, changed{}},
		"user name left empty": {map[string]any{"userName": ""}, changed{}},

		"other tags": {
			map[string]any{"tags": map[string]string{"owner": "x"}, "tagsAll": map[string]string{"owner": "x"}},
			changed{"tags": p.Update, "tagsAll": p.Update},
		},
		"tags left out": {
			map[string]any{"tags": nil, "tagsAll": map[string]string{}},
			changed{"tags": p.Delete, "tagsAll": p.Update},
		},
		"other default tags": {
			map[string]any{"tagsAll": map[string]string{"owner": "ml", "env": "prod"}},
			changed{"tagsAll": p.Update},
		},
	}
	server, _ := connected(t, nil)
	tags := map[string]string{"owner": "ml"}
	given := map[string]any{"userName": "alice", "tags": tags, "tagsAll": tags}
	state := created(t, server, entryInputs(given))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := server.Diff(p.DiffRequest{
				ID: testID, Urn: entryURN, State: state, Inputs: entryInputs(merged(given, test.inputs)),
			})
			require.NoError(t, err)
			kinds := changed{}
			for name, diff := range response.DetailedDiff {
				kinds[name] = diff.Kind
			}
			assert.Equal(t, test.want, kinds)
			assert.Equal(t, len(test.want) > 0, response.HasChanges)
			assert.False(t, response.DeleteBeforeReplace)
		})
	}
}

func TestCheckFillsInDefaults(t *testing.T) {
	t.Parallel()
	server, _ := connected(t, nil)
	given := bag(map[string]any{"clusterName": testCluster, "principalArn": unknown, "kubernetesGroups": unknown})

	response, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: given})

	require.NoError(t, err)
	assert.Empty(t, response.Failures)
	assert.Equal(t, given.Set("type", valueOf("STANDARD")).Set("tagsAll", mapValue(nil)), response.Inputs)
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		inputs   map[string]any
		property string
		reason   string
	}{
		"no cluster":       {map[string]any{"clusterName": nil}, "clusterName", "missing required property clusterName"},
		"no principal":     {map[string]any{"principalArn": nil}, "principalArn", "missing required property principalArn"},
		"bad cluster":      {map[string]any{"clusterName": "a:b"}, "clusterName", `"a:b" is not the name`},
		"bad principal":    {map[string]any{"principalArn": "alice"}, "principalArn", `"alice" is an invalid ARN`},
		"bad type":         {map[string]any{"type": "ADMIN"}, "type", `"ADMIN" is none of STANDARD,`},
		"groups no list":   {map[string]any{"kubernetesGroups": "g1"}, "kubernetesGroups", "must be a list of strings"},
		"group no string":  {map[string]any{"kubernetesGroups": property.New([]property.Value{valueOf([]string{})})}, "kubernetesGroups", "must be"},
		"user no string":   {map[string]any{"userName": []string{}}, "userName", "must be a string"},
		"tags no map":      {map[string]any{"tags": "x"}, "tags", "must be a map of strings"},
		"tag no string":    {map[string]any{"tags": map[string]any{"a": []string{}}}, "tags", "must be a map of strings"},
		"unknown property": {map[string]any{"username": "alice"}, "username", "no such property"},
	}
	server, _ := connected(t, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := server.Check(p.CheckRequest{Urn: entryURN, Inputs: entryInputs(test.inputs)})
			require.NoError(t, err)
			require.Len(t, response.Failures, 1)
			assert.Equal(t, test.property, response.Failures[0].Property)
			assert.Contains(t, response.Failures[0].Reason, test.reason)
		})
	}
}
