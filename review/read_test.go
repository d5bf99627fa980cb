package review_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/review"
)

// badInputs are files that cannot be reviewed at all.
var badInputs = []struct{ name, json, want string }{
	{"empty", "", "the input is empty"},
	{"no JSON", "Previewing update (dev)", "invalid character 'P'"},
	{"cut off in a step", `{"steps":[{"op":"create","urn":"urn:x"`, "steps[0], byte 38: the file ends in the middle"},
	{"cut off between steps", `{"steps":[`, "steps, byte 10: the file ends in the middle"},
	{"a list", `[]`, "want an object, got a list"},
	{"null", `null`, "want an object, got null"},
	{"empty object", `{}`, "the JSON object is empty"},
	{"another kind", `{"format_version":"1.2","resource_changes":[]}`, `first fields are "format_version", "resource_changes"`},
	{"line breaks in a name", "{\"a\\nb\":[", `a\nb, byte`},
	{"engine events", `{"sequence":0,"timestamp":1,"preludeEvent":{}}`, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"},
	{"two documents", `{"steps":[]} {"steps":[]}`, "more text follows"},
	{"checkpoint of a backend", `{"version":3,"checkpoint":{}}`, "checkpoint of a state backend"},
	{"steps no list", `{"steps":{}}`, "steps, after byte 10: want a list, got an object"},
	{"foreign steps", `{"steps":[{"name":"build"}]}`, "no preview of Pulumi"},
	{"step no object", `{"steps":[7]}`, "steps[0], after byte"},
	{"foreign resources", `{"version":3,"deployment":{"resources":[{"name":"x"}]}}`, "deployment.resources[0], after byte"},
	{"no version", `{"deployment":{"resources":[]}}`, "version is missing"},
	{"old version", `{"version":1,"deployment":{}}`, "version is 1, older than 3"},
	{"new version", `{"version":9,"deployment":{}}`, "version is 9, newer than 4"},
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range badInputs {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := review.Read(strings.NewReader(test.json))
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

const (
	roleURN   = "urn:pulumi:dev::p::kubernetes:rbac.authorization.k8s.io/v1:Role::r"
	roleState = `{"urn":"` + roleURN + `","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","id":"n/r",` +
		`"inputs":{"metadata":{"name":"r","namespace":"n"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}}`

	oldState   = `"oldState":` + roleState
	newState   = `"newState":` + roleState
	bothStates = oldState + "," + newState
)

// TestReadOperations: which side of a change an object is on, by the step's operation.
func TestReadOperations(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op, states    string
		before, after int
	}{
		{"same", bothStates, 1, 1},
		{"update", bothStates, 1, 1},
		{"create", newState, 0, 1},
		{"delete", oldState, 1, 0},
		{"replace", bothStates, 1, 1},
		{"create-replacement", bothStates, 0, 1},
		{"delete-replaced", oldState, 1, 0},
		{"import", newState, 1, 1}, // it exists already
		{"read", newState, 1, 1},
		{"refresh", bothStates, 1, 1},
		{"remove-pending-replace", oldState, 0, 0},
		{"delete", strings.Replace(oldState, `"id"`, `"pendingReplacement":true,"id"`, 1), 0, 0},
		{"delete", strings.Replace(oldState, `"id"`, `"retainOnDelete":true,"id"`, 1), 1, 1},
	}
	for _, test := range tests {
		t.Run(test.op, func(t *testing.T) {
			t.Parallel()
			stack := read(t, `{"steps":[{"op":"`+test.op+`","urn":"`+roleURN+`",`+test.states+`}]}`)
			assert.Len(t, stack.Before.Roles, test.before, "before")
			assert.Len(t, stack.After.Roles, test.after, "after")
			assert.False(t, stack.Partial)
		})
	}
}

// TestReadReplacement: the three steps of one replacement are one object on either side.
func TestReadReplacement(t *testing.T) {
	t.Parallel()
	both := `"urn":"` + roleURN + `",` + bothStates
	stack := read(t, `{"steps":[{"op":"create-replacement",`+both+`},{"op":"replace",`+both+`},{"op":"delete-replaced",`+both+`}]}`)
	assert.Len(t, stack.Before.Roles, 1)
	assert.Len(t, stack.After.Roles, 1)
}

// TestReadLeavesOut: what cannot be read is noted, and makes the stack one that is seen in part.
func TestReadLeavesOut(t *testing.T) {
	t.Parallel()
	export := func(resources string) string { return `{"version":3,"deployment":{"resources":[` + resources + `]}}` }
	tests := []struct{ name, json, want string }{
		{"unknown operation", `{"steps":[{"op":"frobnicate","urn":"` + roleURN + `",` + newState + `}]}`, `"frobnicate" is not known`},
		{"missing state", `{"steps":[{"op":"create","urn":"` + roleURN + `"}]}`, "lacks the state"},
		{"rules no list", export(strings.Replace(roleState, `[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]`, `"all"`, 1)), "rules is a string, want a list"},
		{"null in a list", export(strings.Replace(roleState, `["pods"]`, `[null]`, 1)), "rules[0].resources[0] is null, want a value"},
		{"list kind", export(strings.ReplaceAll(roleState, "v1:Role", "v1:RoleList")), "RoleList: objects of this kind are not read"},
		{"older API", export(strings.ReplaceAll(roleState, "v1:Role", "v1beta1:Role")), "v1beta1:Role: objects of this kind are not read"},
		{"Helm release", export(`{"urn":"u","type":"kubernetes:helm.sh/v3:Release"}`), "what the release installs is not in the stack"},
		{"aws-auth", export(`{"urn":"u","type":"kubernetes:core/v1:ConfigMap","inputs":{"metadata":{"name":"aws-auth","namespace":"kube-system"}}}`), "aws-auth"},
		{"association without scope", export(`{"urn":"u","type":"aws:eks/accessPolicyAssociation:AccessPolicyAssociation","inputs":{"principalArn":"a"}}`), "accessScope.type"},
		{"binding without role", export(`{"urn":"u","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding","inputs":{"metadata":{}}}`), "roleRef is null, want an object"},
		{"change among secrets", `{"steps":[{"op":"update","urn":"` + roleURN + `",` + strings.ReplaceAll(bothStates, `["pods"]`, `["[secret]"]`) + `}]}`, "whether the change is in one of them cannot be seen"},
		{"interrupted update", `{"version":3,"deployment":{"resources":[],"pending_operations":[{"type":"creating","resource":` + roleState + `}]}}`, "interrupted while creating"},
		{"unchanged resources hidden", `{"steps":[],"changeSummary":{"same":4}}`, "--show-sames"},
		{"failed preview", `{"diagnostics":[{"severity":"error","message":"no\ncredentials"}]}`, "the preview failed: no credentials"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			json := strings.ReplaceAll(test.json, "\n", `\n`)
			stack := read(t, json)
			assert.True(t, stack.Partial)
			var notes []string
			for _, note := range stack.Notes {
				notes = append(notes, note.Place+" "+note.Message)
			}
			assert.Contains(t, strings.Join(notes, "\n"), test.want)
		})
	}
}

// TestReadWithheld: unknown and secret values are neither guessed nor dropped.
func TestReadWithheld(t *testing.T) {
	t.Parallel()
	const secret = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"admins\""}`
	tests := []struct {
		name, groups string
		want         []string
	}{
		{"unknown list", `"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`, []string{review.Unknown}},
		{"unknown item", `["a","04da6b54-80e4-46f7-96ec-b56ff0331ba9"]`, []string{"a", review.Unknown}},
		{"blinded secret", `["[secret]"]`, []string{review.Secret}},
		{"secret list", secret, []string{review.Secret}},
		{"secret item", `[` + secret + `]`, []string{review.Secret}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			stack := read(t, `{"version":3,"deployment":{"resources":[{"urn":"u::e","type":"aws:eks/accessEntry:AccessEntry",
				"inputs":{"clusterName":"c","principalArn":"arn:aws:iam::111122223333:role/R","kubernetesGroups":`+test.groups+`}}]}}`)
			require.Len(t, stack.After.Entries, 1)
			assert.Equal(t, test.want, stack.After.Entries[0].Groups)
		})
	}
}

// TestReadComputed: what the program leaves to the provider is read from the outputs.
func TestReadComputed(t *testing.T) {
	t.Parallel()
	stack := read(t, `{"version":3,"deployment":{"resources":[
		{"urn":"u::e","type":"aws:eks/accessEntry:AccessEntry","inputs":{"clusterName":"c","principalArn":"p"},
		 "outputs":{"clusterName":"c","principalArn":"p","kubernetesGroups":["kept"],"userName":"u"}},
		{"urn":"u::r","type":"kubernetes:rbac.authorization.k8s.io/v1:Role","inputs":{"metadata":{},"rules":[]},
		 "outputs":{"metadata":{"name":"r-1a2b","namespace":"team"},"rules":[{"verbs":["get"]}]}},
		{"urn":"u::x","type":"kubernetes:rbac.authorization.k8s.io/v1:ClusterRole","outputs":{"metadata":{"name":"x"},"rules":[]}}]}}`)
	require.Len(t, stack.After.Entries, 1)
	assert.Equal(t, []string{"kept"}, stack.After.Entries[0].Groups)
	require.Len(t, stack.After.Roles, 2)
	assert.Equal(t, "team/r-1a2b", stack.After.Roles[0].Namespace+"/"+stack.After.Roles[0].Name)
	assert.Empty(t, stack.After.Roles[0].Rules, "the program's rules count, not those that the cluster had")
	assert.Equal(t, "x", stack.After.Roles[1].Name, "a resource that is only read has outputs alone")
}

// TestReadProviders: objects of one Kubernetes provider are in one cluster, also when that is replaced and its id
// changes; those of another are not taken for theirs.
func TestReadProviders(t *testing.T) {
	t.Parallel()
	const binding = `{"urn":"u::b","type":"kubernetes:rbac.authorization.k8s.io/v1:RoleBinding","provider":"PROVIDER","inputs":{
		"metadata":{"name":"b","namespace":"n"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"Group","name":"g"}]}}`
	role := strings.Replace(roleState, `"id"`, `"provider":"urn::blue::1","id"`, 1)
	tests := []struct{ name, provider, want string }{
		{"same", "urn::blue::1", "n: =[get pods]"},
		{"other id", "urn::blue::2", "n: =[get pods]"},
		{"other provider", "urn::green::1", "n: =<Role r>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			resources := role + "," + strings.Replace(binding, "PROVIDER", test.provider, 1)
			report := review.New(read(t, `{"version":3,"deployment":{"resources":[`+resources+`]}}`))
			assert.Equal(t, []string{test.want}, rightsOf(t, report, "g"))
		})
	}
}

func read(t *testing.T, json string) *review.Stack {
	t.Helper()
	stack, err := review.Read(strings.NewReader(json))
	require.NoError(t, err)
	return stack
}

// TestReadCutOff: wherever a real file is cut, the error says at which byte, and nothing is reported.
func TestReadCutOff(t *testing.T) {
	t.Parallel()
	for _, input := range []string{"testdata/pulumi/documented-create-preview.json", "testdata/pulumi/documented-export.json"} {
		data, err := os.ReadFile(input)
		require.NoError(t, err)
		whole := len(strings.TrimSpace(string(data)))
		for size := 1; size < whole; size += 97 {
			_, err := review.Read(bytes.NewReader(data[:size]))
			require.ErrorContains(t, err, fmt.Sprintf("byte %d: the file ends in the middle of its JSON", size), "%s", input)
		}
	}
}
