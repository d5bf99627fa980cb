package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Check refuses a policy that users wrote themselves where Kubernetes would refuse it, and where it hands out
// rights that must be asked for by name: escalate, bind, impersonate and wildcards. allow holds the names that
// were; an unknown one is an error too. All problems come in one error, each with its path and the way out.
//
// Other dangers are not refused; see [Policy.Dangers].
func Check(added Policy, allow ...string) error {
	var errs []error
	valid := refusable()
	unknown := slices.DeleteFunc(slices.Clone(allow), func(n string) bool { return slices.Contains(valid, n) })
	if len(unknown) > 0 {
		errs = append(errs, unknownNames("dangerous right", unknown, valid))
	}
	for _, r := range added.all() {
		for _, problem := range malformed(r) {
			errs = append(errs, fmt.Errorf("%s: %s", r.path, problem))
		}
	}
	seen := map[string]bool{}
	for _, d := range added.Dangers() {
		key := d.Path + " " + d.Name
		if !d.Refused || seen[key] || slices.Contains(allow, d.Name) {
			continue
		}
		seen[key] = true
		errs = append(errs, fmt.Errorf("%s: %s is refused, as it opens %s: %s, or allow %q by name",
			d.Path, describe(d.Rule), d.Opens, d.Instead, d.Name))
	}
	return errors.Join(errs...)
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

// malformed tells what the API server would refuse about a rule.
//
// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
func malformed(r placed) []string {
	rule := r.rule
	problems := []struct {
		is   bool
		text string
	}{
		{len(rule.Verbs) == 0, `a rule needs verbs, for example ["get", "list"]`},
		{
			len(rule.Resources) == 0 && len(rule.NonResourceURLs) == 0,
			`a rule needs resources, for example ["pods"]`,
		},
		{
			len(rule.Resources) > 0 && len(rule.APIGroups) == 0,
			fmt.Sprintf(`a rule for %s needs apiGroups; the core group is [""]`, strings.Join(rule.Resources, ", ")),
		},
		{
			len(rule.Resources) > 0 && len(rule.NonResourceURLs) > 0,
			"a rule is for resources or for nonResourceURLs, not for both: write two",
		},
		{
			len(rule.NonResourceURLs) > 0 && r.scope != Cluster,
			"nonResourceURLs belong to no namespace: write the rule for the cluster",
		},
		{anyEmpty(rule), "verbs, resources and nonResourceURLs must not be empty strings"},
	}
	var found []string
	for _, p := range problems {
		if p.is {
			found = append(found, p.text)
		}
	}
	return found
}

func anyEmpty(rule rbacv1.PolicyRule) bool {
	return slices.Contains(slices.Concat(rule.Verbs, rule.Resources, rule.NonResourceURLs), "")
}
