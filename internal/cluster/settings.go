package cluster

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/stackconfig"
)

// table is every setting there is, with what it means to us: how it is read, why it is refused, or nil if it makes no
// difference. So a setting is never ignored by oversight; a test compares the tables with the providers' SDKs.
type table[T any] map[string]reader[T]

// reader takes one setting, which is not empty.
type reader[T any] func(into *T, path *field.Path, value string) field.ErrorList

// read reads all settings of a section, such as aws: or those of one object in it.
func (t table[T]) read(into *T, path func(key string) *field.Path, values map[string]string) field.ErrorList {
	var problems field.ErrorList
	for _, key := range slices.Sorted(maps.Keys(values)) {
		read, known := t[key]
		switch {
		case !known:
			problems = append(problems, stackconfig.UnknownKey(path(key), key, slices.Sorted(maps.Keys(t))))
		case read != nil && values[key] != "":
			problems = append(problems, read(into, path(key), values[key])...)
		}
	}
	return problems
}

func inSection(name string) func(key string) *field.Path {
	return func(key string) *field.Path { return field.NewPath(name + ":" + key) }
}

func text[T any](target func(*T) *string) reader[T] {
	return func(into *T, _ *field.Path, value string) field.ErrorList {
		*target(into) = value
		return nil
	}
}

func refused[T any](why string) reader[T] {
	return func(_ *T, path *field.Path, _ string) field.ErrorList {
		return field.ErrorList{field.Forbidden(path, why)}
	}
}

func object[T any](members table[T]) reader[T] {
	return func(into *T, path *field.Path, value string) field.ErrorList {
		var raw map[string]json.RawMessage
		if err := json.Unmarshal([]byte(value), &raw); err != nil {
			return field.ErrorList{field.TypeInvalid(path, value, "must be an object")}
		}
		values := map[string]string{}
		for key, member := range raw {
			values[key] = plain(member)
		}
		return members.read(into, func(key string) *field.Path { return path.Child(key) }, values)
	}
}

// plain is a string without its quotes, and anything else as it is.
func plain(raw json.RawMessage) string {
	var value string
	if json.Unmarshal(raw, &value) == nil {
		return value
	}
	return string(raw)
}

// expand finds a file as the AWS provider does, by variables and ~, where the AWS CLI takes its name as it is.
func expand(path string) string {
	path = os.ExpandEnv(path)
	rest, ok := strings.CutPrefix(path, "~")
	home, err := os.UserHomeDir()
	if !ok || err != nil || rest != "" && !strings.HasPrefix(rest, "/") {
		return path
	}
	return filepath.Join(home, rest)
}
