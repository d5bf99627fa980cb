package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// TestReportsMatchTheSchema: every golden report is what the schema describes, and has no field beyond.
func TestReportsMatchTheSchema(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("report.schema.json", closed(readJSON(t, "internal/review/report.schema.json"))))
	schema, err := compiler.Compile("report.schema.json")
	require.NoError(t, err)

	reports, err := filepath.Glob("testdata/*/*.report.json")
	require.NoError(t, err)
	require.NotEmpty(t, reports)
	for _, report := range reports {
		require.NoError(t, schema.Validate(readJSON(t, report)), report)
	}
}

// closed makes every object of a schema refuse fields that the schema does not describe.
func closed(schema any) any {
	switch s := schema.(type) {
	case map[string]any:
		for _, part := range s {
			closed(part)
		}
		_, isObject := s["properties"].(map[string]any)
		if _, set := s["additionalProperties"]; isObject && !set && s["type"] == "object" {
			s["additionalProperties"] = false
		}
	case []any:
		for _, part := range s {
			closed(part)
		}
	}
	return schema
}

func readJSON(t *testing.T, path string) any {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	value, err := jsonschema.UnmarshalJSON(file)
	require.NoError(t, err)
	return value
}
