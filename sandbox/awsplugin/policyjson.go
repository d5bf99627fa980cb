package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

func isJSONObject(text string) bool {
	_, ok := policyOf(text)
	return ok && strings.HasPrefix(text, "{")
}

func policyOf(text string) (policy map[string]any, ok bool) {
	err := json.Unmarshal([]byte(text), &policy)
	return policy, err == nil && policy != nil
}

// normalizedPolicy is a policy as the real provider sends and keeps it: without white space, sorted by name, but with the
// version first.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/json.go, LegacyPolicyNormalize
func normalizedPolicy(text string) string {
	policy, ok := policyOf(text)
	if !ok {
		return text
	}
	version, versioned := policy["Version"]
	delete(policy, "Version")
	rest := mustJSON(policy)
	if !versioned {
		return rest
	}
	first := `{"Version":` + mustJSON(version)
	if len(policy) == 0 {
		return first + "}"
	}
	return first + "," + rest[1:]
}

// mustJSON encodes what was decoded from JSON, which does not fail.
func mustJSON(decoded any) string {
	text, err := json.Marshal(decoded)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// samePolicy says whether two policies mean the same to the real provider: it passes over white space, the order of
// statements, actions and resources, the case of actions, and whether one value is in a list.
// Source: https://github.com/hashicorp/awspolicyequivalence
func samePolicy(old, new property.Value) bool {
	if stringOf(old) == stringOf(new) {
		return true
	}
	a, isA := policyOf(stringOf(old))
	b, isB := policyOf(stringOf(new))
	return isA && isB && reflect.DeepEqual(canonical(a), canonical(b))
}

// canonical brings a policy into a form in which equivalent ones are equal.
func canonical(policy map[string]any) map[string]any {
	statements := []string{}
	for _, listed := range listOf(policy["Statement"]) {
		if statement, ok := listed.(map[string]any); ok {
			listed = canonicalStatement(statement)
		}
		statements = append(statements, mustJSON(listed))
	}
	slices.Sort(statements)
	policy["Statement"] = statements
	return policy
}

func canonicalStatement(statement map[string]any) map[string]any {
	for _, element := range []string{"Action", "NotAction", "Resource", "NotResource"} {
		value, ok := statement[element]
		if !ok {
			continue
		}
		var texts []string
		for _, listed := range listOf(value) {
			text := mustJSON(listed)
			if strings.HasSuffix(element, "Action") {
				text = strings.ToLower(text)
			}
			texts = append(texts, text)
		}
		slices.Sort(texts)
		statement[element] = texts
	}
	return statement
}

// listOf is a list; a value that is none is its only element.
func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}
