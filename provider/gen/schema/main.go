// Command schema writes the schema of the package: what pulumi-go-provider infers from the Go types, with the words of their
// doc comments, and which arguments must be known when the program runs.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"github.com/blang/semver"
	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/version"
	"github.com/scientist-access/scientist-access/provider/gen/declared"
	"github.com/scientist-access/scientist-access/provider/internal/arguments"
	"github.com/scientist-access/scientist-access/provider/internal/served"
)

func main() {
	text, err := generate("..")
	if err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
	if err := os.WriteFile("internal/served/schema.json", text, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func generate(checkout string) ([]byte, error) {
	all, err := declared.Read(checkout)
	if err != nil {
		return nil, err
	}
	spec, err := inferred()
	if err != nil {
		return nil, err
	}
	w := words{all: all}
	resource := spec.Resources[component.Type]
	outputs := all[declared.Outputs]
	resource.Description = w.of(outputs.Doc, outputs.Name, outputs.Name)
	w.describe(resource.InputProperties, all[declared.Arguments], reflect.TypeFor[arguments.ScientistAccessArgs]())
	w.describe(resource.Properties, outputs, nil)
	spec.Resources[component.Type] = resource
	for _, t := range typesIn(reflect.TypeFor[arguments.ScientistAccessArgs]()) {
		token := served.Package + ":index:" + t.Name()
		described, ok := spec.Types[token]
		if !ok {
			return nil, fmt.Errorf("the schema has no type %s", token)
		}
		source := all.OfType(t.Name())
		described.Description = w.of(source.Doc, source.Name, t.Name())
		w.describe(described.Properties, source, t)
		spec.Types[token] = described
	}
	if w.err != nil {
		return nil, w.err
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(spec)
	return b.Bytes(), err
}

func inferred() (spec schema.PackageSpec, err error) {
	p, err := served.Inferred()
	if err != nil {
		return spec, err
	}
	server, err := integration.NewServer(context.Background(), served.Package, semver.MustParse(version.Number), integration.WithProvider(p))
	if err != nil {
		return spec, err
	}
	answer, err := server.GetSchema(provider.GetSchemaRequest{})
	if err != nil {
		return spec, err
	}
	return spec, json.Unmarshal([]byte(answer.Schema), &spec)
}

// words puts doc comments into the schema. It keeps the first error.
type words struct {
	all declared.Structs
	err error
}

func (w *words) of(doc, inGo, here string) string {
	text, err := w.all.Markdown(doc, inGo, here)
	w.fail(err)
	return text
}

func (w *words) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// describe sets what each property means and, for arguments of type t, whether it is plain.
func (w *words) describe(properties map[string]schema.PropertySpec, from declared.Struct, t reflect.Type) {
	for key, property := range properties {
		f, err := from.Find(key)
		w.fail(err)
		property.Description = w.of(f.Doc, f.Name, "`"+key+"`")
		if t != nil {
			field, _ := t.FieldByName(f.Name)
			setPlain(&property.TypeSpec, field.Type)
		}
		properties[key] = property
	}
}

var input = reflect.TypeFor[pulumi.Input]()

// setPlain says of whatever Go does not take as an input that it must be known when the program runs. pulumi-go-provider says
// so of booleans and strings alone, but also of those in a map that may be an input.
func setPlain(spec *schema.TypeSpec, t reflect.Type) {
	if t.Implements(input) {
		if spec.AdditionalProperties != nil {
			spec.AdditionalProperties.Plain = false
		}
		return
	}
	spec.Plain = true
	switch t.Kind() {
	case reflect.Slice:
		setPlain(spec.Items, t.Elem())
	case reflect.Map:
		setPlain(spec.AdditionalProperties, t.Elem())
	}
}

// typesIn are the structs within a struct, each once.
func typesIn(root reflect.Type) []reflect.Type {
	var found []reflect.Type
	seen := map[reflect.Type]bool{root: true}
	var look func(t reflect.Type)
	look = func(t reflect.Type) {
		for i := range t.NumField() {
			inner := t.Field(i).Type
			for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice || inner.Kind() == reflect.Map {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct && !seen[inner] {
				seen[inner] = true
				found = append(found, inner)
				look(inner)
			}
		}
	}
	look(root)
	return found
}
