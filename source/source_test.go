package source_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source"
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
	{"foreign steps", `{"steps":[{"name":"build"}]}`, "not a preview of Pulumi"},
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
			_, err := source.Read(strings.NewReader(test.json))
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

func read(t *testing.T, json string) *access.Reading {
	t.Helper()
	stack, err := source.Read(strings.NewReader(json))
	require.NoError(t, err)
	return stack
}

// TestReadCutOff: wherever a real file is cut, the error says at which byte, and nothing is reported.
func TestReadCutOff(t *testing.T) {
	t.Parallel()
	for _, input := range []string{"documented-create-preview.json", "documented-export.json"} {
		data, err := os.ReadFile("../cmd/scientist-access/testdata/pulumi/" + input)
		require.NoError(t, err)
		whole := len(strings.TrimSpace(string(data)))
		for size := 1; size < whole; size += 97 {
			_, err := source.Read(bytes.NewReader(data[:size]))
			require.ErrorContains(t, err, fmt.Sprintf("byte %d: the file ends in the middle of its JSON", size), "%s", input)
		}
	}
}
