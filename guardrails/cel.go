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

// is compares a variable with one text or several.
func is(variable string, texts []string) string {
	if len(texts) == 1 {
		return variable + " == " + strings.Trim(list(texts), "[]")
	}
	return variable + " in " + list(texts)
}

// at is the list of what stands at a path of [policy.Places], as an expression. Where nothing stands, the list has the given
// value, or nothing if there is none.
func at(path, absent string) string {
	found, optional := "object", false
	names := strings.Split(path, ".")
	for i, name := range names {
		bare := strings.TrimRight(name, "?[]{}")
		optional = optional || strings.Contains(name, "?")
		found = chosen(found, bare, optional)
		if item := strings.TrimLeft(name[len(bare):], "?"); item != "" {
			if optional {
				found += ".orValue(" + item + ")"
			}
			return items(found, item, names[i+1:])
		}
	}
	switch {
	case !optional:
		return "[" + found + "]"
	case absent != "":
		return "[" + found + ".orValue(" + absent + ")]"
	}
	return "[?" + found + "]"
}

func chosen(from, name string, optional bool) string {
	if optional {
		return from + ".?" + name
	}
	return from + "." + name
}

// items are what stands at a path below each item of a list, or of a map.
func items(all, kind string, path []string) string {
	switch {
	case kind == "{}":
		return all + ".map(k, " + strings.Join(append([]string{all + "[k]"}, path...), ".") + ")"
	case len(path) == 0:
		return all
	}
	return all + ".map(i, " + strings.Join(append([]string{"i"}, path...), ".") + ")"
}
