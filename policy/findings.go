package policy

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Finding is a part of a rule that grants nothing, or less than it seems to.
type Finding struct {
	// Path is where the rule stands: cluster[0], namespace[2] or elsewhere[aws-hyperpod][0].
	Path string
	// Rule is the whole rule.
	Rule rbacv1.PolicyRule
	// Part is what has no effect in it, for example `verb "describe"`.
	Part string
	// Reason says why.
	Reason string
}

// String is the finding in one line.
func (f Finding) String() string { return f.Path + ": " + f.Part + " has no effect: " + f.Reason }

// Findings lists what has no effect in the policy: cluster-scoped resources in a Role, verbs that no request
// carries, verbs that a subresource doesn't know, and names on requests that carry none. They are harmless, but
// their author expected more of them. Only the resources of Kubernetes and of Kueue are known, not those of other
// operators.
func (p Policy) Findings() []Finding {
	var findings []Finding
	for _, r := range p.all() {
		for _, check := range checks {
			for _, f := range check(r) {
				f.Path, f.Rule = r.path, r.rule
				findings = append(findings, f)
			}
		}
	}
	return findings
}

var checks = []func(placed) []Finding{clusterScopedInRole, unknownVerbs, idleSubresourceVerbs, idleNames}

func clusterScopedInRole(r placed) []Finding {
	if r.scope == Cluster {
		return nil
	}
	var found []Finding
	for _, group := range r.rule.APIGroups {
		for _, resource := range r.rule.Resources {
			base, _, _ := strings.Cut(resource, "/")
			if !slices.Contains(clusterScoped[group], base) {
				continue
			}
			if group == "" && base == "namespaces" {
				found = append(found, onlyNamespaceVerbs(r.rule)...)
				continue
			}
			found = append(found, Finding{
				Part:   fmt.Sprintf("resource %q", resource),
				Reason: "it is cluster-scoped, and a Role grants nothing outside its namespace; grant it in the cluster",
			})
		}
	}
	return found
}

// onlyNamespaceVerbs: a request for one namespace counts as made inside it, so that a Role can grant it; a
// request without a name can't be.
func onlyNamespaceVerbs(rule rbacv1.PolicyRule) []Finding {
	idle := those(rule.Verbs, func(v string) bool { return slices.Contains(verbsWithoutName, v) })
	if len(idle) == 0 {
		return nil
	}
	return []Finding{{
		Part:   verbsOn(idle, "namespaces"),
		Reason: "a Role grants only requests for its own namespace by name; grant it in the cluster",
	}}
}

func unknownVerbs(r placed) []Finding {
	known := resourceVerbs
	if len(r.rule.NonResourceURLs) > 0 {
		known = urlVerbs
	}
	var found []Finding
	for _, verb := range r.rule.Verbs {
		if verb == rbacv1.VerbAll || slices.Contains(known, verb) {
			continue
		}
		found = append(found, Finding{
			Part:   fmt.Sprintf("verb %q", verb),
			Reason: "the API has no such verb; kubectl describe, for example, uses get and list",
		})
	}
	return found
}

func idleSubresourceVerbs(r placed) []Finding {
	var found []Finding
	for _, resource := range r.rule.Resources {
		_, subresource, _ := strings.Cut(resource, "/")
		served, known := subresourceVerbs[subresource]
		if !known {
			continue
		}
		idle := those(r.rule.Verbs, func(v string) bool {
			return slices.Contains(resourceVerbs, v) && !slices.Contains(served, v)
		})
		if len(idle) == 0 {
			continue
		}
		found = append(found, Finding{
			Part:   verbsOn(idle, resource),
			Reason: "the API serves the subresource only for " + strings.Join(served, ", "),
		})
	}
	return found
}

func idleNames(r placed) []Finding {
	idle := those(r.rule.Verbs, func(v string) bool { return slices.Contains(verbsWithoutName, v) })
	if len(r.rule.ResourceNames) == 0 || len(idle) == 0 {
		return nil
	}
	var found []Finding
	for _, resource := range r.rule.Resources {
		if strings.Contains(resource, "/") {
			continue
		}
		found = append(found, Finding{
			Part: verbsOn(idle, resource) + " with resourceNames",
			Reason: "the request carries no name to compare (list and watch do with the field selector " +
				"metadata.name, which few commands set)",
		})
	}
	return found
}

func those(verbs []string, match func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(verbs), func(v string) bool { return !match(v) })
}

func verbsOn(verbs []string, resource string) string {
	return fmt.Sprintf("%s on %q", strings.Join(verbs, ", "), resource)
}
