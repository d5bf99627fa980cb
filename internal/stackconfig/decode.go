package stackconfig

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/nearest"
)

// decoder turns JSON into Go values and gathers every problem on the way, each with the path of its field.
// encoding/json would stop at the first, and ignore unknown keys.
type decoder struct {
	problems field.ErrorList
}

// value decodes one field.
type value func(path *field.Path, raw json.RawMessage)

// object decodes an object of known keys; any other key is a problem that names the nearest known one.
func (d *decoder) object(known map[string]value) value {
	return func(path *field.Path, raw json.RawMessage) {
		members, ok := d.members(path, raw)
		if !ok {
			return
		}
		for _, key := range slices.Sorted(maps.Keys(members)) {
			decode, ok := known[key]
			if !ok {
				d.problems = append(d.problems, UnknownKey(path.Child(key), key, slices.Sorted(maps.Keys(known))))
				continue
			}
			decode(path.Child(key), members[key])
		}
	}
}

// each decodes an object whose keys the user chose.
func (d *decoder) each(decode func(key string) value) value {
	return func(path *field.Path, raw json.RawMessage) {
		members, ok := d.members(path, raw)
		if !ok {
			return
		}
		for _, key := range slices.Sorted(maps.Keys(members)) {
			decode(key)(path.Child(key), members[key])
		}
	}
}

// members are those of an object. encoding/json would take the last of equal keys and be silent about the others.
func (d *decoder) members(path *field.Path, raw json.RawMessage) (map[string]json.RawMessage, bool) {
	var members map[string]json.RawMessage
	if !d.unmarshal(path, raw, &members, "an object") {
		return nil, false
	}
	for _, key := range repeated(raw) {
		d.problems = append(d.problems, field.Duplicate(path.Child(key), key))
	}
	return members, true
}

// repeated are the keys that stand in a valid object again.
func repeated(object json.RawMessage) []string {
	var again []string
	seen := map[json.Token]bool{}
	tokens := json.NewDecoder(bytes.NewReader(object))
	_, err := tokens.Token() // the brace
	for err == nil && tokens.More() {
		key, _ := tokens.Token()
		if seen[key] {
			again = append(again, fmt.Sprint(key))
		}
		seen[key] = true
		var value json.RawMessage
		err = tokens.Decode(&value)
	}
	return again
}

// list decodes a list, item by item.
func (d *decoder) list(decode func() value) value {
	return func(path *field.Path, raw json.RawMessage) {
		var items []json.RawMessage
		if !d.unmarshal(path, raw, &items, "a list") {
			return
		}
		for i, item := range items {
			decode()(path.Index(i), item)
		}
	}
}

func (d *decoder) text(into *string) value {
	return func(path *field.Path, raw json.RawMessage) { d.unmarshal(path, raw, into, "a string") }
}

func (d *decoder) input(into *pulumi.StringInput) value {
	return func(path *field.Path, raw json.RawMessage) {
		var value string
		d.text(&value)(path, raw)
		*into = pulumi.String(value)
	}
}

func (d *decoder) boolean(into *bool) value {
	return func(path *field.Path, raw json.RawMessage) { d.unmarshal(path, raw, into, "true or false") }
}

// texts keeps an empty list apart from none: an empty one is somebody's mistake.
func (d *decoder) texts(into *[]string) value {
	return func(path *field.Path, raw json.RawMessage) {
		items := []string{}
		d.list(func() value {
			return func(path *field.Path, raw json.RawMessage) {
				var item string
				d.text(&item)(path, raw)
				items = append(items, item)
			}
		})(path, raw)
		*into = items
	}
}

func (d *decoder) textMap(into *map[string]string) value {
	return d.each(func(key string) value {
		return func(path *field.Path, raw json.RawMessage) {
			var item string
			d.text(&item)(path, raw)
			if *into == nil {
				*into = map[string]string{}
			}
			(*into)[key] = item
		}
	})
}

func (d *decoder) unmarshal(path *field.Path, raw json.RawMessage, into any, want string) bool {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) {
		d.problems = append(d.problems, field.Required(path, "is empty; give "+want+" or leave the key out"))
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		d.problems = append(d.problems, field.TypeInvalid(path, string(raw), "must be "+want))
		return false
	}
	return true
}

// UnknownKey is the problem of a key that is not among the known ones, of which it names the nearest.
func UnknownKey(path *field.Path, key string, known []string) *field.Error {
	best, _ := nearest.Word(key, known)
	return field.Invalid(path, key, fmt.Sprintf("is not a configuration key; did you mean %q?", best))
}
