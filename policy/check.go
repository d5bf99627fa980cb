package policy

import (
	"fmt"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Check refuses a policy that users wrote themselves where Kubernetes would refuse it, and where it hands out
// rights that must be asked for by name: escalate, bind, impersonate and wildcards. allow holds the names that
// were (see [CheckAllowed]). Each problem has its path below the given one and says how to fix it.
//
// Other dangers are not refused; see [Policy.Dangers].
func Check(path *field.Path, added Policy, allow ...string) field.ErrorList {
	var problems field.ErrorList
	for _, namespace := range slices.Sorted(maps.Keys(added.Elsewhere)) {
		for _, wrong := range validation.IsDNS1123Label(namespace) {
			problems = append(problems, field.Invalid(path.Child("elsewhere"), namespace, wrong))
		}
	}
	for _, r := range added.all() {
		problems = append(problems, malformed(path.Child(r.path), r)...)
	}
	seen := map[string]bool{}
	for _, d := range added.Dangers() {
		key := d.Path + " " + d.Name
		if !d.Refused || seen[key] || slices.Contains(allow, d.Name) {
			continue
		}
		seen[key] = true
		problems = append(problems, field.Forbidden(path.Child(d.Path), fmt.Sprintf(
			"%s opens %s; %s, or allow %q by name", describe(d.Rule), d.Opens, d.Instead, d.Name)))
	}
	return problems
}

// CheckAllowed refuses names other than those of the dangerous rights that [Check] refuses, and suggests the nearest.
func CheckAllowed(path *field.Path, allow []string) field.ErrorList {
	return unknownNames(path, allow, "name of a dangerous right", refusable())
}

// refusable are the names of the dangers that are refused unless they are allowed.
func refusable() []string {
	var names []string
	for _, p := range patterns {
		if p.refused {
			names = append(names, p.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// malformed lists what the API server would refuse in a rule.
//
// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
func malformed(path *field.Path, r placed) field.ErrorList {
	var problems field.ErrorList
	required := func(name, say string) {
		problems = append(problems, field.Required(path.Child(name), say))
	}
	rule := r.rule
	if len(rule.Verbs) == 0 {
		required("verbs", "name at least one verb")
	}
	if len(rule.NonResourceURLs) > 0 {
		return append(problems, malformedURLs(path.Child("nonResourceURLs"), r)...)
	}
	if len(rule.APIGroups) == 0 {
		required("apiGroups", `name at least one API group; the core group is ""`)
	}
	if len(rule.Resources) == 0 {
		required("resources", "name at least one resource")
	}
	if slices.Contains(slices.Concat(rule.Verbs, rule.Resources), "") {
		problems = append(problems, field.Invalid(path, "", "verbs and resources must not be empty strings"))
	}
	return problems
}

func malformedURLs(path *field.Path, r placed) field.ErrorList {
	if r.scope != Cluster {
		return field.ErrorList{field.Forbidden(path, "only cluster rules can name URLs; a Role grants resources in its namespace")}
	}
	if hasResources(r.rule) {
		return field.ErrorList{field.Forbidden(path, "a rule names URLs or resources, not both; split it in two")}
	}
	return nil
}

func hasResources(r rbacv1.PolicyRule) bool {
	return len(r.APIGroups) > 0 || len(r.Resources) > 0 || len(r.ResourceNames) > 0
}
