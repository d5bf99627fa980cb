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

// at is the list of what stands at a path of [policy.Places], as an expression, or absent where nothing stands.
func at(path, absent string) string { return walk("object", strings.Split(path, "."), absent) }

// walk follows the names from an expression. Inside of a list, where absent is empty, each item is one.
func walk(from string, names []string, absent string) string {
	if len(names) == 0 {
		if absent == "" {
			return from
		}
		return "[" + from + "]"
	}
	name, rest := names[0], names[1:]
	bare := strings.TrimRight(name, "?[]{}")
	optional, item := strings.Contains(name, "?"), strings.TrimLeft(name[len(bare):], "?")
	to := from + "." + bare
	if optional && item != "" {
		to = from + ".?" + bare + ".orValue(" + item + ")"
	}
	switch {
	case item == "[]":
		return to + ".map(i, " + walk("i", rest, "") + ")"
	case item == "{}":
		return to + ".map(k, " + walk(to+"[k]", rest, "") + ")"
	case optional:
		return "(has(" + to + ") ? " + walk(to, rest, absent) + " : " + absent + ")"
	}
	return walk(to, rest, absent)
}
