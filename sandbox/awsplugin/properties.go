package main

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// stringOf returns the value's text, "" if it is left out or not known yet.
func stringOf(v property.Value) string {
	if !v.IsString() {
		return ""
	}
	return v.AsString()
}

// stringsOf returns the texts of a list, nil if it is left out or not known yet.
func stringsOf(v property.Value) []string {
	if !v.IsArray() {
		return nil
	}
	list := make([]string, 0, v.AsArray().Len())
	for _, element := range v.AsArray().All {
		list = append(list, stringOf(element))
	}
	return list
}

// mapOf returns the texts of a map, an empty one if it is left out or not known yet.
func mapOf(v property.Value) map[string]string {
	texts := map[string]string{}
	if !v.IsMap() {
		return texts
	}
	for key, element := range v.AsMap().All {
		texts[key] = stringOf(element)
	}
	return texts
}

// isEmpty says whether there is no value, or one without content.
func isEmpty(v property.Value) bool {
	return leftOut(v) || v.IsArray() && v.AsArray().Len() == 0 || v.IsMap() && v.AsMap().Len() == 0
}

func listValue(list []string) property.Value {
	values := make([]property.Value, 0, len(list))
	for _, text := range list {
		values = append(values, property.New(text))
	}
	return property.New(values)
}

func mapValue(texts map[string]string) property.Value {
	values := make(map[string]property.Value, len(texts))
	for key, text := range texts {
		values[key] = property.New(text)
	}
	return property.New(values)
}

// keepSecrets marks those properties as secret that are or hold a secret in any of the given bags, except tagsAll.
func keepSecrets(properties property.Map, bags ...property.Map) property.Map {
	for _, bag := range bags {
		for key, value := range bag.All {
			if kept, ok := properties.GetOk(key); ok && value.HasSecrets() && key != "tagsAll" {
				properties = properties.Set(key, kept.WithSecret(true))
			}
		}
	}
	return properties
}

// sameSet compares two lists without regard to order and repetition.
func sameSet(a, b []string) bool {
	return slices.Equal(set(a), set(b))
}

// set returns the list sorted, each element once. It is never nil: the SDK would not send it.
func set(list []string) []string {
	sorted := append([]string{}, list...)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// merged returns the base with the overrides on top.
func merged[V any](base, overrides map[string]V) map[string]V {
	all := maps.Clone(base)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, overrides)
	return all
}
