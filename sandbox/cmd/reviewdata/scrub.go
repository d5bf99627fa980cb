package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/sandbox"
)

// scrubber replaces what differs from run to run and from machine to machine.
type scrubber struct {
	paths *strings.Replacer
}

func newScrubber(box *sandbox.Sandbox) scrubber {
	return scrubber{strings.NewReplacer(box.Dir, "/sandbox", box.Root, "/project")}
}

// replacements are made in every text of a document.
var replacements = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "127.0.0.1:6443"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`), "2025-01-01T00:00:00Z"},
	{regexp.MustCompile(`[A-Za-z0-9+/]{120,}={0,2}`), "c2NydWJiZWQ="},                   // certificates
	{regexp.MustCompile(`pulumi-kubernetes-[0-9a-f]{8}`), "pulumi-kubernetes-1a2b3c4d"}, // field managers
	{regexp.MustCompile(`v1:[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+`), "v1:c2NydWJiZWQ=:c2NydWJiZWQ="},
}

// uuid finds ids, all but the one with which Pulumi marks unknown values.
var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// chosenName finds names that the Kubernetes provider has made from a key. A replacement has another one.
var chosenName = regexp.MustCompile(`named-by-the-provider-[0-9a-f]{8}`)

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// dropped are fields that say how and when a file came to be, or that only a server needs.
var dropped = map[string]bool{
	"manifest": true, "resourceVersion": true, "managedFields": true,
	"created": true, "modified": true, "duration": true, "secrets_providers": true,
	"sourcePosition": true, "stackTrace": true,
}

// unordered are lists in which Pulumi's parallel work decides about the order.
var unordered = map[string]bool{"dependencies": true, "propertyDependencies": true}

// document scrubs a JSON document. Resources come in the order of their names, as Pulumi registers them in
// parallel.
func (s scrubber) document(text string) ([]byte, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var document map[string]any
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	sortByURN(document["steps"])
	if deployment, ok := document["deployment"].(map[string]any); ok {
		sortByURN(deployment["resources"])
	}
	seen := seen{ids: map[string]string{}, names: map[string]string{}}
	var scrubbed bytes.Buffer
	encoder := json.NewEncoder(&scrubbed)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(s.value(document, seen))
	return scrubbed.Bytes(), err
}

func sortByURN(list any) {
	items, _ := list.([]any)
	urn := func(item any) string {
		object, _ := item.(map[string]any)
		return fmt.Sprint(object["urn"])
	}
	slices.SortStableFunc(items, func(a, b any) int { return cmp.Compare(urn(a), urn(b)) })
}

func (s scrubber) value(v any, seen seen) any {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range sortedKeys(v) {
			if dropped[key] {
				delete(v, key)
				continue
			}
			v[key] = s.value(v[key], seen)
			if unordered[key] {
				sortTexts(v[key])
			}
		}
	case []any:
		for i := range v {
			v[i] = s.value(v[i], seen)
		}
	case string:
		return s.text(v, seen)
	}
	return v
}

// seen are ids and names that the provider chose, with what stands for them, which counts them.
type seen struct{ ids, names map[string]string }

func (s seen) id(id string) string {
	if id == unknown {
		return id
	}
	if s.ids[id] == "" {
		s.ids[id] = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(s.ids)+1)
	}
	return s.ids[id]
}

func (s seen) name(name string) string {
	if s.names[name] == "" {
		s.names[name] = fmt.Sprintf("named-by-the-provider-%08x", 0x1a2b3c4d+len(s.names))
	}
	return s.names[name]
}

// sortTexts sorts lists of texts, also those below an object.
func sortTexts(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, below := range v {
			sortTexts(below)
		}
	case []any:
		slices.SortFunc(v, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
}

func (s scrubber) text(text string, seen seen) string {
	text = s.paths.Replace(text)
	for _, r := range replacements {
		text = r.pattern.ReplaceAllString(text, r.with)
	}
	text = chosenName.ReplaceAllStringFunc(text, seen.name)
	return uuid.ReplaceAllStringFunc(text, seen.id)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
