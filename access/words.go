package access

import (
	"cmp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// How things are called, everywhere the same.

// WholeCluster is the scope of what a ClusterRoleBinding gives; any other scope is a namespace.
const WholeCluster = ""

// String is the object with its kind first: "Role team-a/reader".
func (r Ref) String() string {
	if !Known(r.Kind) && r.Kind == r.Name {
		return r.Name
	}
	if r.Namespace == "" {
		return r.Kind + " " + r.Name
	}
	return r.Kind + " " + r.Namespace + "/" + r.Name
}

// SubjectName is a subject with its kind first: "Group vision", "ServiceAccount team-a/robot".
func SubjectName(s rbacv1.Subject) string { return Ref{s.Kind, s.Namespace, s.Name}.String() }

// PolicyName is an EKS access policy as AWS calls it, without the head of its ARN.
func PolicyName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

// Place is a scope in words: "whole cluster", or the namespace.
func Place(scope string) string { return cmp.Or(scope, "whole cluster") }

// RuleParts are what a rule is about, the way kubectl writes it, and its verbs.
func RuleParts(rule rbacv1.PolicyRule) (what, verbs string) {
	names := slices.Clone(rule.NonResourceURLs)
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			names = append(names, qualified(resource, group))
		}
	}
	what = strings.Join(names, ", ")
	if len(rule.ResourceNames) > 0 {
		what += " named " + strings.Join(rule.ResourceNames, ", ")
	}
	if verbs = strings.Join(rule.Verbs, ", "); verbs == what && !Known(verbs) {
		what = "rules" // withheld as a whole
	}
	return what, verbs
}

// RuleText is a rule on one line: "get, list pods".
func RuleText(rule rbacv1.PolicyRule) string {
	what, verbs := RuleParts(rule)
	return verbs + " " + what
}

// qualified adds the API group, before the subresource: pytorchjobs.kubeflow.org/status.
func qualified(resource, group string) string {
	if group == "" || !Known(group) && !Known(resource) {
		return resource
	}
	base, subresource, ok := strings.Cut(resource, "/")
	if !ok {
		return base + "." + group
	}
	return base + "." + group + "/" + subresource
}

// String names a principal with its cluster.
func (p Principal) String() string {
	switch {
	case p.Cluster == "":
		return p.Short()
	case strings.HasPrefix(p.Cluster, unnamed):
		return p.Short() + " on " + p.Cluster
	}
	return p.Short() + " on cluster " + p.Cluster
}

// Short names a principal where it is clear which cluster is meant.
func (p Principal) Short() string {
	if p.Kind == IAM {
		return p.Name
	}
	return Ref{string(p.Kind), p.Namespace, p.Name}.String()
}

// RuleLines are rules in canonical form, one a line, with a sign in front: "+ get, list pods".
func RuleLines(sign string, rules []rbacv1.PolicyRule) []string {
	var lines []string
	for _, rule := range policy.Canonical(rules) {
		lines = append(lines, sign+" "+RuleText(rule))
	}
	return lines
}

// RuleLinesIn are the same with where the rules hold: "+ get, list pods in team-a".
func RuleLinesIn(scope, sign string, rules []rbacv1.PolicyRule) []string {
	lines := RuleLines(sign, rules)
	for i := range lines {
		lines[i] += In(scope)
	}
	return lines
}

// In is where something holds, to follow what it is: " in team-a", " in the whole cluster".
func In(scope string) string {
	if scope == WholeCluster {
		return " in the whole cluster"
	}
	return " in " + scope
}
