package resource

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/source/internal/document"
)

// How Pulumi writes such values.
// Source: https://github.com/pulumi/pulumi/tree/v3.250.0, sdk/go/common/resource/sig/sig.go,
// sdk/go/common/resource/plugin/rpc.go and pkg/backend/display/json.go
const (
	unknownPlaceholder = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	signatureKey       = "4dabf18193072939515e22adb298388d"
	secretSignature    = "1b47061264138c4ac30d75fd1eb44270"
	blindedSecret      = "[secret]" // a secret in a preview
)

// value is one property as Pulumi wrote it, with the place it came from. The first wrong type among the
// values of a resource ends up in its problem.
type value struct {
	path    string
	v       any
	problem *error
}

// property reads the first of the given forms of a property that is there: its input, then its output. An import can
// leave inputs without what only the outputs hold.
func property(problem *error, path string, forms ...json.RawMessage) value {
	for _, raw := range forms {
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil && *problem == nil {
			*problem = fmt.Errorf("%s: %w", path, err)
		}
		return value{path, v, problem}
	}
	return value{path, nil, problem}
}

func (v value) absent() bool { return v.v == nil }

// withheld returns the stand-in for a value that is unknown or secret as a whole.
func (v value) withheld() (string, bool) {
	switch x := v.v.(type) {
	case string:
		if strings.Contains(x, unknownPlaceholder) {
			return access.Unknown, true
		}
		if x == blindedSecret {
			return access.Secret, true
		}
	case map[string]any:
		if x[signatureKey] == secretSignature {
			return access.Secret, true
		}
	}
	return "", false
}

// anyWithheld returns the stand-in for the first value that is withheld, the whole or a part of it.
func (v value) anyWithheld() (string, bool) {
	if stand, ok := v.withheld(); ok {
		return stand, true
	}
	var parts []any
	switch x := v.v.(type) {
	case []any:
		parts = x
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(x)) {
			parts = append(parts, x[key])
		}
	}
	for _, part := range parts {
		if stand, ok := (value{v: part}).anyWithheld(); ok {
			return stand, true
		}
	}
	return "", false
}

// at reads a field of an object. Below a withheld value everything is withheld.
func (v value) at(key string) value {
	path := v.path + "." + key
	if _, ok := v.withheld(); ok {
		return value{path, v.v, v.problem}
	}
	object, ok := v.v.(map[string]any)
	if !ok && !v.absent() {
		v.wrong("an object")
	}
	return value{path, object[key], v.problem}
}

// text reads a string; an absent one is empty.
func (v value) text() string {
	if stand, ok := v.withheld(); ok {
		return stand
	}
	text, ok := v.v.(string)
	if !ok && !v.absent() {
		v.wrong("a string")
	}
	return text
}

// items reads a list. A list withheld as a whole is one withheld item.
func (v value) items() []value {
	if _, ok := v.withheld(); ok {
		return []value{v}
	}
	list, ok := v.v.([]any)
	if !ok && !v.absent() {
		v.wrong("a list")
	}
	items := make([]value, len(list))
	for i, item := range list {
		items[i] = value{fmt.Sprintf("%s[%d]", v.path, i), item, v.problem}
		if item == nil {
			items[i].wrong("a value")
		}
	}
	return items
}

// texts reads a list of strings.
func (v value) texts() []string {
	var texts []string
	for _, item := range v.items() {
		texts = append(texts, item.text())
	}
	return texts
}

func (v value) wrong(want string) {
	if *v.problem == nil {
		*v.problem = fmt.Errorf("%s is %s, want %s", v.path, document.Kind(v.v), want)
	}
}
