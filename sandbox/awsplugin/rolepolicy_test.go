package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	presource "github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	policyURN presource.URN = "urn:pulumi:test::project::aws:iam/rolePolicy:RolePolicy::hyperpod"
	policyID                = testRole + ":hyperpod"

	// testRolePolicy is as a program writes it, and sentPolicy as it is sent and kept.
	testRolePolicy = `{"Statement": [{"Action": ["eks:ListAddons", "eks:DescribeAddon"], "Effect": "Allow", "Resource": "*"}], "Version": "2012-10-17"}`
	sentPolicy     = `{"Version":"2012-10-17","Statement":[{"Action":["eks:ListAddons","eks:DescribeAddon"],"Effect":"Allow","Resource":"*"}]}`
	// alikePolicy means the same, otherRolePolicy does not.
	alikePolicy     = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["eks:describeaddon","eks:ListAddons"],"Resource":["*"]}}`
	otherRolePolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"eks:ListAddons","Resource":"*"}]}`
)

// policyInputs are checked inputs, with the given ones on top; nil removes.
func policyInputs(fields map[string]any) property.Map {
	all := merged(map[string]any{"name": "hyperpod", "role": testRole, "policy": testRolePolicy}, fields)
	for name, value := range fields {
		if value == nil {
			delete(all, name)
		}
	}
	return bag(all)
}

func createdPolicy(t *testing.T, server integration.Server) property.Map {
	t.Helper()
	response, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: policyInputs(nil)})
	require.NoError(t, err)
	require.Equal(t, policyID, response.ID)
	return response.Properties
}

func TestCheckRolePolicy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		inputs map[string]any
		wrong  string
	}{
		"right":            {nil, ""},
		"not known yet":    {map[string]any{"role": unknown, "policy": unknown}, ""},
		"no name":          {map[string]any{"name": nil}, "name"},
		"no role":          {map[string]any{"role": nil}, "role"},
		"no policy":        {map[string]any{"policy": nil}, "policy"},
		"a malformed name": {map[string]any{"name": "hyper/pod"}, "name"},
		"a role's ARN":     {map[string]any{"role": "arn:aws:iam::111122223333:role/scientist"}, "role"},
		"a role's path":    {map[string]any{"role": "team/scientist"}, "role"},
		"no JSON":          {map[string]any{"policy": "{"}, "policy"},
		"a list":           {map[string]any{"policy": "[]"}, "policy"},
		"a space before":   {map[string]any{"policy": " {}"}, "policy"},
		"a name's prefix":  {map[string]any{"namePrefix": "hyperpod-"}, "namePrefix"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, _ := withIAM(t)
			response, err := server.Check(p.CheckRequest{Urn: policyURN, Inputs: policyInputs(c.inputs)})
			require.NoError(t, err)
			var wrong string
			for _, failure := range response.Failures {
				wrong += failure.Property
			}
			assert.Equal(t, c.wrong, wrong)
			assert.Equal(t, policyInputs(c.inputs), response.Inputs)
		})
	}
}

func TestDiffRolePolicy(t *testing.T) {
	t.Parallel()
	type changed = map[string]p.DiffKind
	server, _ := withIAM(t)
	state := createdPolicy(t, server)
	for name, c := range map[string]struct {
		inputs map[string]any
		want   changed
	}{
		"nothing":            {nil, changed{}},
		"an alike policy":    {map[string]any{"policy": alikePolicy}, changed{}},
		"another policy":     {map[string]any{"policy": otherRolePolicy}, changed{"policy": p.Update}},
		"a policy not known": {map[string]any{"policy": unknown}, changed{"policy": p.Update}},
		"another effect": {map[string]any{"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Deny",` +
			`"Action":["eks:ListAddons","eks:DescribeAddon"],"Resource":"*"}]}`}, changed{"policy": p.Update}},
		"another name": {map[string]any{"name": "other"}, changed{"name": p.UpdateReplace}},
		"another role": {map[string]any{"role": "other"}, changed{"role": p.UpdateReplace}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := server.Diff(p.DiffRequest{ID: policyID, Urn: policyURN, State: state, Inputs: policyInputs(c.inputs)})
			require.NoError(t, err)
			got := changed{}
			for property, diff := range response.DetailedDiff {
				got[property] = diff.Kind
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, len(c.want) > 0, response.HasChanges)
		})
	}
}

func TestCreateRolePolicy(t *testing.T) {
	t.Parallel()
	server, f := withIAM(t)
	planned, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: policyInputs(nil), DryRun: true})
	require.NoError(t, err)
	assert.Equal(t, sentPolicy, stringOf(planned.Properties.Get("policy")))
	assert.Empty(t, f.asked(), "a preview asks nothing")

	f.put("hyperpod", otherRolePolicy)
	f.hidden = 1
	state := createdPolicy(t, server)
	assert.Equal(t, bag(map[string]any{"name": "hyperpod", "namePrefix": "", "role": testRole, "policy": sentPolicy}), state)
	assert.Equal(t, sentPolicy, f.policy("hyperpod"), "the policy of that name is overwritten")
	assert.Equal(t, []string{"PutRolePolicy", "GetRolePolicy", "GetRolePolicy"}, f.asked(), "a new policy is waited for")
}

func TestCreateRolePolicyFails(t *testing.T) {
	t.Parallel()
	server, f := withIAM(t)
	_, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: policyInputs(map[string]any{"role": "nobody"})})
	assert.ErrorContains(t, err, "putting IAM Role (nobody) Policy (hyperpod): operation error IAM: PutRolePolicy")

	f.refuse("GetRolePolicy")
	response, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: policyInputs(nil)})
	assert.ErrorContains(t, err, "waiting for IAM Role Policy ("+policyID+") create: operation error IAM: GetRolePolicy")
	assert.Equal(t, policyID, response.ID, "it is there, and in the state")
}

func TestReadRolePolicy(t *testing.T) {
	t.Parallel()
	server, f := withIAM(t)
	state := createdPolicy(t, server)
	refresh := func() p.ReadResponse {
		response, err := server.Read(p.ReadRequest{ID: policyID, Urn: policyURN, Properties: state, Inputs: policyInputs(nil)})
		require.NoError(t, err)
		return response
	}
	assert.Equal(t, p.ReadResponse{ID: policyID, Properties: state, Inputs: policyInputs(nil)}, refresh())

	f.put("hyperpod", alikePolicy)
	assert.Equal(t, p.ReadResponse{ID: policyID, Properties: state, Inputs: policyInputs(nil)}, refresh(), "it means the same")

	f.put("hyperpod", otherRolePolicy)
	assert.Equal(t, normalizedPolicy(otherRolePolicy), stringOf(refresh().Properties.Get("policy")))
	assert.Equal(t, policyInputs(map[string]any{"policy": normalizedPolicy(otherRolePolicy)}), refresh().Inputs)

	imported, err := server.Read(p.ReadRequest{ID: policyID, Urn: policyURN})
	require.NoError(t, err)
	assert.Equal(t, policyInputs(map[string]any{"policy": normalizedPolicy(otherRolePolicy)}), imported.Inputs)

	f.remove("hyperpod")
	assert.Empty(t, refresh().ID)
	response, err := server.Read(p.ReadRequest{ID: "nobody:hyperpod", Urn: policyURN})
	require.NoError(t, err)
	assert.Empty(t, response.ID, "nor is there a policy of a role that is gone")
	_, err = server.Read(p.ReadRequest{ID: "hyperpod", Urn: policyURN})
	assert.ErrorContains(t, err, "role_policy id must be of the form <role name>:<policy name>")
	f.refuse("GetRolePolicy")
	_, err = server.Read(p.ReadRequest{ID: policyID, Urn: policyURN})
	assert.ErrorContains(t, err, "reading IAM Role Policy ("+policyID+"): operation error IAM: GetRolePolicy")
}

func TestUpdateRolePolicy(t *testing.T) {
	t.Parallel()
	server, f := withIAM(t)
	state := createdPolicy(t, server)
	f.asked()
	request := p.UpdateRequest{ID: policyID, Urn: policyURN, State: state, Inputs: policyInputs(map[string]any{"policy": otherRolePolicy})}
	wanted := state.Set("policy", property.New(normalizedPolicy(otherRolePolicy)))

	response, err := server.Update(request)
	require.NoError(t, err)
	assert.Equal(t, wanted, response.Properties)
	assert.Equal(t, normalizedPolicy(otherRolePolicy), f.policy("hyperpod"))
	assert.Equal(t, []string{"PutRolePolicy", "GetRolePolicy"}, f.asked())

	f.refuse("PutRolePolicy")
	response, err = server.Update(request)
	assert.ErrorContains(t, err, "updating "+string(policyURN)+": 1 error occurred:\n\t* putting IAM Role (scientist) Policy (hyperpod): ")
	assert.NotNil(t, response.PartialState, "what IAM refused is in the state")
}

func TestDeleteRolePolicy(t *testing.T) {
	t.Parallel()
	server, f := withIAM(t)
	createdPolicy(t, server)
	request := p.DeleteRequest{ID: policyID, Urn: policyURN}
	f.refuse("DeleteRolePolicy")
	assert.ErrorContains(t, server.Delete(request), "deleting IAM Role Policy ("+policyID+"): operation error IAM: DeleteRolePolicy")
	f.refuse("")
	require.NoError(t, server.Delete(request))
	assert.Empty(t, f.policy("hyperpod"))
	require.NoError(t, server.Delete(request), "it may be gone")
	require.NoError(t, server.Delete(p.DeleteRequest{ID: "nobody:hyperpod", Urn: policyURN}), "with its role")
}

// TestSecretRolePolicy: a secret policy stays one.
func TestSecretRolePolicy(t *testing.T) {
	t.Parallel()
	server, _ := withIAM(t)
	inputs := policyInputs(map[string]any{"policy": secretly(testRolePolicy)})
	planned, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: inputs, DryRun: true})
	require.NoError(t, err)
	assert.Equal(t, secretly(sentPolicy), planned.Properties.Get("policy"))
	response, err := server.Create(p.CreateRequest{Urn: policyURN, Properties: inputs})
	require.NoError(t, err)
	assert.Equal(t, secretly(sentPolicy), response.Properties.Get("policy"))
}

func TestNormalizedPolicy(t *testing.T) {
	t.Parallel()
	for policy, want := range map[string]string{
		`{}`:                          `{}`,
		`{"b": 1, "a": [ ]}`:          `{"a":[],"b":1}`,
		`{"Id":"x","Version":"2012"}`: `{"Version":"2012","Id":"x"}`,
		` {"Version":"2012"}`:         `{"Version":"2012"}`,
		`no JSON`:                     `no JSON`,
	} {
		assert.Equal(t, want, normalizedPolicy(policy))
	}
}
