package guardrails

import (
	"encoding/json"
	"strings"
)

// list is a list of texts as an expression, of which JSON is a part.
func list(texts []string) string {
	if len(texts) == 0 {
		return "[]"
	}
	text, err := json.Marshal(texts)
	if err != nil {
		panic(err) // texts always have a JSON
	}
	return strings.ReplaceAll(string(text), `","`, `", "`)
}

// at is the list of what stands at a path of [policy.Places], as an expression.
func at(path string) string {
	return walk("object", strings.Split(path, "."), func(found string) string { return "[" + found + "]" })
}

// walk follows the names from an expression. It wraps what it finds, except inside a list, where each item is one.
func walk(from string, names []string, wrap func(string) string) string {
	if len(names) == 0 {
		return wrap(from)
	}
	name, rest := names[0], names[1:]
	bare := strings.TrimRight(name, "?[]{}")
	optional, item := strings.Contains(name, "?"), strings.TrimLeft(name[len(bare):], "?")
	to := from + "." + bare
	if optional && item != "" {
		to = from + ".?" + bare + ".orValue(" + item + ")"
	}
	plain := func(found string) string { return found }
	switch {
	case item == "[]":
		return to + ".map(i, " + walk("i", rest, plain) + ")"
	case item == "{}":
		return to + ".map(k, " + walk(to+"[k]", rest, plain) + ")"
	case optional:
		return "(has(" + to + ") ? " + walk(to, rest, wrap) + " : [])"
	}
	return walk(to, rest, wrap)
}
