package served

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/nearest"
	"github.com/scientist-access/scientist-access/internal/problems"
	"github.com/scientist-access/scientist-access/provider/internal/arguments"
)

// check refuses what the arguments cannot take, all of it at once: unknown keys, values of other types, and outputs where the
// component must know the value. Pulumi itself stops at the first, has no paths, and is silent about unknown keys.
func check(inputs property.Map) error {
	c := &checker{}
	c.object(nil, inputs, reflect.TypeFor[arguments.ScientistAccessArgs]())
	return problems.Join(c.problems)
}

type checker struct{ problems field.ErrorList }

func (c *checker) add(problem *field.Error) { c.problems = append(c.problems, problem) }

var input = reflect.TypeFor[pulumi.Input]()

func (c *checker) value(at *field.Path, v property.Value, t reflect.Type) {
	if t.Implements(input) {
		c.input(at, v, t)
		return
	}
	switch {
	case v.IsNull():
	case v.Secret():
		c.add(field.Forbidden(at, "holds a secret, but cannot be kept secret: it becomes a part of what everybody may read in the "+
			"state; give it in plain text"))
	case v.IsComputed() || len(v.Dependencies()) > 0:
		c.add(field.Forbidden(at, "is an output of another resource, but must be known when the program runs, because it decides "+
			"which resources there are; take it from the configuration or from another stack"))
	default:
		c.plain(at, v, t)
	}
}

// input looks at a value that may be an output, as far as it is known.
func (c *checker) input(at *field.Path, v property.Value, t reflect.Type) {
	switch {
	case v.IsNull() || v.IsComputed():
	case t == reflect.TypeFor[pulumi.StringMapInput]():
		c.members(at, v, func(at *field.Path, member property.Value) {
			c.input(at, member, reflect.TypeFor[pulumi.StringInput]())
		})
	case !v.IsString():
		c.wrongType(at, v, "a string")
	}
}

func (c *checker) plain(at *field.Path, v property.Value, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer:
		c.value(at, v, t.Elem())
	case reflect.Struct:
		if !v.IsMap() {
			c.wrongType(at, v, "an object")
			return
		}
		c.object(at, v.AsMap(), t)
	case reflect.Map:
		c.members(at, v, func(at *field.Path, member property.Value) { c.value(at, member, t.Elem()) })
	case reflect.Slice:
		if !v.IsArray() {
			c.wrongType(at, v, "a list")
			return
		}
		for i, item := range v.AsArray().All {
			c.value(at.Index(i), item, t.Elem())
		}
	case reflect.String:
		if !v.IsString() {
			c.wrongType(at, v, "a string")
		}
	case reflect.Bool:
		if !v.IsBool() {
			c.wrongType(at, v, "true or false")
		}
	}
}

// object checks the members of an object whose keys are known.
func (c *checker) object(at *field.Path, m property.Map, t reflect.Type) {
	known := map[string]reflect.Type{}
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("pulumi"), ",")
		known[key] = t.Field(i).Type
	}
	for _, key := range slices.Sorted(maps.Keys(m.AsMap())) {
		of, ok := known[key]
		if !ok {
			best, _ := nearest.Word(key, slices.Sorted(maps.Keys(known)))
			c.add(field.Invalid(at.Child(key), key, fmt.Sprintf("is not an argument; did you mean %q?", best)))
			continue
		}
		c.value(at.Child(key), m.Get(key), of)
	}
}

// members checks those of an object whose keys the user chose.
func (c *checker) members(at *field.Path, v property.Value, check func(*field.Path, property.Value)) {
	if !v.IsMap() {
		c.wrongType(at, v, "an object")
		return
	}
	m := v.AsMap()
	for _, key := range slices.Sorted(maps.Keys(m.AsMap())) {
		check(at.Child(key), m.Get(key))
	}
}

func (c *checker) wrongType(at *field.Path, v property.Value, want string) {
	c.add(field.TypeInvalid(at, shown(v), "must be "+want))
}

// shown is a value as an error quotes it: a string as it is, anything else as JSON.
func shown(v property.Value) string {
	if v.HasSecrets() {
		return "(secret)"
	}
	if v.IsString() {
		return v.AsString()
	}
	text, err := json.Marshal(resource.ToResourcePropertyValue(v).Mappable())
	if err != nil {
		return "(a value that is not plain)"
	}
	return string(text)
}
