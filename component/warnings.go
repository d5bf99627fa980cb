package component

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	k8srbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// Warnings lists what is allowed but perhaps not intended, one line each: namespaces in which HyperPod doesn't resume
// jobs; namespaces with controllers, whose service accounts the scientists can use; in rules that users wrote
// themselves, other dangers and what has no effect; and EKS access policies that open much, that AWS associates elsewhere or
// that are not known. [NewScientistAccess] shows the warnings at preview and update. The
// arguments must be valid: see [ScientistAccessArgs.Validate].
//
// The dangers of capabilities and of the documented policy are documented, so they cause warnings only in namespaces
// with controllers.
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
	return unique(append(warnings, args.accessPolicyWarnings(teams)...))
}

// resumeWarning is for a namespace in which HyperPod doesn't resume jobs automatically.
// Source: [policy.ResumeSource]
func resumeWarning(namespace string) []string {
	if policy.Resumes(namespace) {
		return nil
	}
	return []string{fmt.Sprintf("namespace %q: HyperPod does not resume jobs automatically here; it does in %q and in "+
		"namespaces whose names start with \"aws-hyperpod\"", namespace, DefaultNamespace)}
}

func (t TeamArgs) warnings(path *field.Path, of team) []string {
	if t.HelmCharts != nil {
		return of.controllerWarnings(chartsPolicy(of).Dangers())
	}
	own, named := t.Policy.For(of.namespaces...), t.named().For(of.namespaces...)
	warnings := of.controllerWarnings(named.Dangers(of.namespaces...))
	for _, d := range newDangers(own, named, of.namespaces) {
		if of.closes(d) {
			continue
		}
		warnings = append(warnings, path.Child("policy").String()+"."+d.String())
	}
	for _, f := range unexpected(own.Findings()) {
		warnings = append(warnings, path.Child("policy").String()+"."+f.String())
	}
	return warnings
}

// closes reports whether the team's guardrails close a danger.
func (t team) closes(d policy.Danger) bool {
	return t.guardrails != nil && t.guardrails.Action == guardrails.Deny &&
		slices.Contains(t.guardedNamespaces(), d.Namespace) && d.ClosedBy(guardrails.All()...)
}

// controllerWarnings is a line for each namespace with controllers, with the names of its dangers.
func (t team) controllerWarnings(dangers []policy.Danger) []string {
	names, closed := map[string][]string{}, map[string][]string{}
	for _, d := range dangers {
		switch {
		case policy.Controllers(d.Namespace) == "":
		case t.closes(d):
			closed[d.Namespace] = append(closed[d.Namespace], d.Name)
		default:
			names[d.Namespace] = append(names[d.Namespace], d.Name)
		}
	}
	var warnings []string
	for _, namespace := range slices.Sorted(maps.Keys(names)) {
		warnings = append(warnings, fmt.Sprintf(
			"namespace %q hosts %s; scientists can act as them (%s%s); fix: use a namespace without controllers, "+
				"such as \"aws-hyperpod-<team>\"",
			namespace, policy.Controllers(namespace), listed("", names[namespace]), listed("; closed: ", closed[namespace])))
	}
	return warnings
}

// listed are names, each once, after a text; nothing if there are none.
func listed(text string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return text + strings.Join(unique(names), ", ")
}

// newDangers are the dangers of the users' own rules, and those that arise only from these together with the named
// ones. Each danger is listed once per namespace. What Check refuses is left out: it was allowed by name.
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

// writtenIn reports whether the rule that a danger names is one of the policy's rules for namespaces. If not, the policy
// contributes a cluster rule: only these combine with the rules of other places.
func writtenIn(p policy.Policy, d policy.Danger) bool {
	there := p.Elsewhere[d.Namespace]
	if strings.HasPrefix(d.Path, "namespace[") {
		there = p.Namespace
	}
	return slices.ContainsFunc(there, func(r k8srbacv1.PolicyRule) bool { return reflect.DeepEqual(r, d.Rule) })
}

// joined has the rules of both policies, first those of a, which keep their paths.
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

// unexpected leaves out the findings of the documented policy, for those who start from it.
func unexpected(findings []policy.Finding) []policy.Finding {
	known := policy.Documented().Findings()
	return slices.DeleteFunc(findings, func(f policy.Finding) bool {
		return slices.ContainsFunc(known, func(k policy.Finding) bool {
			return k.Part == f.Part && reflect.DeepEqual(k.Rule, f.Rule)
		})
	})
}

// chartsPolicy has the rules of the charts, by place.
func chartsPolicy(t team) policy.Policy {
	p := policy.Policy{}
	for _, g := range t.grants {
		if g.Namespace == "" {
			p.Cluster = append(p.Cluster, g.Rules...)
			continue
		}
		p = joined(p, policy.Policy{Elsewhere: map[string][]k8srbacv1.PolicyRule{g.Namespace: g.Rules}})
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
