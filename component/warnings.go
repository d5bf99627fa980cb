package component

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	k8srbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/policy"
)

// Warnings tells what is allowed, but may not be meant, a line each: namespaces in which HyperPod doesn't resume
// jobs; namespaces with controllers, as whose service accounts the scientists can act; and of the rules that users
// wrote themselves, each further danger and what has no effect. [NewScientistAccess] shows them at preview and
// update. Valid arguments are presumed: see [ScientistAccessArgs.Validate].
//
// Capabilities and the documented policy are known, so that only what they open in namespaces with controllers is
// a warning.
func (args *ScientistAccessArgs) Warnings() []string {
	teams := args.teams()
	var warnings []string
	for _, namespace := range namespacesOf(teams) {
		warnings = append(warnings, resumeWarning(namespace)...)
	}
	for _, t := range teams {
		if args.Teams == nil {
			warnings = append(warnings, args.onlyTeam().warnings(nil, t)...)
			continue
		}
		warnings = append(warnings, args.Teams[t.name].warnings(teamsPath.Child(t.name), t)...)
	}
	return unique(warnings)
}

// resumeWarning tells of a namespace in which HyperPod's automatic resume doesn't watch jobs.
// Source: [policy.ResumeSource]
func resumeWarning(namespace string) []string {
	if policy.Resumes(namespace) {
		return nil
	}
	return []string{fmt.Sprintf("namespace %q: HyperPod does not resume jobs automatically here; it does in %q and in "+
		"namespaces whose name starts with \"aws-hyperpod\"", namespace, DefaultNamespace)}
}

func (t TeamArgs) warnings(path *field.Path, of team) []string {
	if t.HelmCharts != nil {
		return controllerWarnings(chartsPolicy(of).Dangers())
	}
	own, named := t.Policy.For(of.namespaces...), t.named().For(of.namespaces...)
	warnings := controllerWarnings(named.Dangers(of.namespaces...))
	for _, d := range newDangers(own, named, of.namespaces) {
		warnings = append(warnings, path.Child("policy").String()+"."+d.String())
	}
	for _, f := range unexpected(own.Findings()) {
		warnings = append(warnings, path.Child("policy").String()+"."+f.String())
	}
	return warnings
}

// controllerWarnings is one line for each namespace with controllers, with the names of the dangers there.
func controllerWarnings(dangers []policy.Danger) []string {
	names := map[string][]string{}
	for _, d := range dangers {
		if policy.Controllers(d.Namespace) != "" {
			names[d.Namespace] = append(names[d.Namespace], d.Name)
		}
	}
	var warnings []string
	for _, namespace := range slices.Sorted(maps.Keys(names)) {
		warnings = append(warnings, fmt.Sprintf(
			"namespace %q: here run %s; scientists can act as these (%s); choose a namespace without controllers, "+
				"such as \"aws-hyperpod-<team>\"",
			namespace, policy.Controllers(namespace), strings.Join(unique(names[namespace]), ", ")))
	}
	return warnings
}

// newDangers are those of the users' own rules, and those that come only of these and the named ones together. Each
// stands once for a namespace, and what Check lets pass by name not at all.
func newDangers(own, named policy.Policy, namespaces []string) []policy.Danger {
	if own.IsZero() {
		return nil
	}
	type key struct{ name, namespace string }
	seen := map[key]bool{}
	var dangers []policy.Danger
	add := func(more []policy.Danger) {
		for _, d := range more {
			if k := (key{d.Name, d.Namespace}); !seen[k] && !d.Refused {
				seen[k] = true
				dangers = append(dangers, d)
			}
		}
	}
	add(own.Dangers(namespaces...))
	for _, d := range named.Dangers(namespaces...) {
		seen[key{d.Name, d.Namespace}] = true
	}
	together := joined(own, named).Dangers(namespaces...)
	for i, d := range together {
		if !writtenIn(own, d) {
			together[i].Path = "cluster with the capabilities"
		}
	}
	add(together)
	return dangers
}

// writtenIn reports whether a danger stands at a rule of this policy. If it doesn't, the policy's part in it is a
// cluster rule: rules of other places do not add to one another.
func writtenIn(p policy.Policy, d policy.Danger) bool {
	there := p.Elsewhere[d.Namespace]
	switch {
	case strings.HasPrefix(d.Path, "cluster["):
		there = p.Cluster
	case strings.HasPrefix(d.Path, "namespace["):
		there = p.Namespace
	}
	return slices.ContainsFunc(there, func(r k8srbacv1.PolicyRule) bool { return reflect.DeepEqual(r, d.Rule) })
}

// joined is both policies rule by rule, so that the rules of the first keep their paths.
func joined(a, b policy.Policy) policy.Policy {
	all := policy.Policy{
		Cluster:   slices.Concat(a.Cluster, b.Cluster),
		Namespace: slices.Concat(a.Namespace, b.Namespace),
		Elsewhere: map[string][]k8srbacv1.PolicyRule{},
	}
	for _, p := range []policy.Policy{a, b} {
		for namespace, rules := range p.Elsewhere {
			all.Elsewhere[namespace] = append(all.Elsewhere[namespace], rules...)
		}
	}
	return all
}

// unexpected leaves out what is known of the documented policy, for those who start from it.
func unexpected(findings []policy.Finding) []policy.Finding {
	known := policy.Documented().Findings()
	return slices.DeleteFunc(findings, func(f policy.Finding) bool {
		return slices.ContainsFunc(known, func(k policy.Finding) bool {
			return k.Part == f.Part && reflect.DeepEqual(k.Rule, f.Rule)
		})
	})
}

// chartsPolicy is what the charts grant, by place.
func chartsPolicy(t team) policy.Policy {
	p := policy.Policy{}
	for _, g := range t.grants {
		if g.namespace == "" {
			p.Cluster = append(p.Cluster, g.rules...)
			continue
		}
		p = joined(p, policy.Policy{Elsewhere: map[string][]k8srbacv1.PolicyRule{g.namespace: g.rules}})
	}
	return p
}

// unique keeps the first of equal values.
func unique(values []string) []string {
	var kept []string
	for _, v := range values {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}
