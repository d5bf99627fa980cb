package policy

import (
	"cmp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Danger is a right that opens more than it says.
type Danger struct {
	// Name is stable, in kebab case: "escalate", "read-secrets".
	Name     string
	Severity Severity
	// Path is where the rule stands: cluster[0], namespace[2] or elsewhere[aws-hyperpod][0].
	Path string
	// Namespace is where the danger lies; empty for the whole cluster, and for the team's namespaces where
	// [Policy.Dangers] was given none.
	Namespace string
	// Rule is the whole rule.
	Rule rbacv1.PolicyRule
	// Opens says what the right leads to, and Instead what to do.
	Opens, Instead string
	// Refused tells that [Check] refuses the right unless it is allowed by Name.
	Refused bool
	// Source is a public address that explains the danger.
	Source string
}

// String is the danger in one line.
func (d Danger) String() string {
	where := d.Path
	if d.Namespace != "" {
		where += " in " + d.Namespace
	}
	return where + ": " + string(d.Severity) + ": " + d.Name + ": " + d.Opens + "; instead: " + d.Instead
}

// Dangers lists the rights of the policy that open more than they say, the worst first, when its namespace rules
// apply in these namespaces. Without namespaces they are judged as for one that hosts no controller.
//
// It judges by the rules alone: which service accounts, secrets and admission rules a cluster has, it can't know.
func (p Policy) Dangers(namespaces ...string) []Danger {
	if len(namespaces) == 0 {
		namespaces = []string{""}
	}
	var dangers []Danger
	for _, scope := range p.scopes() {
		switch scope {
		case Cluster:
			dangers = append(dangers, p.dangersIn(scope, "")...)
		case TeamNamespaces:
			for _, namespace := range namespaces {
				dangers = append(dangers, p.dangersIn(scope, namespace)...)
			}
		default:
			dangers = append(dangers, p.dangersIn(scope, scope.namespace)...)
		}
	}
	slices.SortStableFunc(dangers, func(a, b Danger) int {
		return b.Severity.Compare(a.Severity)
	})
	return dangers
}

// dangersIn matches the rules of one scope with every pattern. Where a pattern needs several rights, cluster rules
// may supply the others.
func (p Policy) dangersIn(scope Scope, namespace string) []Danger {
	where := placeOf(scope, namespace)
	own := p.rules(scope)
	var dangers []Danger
	for _, pattern := range patterns {
		if !slices.Contains(pattern.where, where) || !grantsAll(slices.Concat(p.Cluster, own), pattern.needs) {
			continue
		}
		for i, r := range own {
			if !grantsAny(r, pattern.needs) {
				continue
			}
			dangers = append(dangers, Danger{
				Name: pattern.name, Severity: pattern.severity, Refused: pattern.refused,
				Path: scope.path(i), Namespace: namespace, Rule: r,
				Opens: pattern.opens + controllersOf(namespace, where), Instead: pattern.instead,
				Source: cmp.Or(pattern.source, goodPractices),
			})
		}
	}
	return dangers
}

// place is a kind of scope: in some a right leads further than in others.
type place string

const (
	wholeCluster place = "cluster"
	// controlled is a namespace in which controllers run.
	controlled place = "controllers"
	// ordinary is any other namespace.
	ordinary place = "ordinary"
)

func placeOf(scope Scope, namespace string) place {
	if scope == Cluster {
		return wholeCluster
	}
	if controllers[namespace] != "" {
		return controlled
	}
	return ordinary
}

// Controllers says in words which controllers with rights over the whole cluster run in a namespace, as far as
// HyperPod and its usual companions bring them; empty for any other namespace.
func Controllers(namespace string) string { return controllers[namespace] }

func controllersOf(namespace string, where place) string {
	if where != controlled {
		return ""
	}
	return "; in " + namespace + " run " + controllers[namespace]
}

// pattern describes a danger: the rights it takes, and where.
type pattern struct {
	name     string
	severity Severity
	where    []place
	// needs must all be granted for the danger to exist.
	needs          []grant
	opens, instead string
	refused        bool
	source         string
}

// grant matches a rule that has one of each list. An empty list matches all rules. The wildcard in a rule matches
// everything; the wildcard in a grant matches that wildcard only.
type grant struct {
	groups, resources, verbs, urls []string
	// unnamed leaves out rules that are limited by resourceNames.
	unnamed bool
}

func (g grant) in(r rbacv1.PolicyRule) bool {
	if g.unnamed && len(r.ResourceNames) > 0 {
		return false
	}
	return hits(r.APIGroups, g.groups) && hits(r.Resources, g.resources) && hits(r.Verbs, g.verbs) &&
		hits(r.NonResourceURLs, g.urls)
}

func hits(have, want []string) bool {
	if len(want) == 0 {
		return true
	}
	return slices.ContainsFunc(have, func(h string) bool {
		return h == "*" || slices.ContainsFunc(want, func(w string) bool { return h == w || wildcardFor(h, w) })
	})
}

// wildcardFor reports whether the resource "*/log" stands for "pods/log"; it is a wildcard itself, too. A kind of
// user attribute, "userextras/scopes", counts as "userextras".
func wildcardFor(have, want string) bool {
	base, subresource, _ := strings.Cut(have, "/")
	_, wanted, _ := strings.Cut(want, "/")
	return base == "*" && (want == "*" || subresource == wanted) || base == "userextras" && want == base
}

func grantsAll(rules []rbacv1.PolicyRule, needs []grant) bool {
	for _, need := range needs {
		if !slices.ContainsFunc(rules, need.in) {
			return false
		}
	}
	return true
}

func grantsAny(r rbacv1.PolicyRule, needs []grant) bool {
	return slices.ContainsFunc(needs, func(need grant) bool { return need.in(r) })
}
