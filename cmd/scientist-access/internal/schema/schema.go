// Package schema helps the tests of the JSON forms.
package schema

import (
	"os"
	"path/filepath"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Closed reads a schema, and the schemas that it refers to, from files. It refuses fields that they do not describe, so
// that a test notices a field that was forgotten.
func Closed(path string, others ...string) (*jsonschema.Schema, error) {
	compiler := jsonschema.NewCompiler()
	for _, file := range append(others, path) {
		schema, err := Read(file)
		if err != nil {
			return nil, err
		}
		if err := compiler.AddResource(filepath.Base(file), closed(schema)); err != nil {
			return nil, err
		}
	}
	return compiler.Compile(filepath.Base(path))
}

// Read reads a JSON file.
func Read(path string) (any, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jsonschema.UnmarshalJSON(file)
}

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
