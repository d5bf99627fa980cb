package source_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	{"a resource without a type", `{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:s::p::t::x"}]}}`, "has no urn or no type"},
	{"the third of the resources", `{"version":3,"deployment":{"resources":[{"urn":"a","type":"t"},{"urn":"b","type":"t"},7]}}`, "deployment.resources[2], after byte"},
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

// TestADeletedResourceIsNotThere: Pulumi keeps one whose successor could not be created.
func TestADeletedResourceIsNotThere(t *testing.T) {
	t.Parallel()
	const export = `{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:s::p::kubernetes:rbac.authorization.k8s.io/v1:Role::r",` +
		`"type":"kubernetes:rbac.authorization.k8s.io/v1:Role","custom":true,%s"inputs":{"kind":"Role","metadata":{"name":"r","namespace":"a"}}}]}}`
	for state, want := range map[string]int{"": 1, `"pendingReplacement":true,`: 0} {
		reading, err := source.Read(strings.NewReader(fmt.Sprintf(export, state)))
		require.NoError(t, err)
		assert.Len(t, reading.After.Roles, want)
	}
}
