package difference

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// AdmissionPolicies names the parts in which the specs of admission policies differ. What a program leaves out is what the API
// server fills in.
func AdmissionPolicies(declared, live admissionv1.ValidatingAdmissionPolicySpec) []string {
	declared = *declared.DeepCopy()
	if declared.FailurePolicy == nil {
		fail := admissionv1.Fail
		declared.FailurePolicy = &fail
	}
	fillIn(declared.MatchConstraints)
	return specs(declared, live)
}

// AdmissionBindings is the same for bindings of admission policies.
func AdmissionBindings(declared, live admissionv1.ValidatingAdmissionPolicyBindingSpec) []string {
	declared = *declared.DeepCopy()
	fillIn(declared.MatchResources)
	return specs(declared, live)
}

// fillIn does to what is left out what the API server does.
// Source: https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/admissionregistration/v1/defaults.go
func fillIn(match *admissionv1.MatchResources) {
	if match == nil {
		return
	}
	if match.MatchPolicy == nil {
		equivalent := admissionv1.Equivalent
		match.MatchPolicy = &equivalent
	}
	for _, selector := range []**metav1.LabelSelector{&match.NamespaceSelector, &match.ObjectSelector} {
		if *selector == nil {
			*selector = &metav1.LabelSelector{}
		}
	}
	for _, rules := range [][]admissionv1.NamedRuleWithOperations{match.ResourceRules, match.ExcludeResourceRules} {
		for i := range rules {
			if rules[i].Scope == nil {
				all := admissionv1.AllScopes
				rules[i].Scope = &all
			}
		}
	}
}

func specs(declared, live any) []string { return parts("", plain(declared), plain(live)) }

// plain is a value as its JSON has it.
func plain(v any) (values any) {
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &values)
	}
	if err != nil {
		panic(err) // specs always have a JSON
	}
	return values
}

// parts names those parts of a value that differ, by their paths, without what is in them unless that is a word.
func parts(path string, was, is any) []string {
	wasMap, isMap := objectOf(was), objectOf(is)
	wasItems, isItems := namedItems(was), namedItems(is)
	switch {
	case reflect.DeepEqual(was, is):
		return nil
	case wasMap != nil && isMap != nil:
		return fields(path, wasMap, isMap, func(name string) string { return strings.TrimPrefix(path+"."+name, ".") })
	case wasItems != nil && reflect.DeepEqual(wasItems, isItems):
		return []string{"+ " + path + ": in another order"}
	case wasItems != nil && isItems != nil:
		return fields(path, wasItems, isItems, func(name string) string { return path + "[" + name + "]" })
	case is == nil:
		return []string{"- " + path + word(was)}
	case was == nil:
		return []string{"+ " + path + word(is)}
	case word(was) == "" || word(is) == "":
		return []string{"+ " + path + ": another one"}
	}
	return []string{"+ " + path + word(is), "- " + path + word(was)}
}

func fields(path string, was, is map[string]any, name func(string) string) []string {
	all := maps.Clone(was)
	maps.Copy(all, is)
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		lines = append(lines, parts(name(key), was[key], is[key])...)
	}
	return lines
}

func objectOf(v any) map[string]any {
	object, _ := v.(map[string]any)
	return object
}

// namedItems are the items of a list by what tells them apart; nil if not all have that.
func namedItems(v any) map[string]any {
	list, _ := v.([]any)
	var items map[string]any
	for _, item := range list {
		name := nameOf(item)
		if name == "" || items[name] != nil {
			return nil
		}
		if items == nil {
			items = map[string]any{}
		}
		if items[name] = item; name == item {
			items[name] = map[string]any{} // the name says it all
		}
	}
	return items
}

func nameOf(item any) string {
	if text, ok := item.(string); ok {
		return text
	}
	for _, field := range []string{"name", "message", "expression", "key"} {
		if text, ok := objectOf(item)[field].(string); ok {
			return text
		}
	}
	return ""
}

// word is a value that is short, with a space before it.
func word(v any) string {
	text, ok := v.(string)
	if !ok || len(text) > 80 {
		return ""
	}
	return " " + text
}
