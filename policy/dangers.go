package policy

import (
	"cmp"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Danger is a right that opens more than it seems to.
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
	// Answer says whether a guardrail closes it.
	Answer Answer
	// Refused means that [Check] refuses the right unless it is allowed by Name.
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

// Dangers lists the rights of the policy that open more than they seem to, the worst first, given that its namespace
// rules apply in these namespaces. Without any, they are judged as for a namespace that hosts no controller.
//
// It judges by the rules alone: it can't know which service accounts, secrets and admission rules a cluster has.
func (p Policy) Dangers(namespaces ...string) []Danger {
	if len(namespaces) == 0 {
		namespaces = []string{""}
	}
	var dangers []Danger
	for _, scope := range p.scopes() {
		switch scope {
		case Cluster:
			dangers = append(dangers, p.dangersIn(scope, "", nil)...)
		case TeamNamespaces:
			for _, namespace := range namespaces {
				dangers = append(dangers, p.dangersIn(scope, namespace, p.Elsewhere[namespace])...)
			}
		default:
			var beside []rbacv1.PolicyRule
			if slices.Contains(namespaces, scope.namespace) {
				beside = p.Namespace
			}
			dangers = append(dangers, p.dangersIn(scope, scope.namespace, beside)...)
		}
	}
	slices.SortStableFunc(dangers, func(a, b Danger) int {
		return b.Severity.Compare(a.Severity)
	})
	return dangers
}

// KnownDangers are all dangers that are known. One that leads further in some places than in others is listed for each kind of
// place. They have no path, namespace or rule, and their answers are those for namespaces.
func KnownDangers() []Danger {
	var known []Danger
	for _, p := range patterns {
		known = append(known, Danger{
			Name: p.name, Severity: p.severity, Opens: p.opens, Instead: p.instead, Answer: p.answer, Refused: p.refused,
			Source: cmp.Or(p.source, goodPractices),
		})
	}
	return known
}

// dangersIn matches the rules of one scope with every pattern. Where a pattern needs several rights, the others may come
// from cluster rules, and from those that hold in the same namespace beside the scope's.
func (p Policy) dangersIn(scope Scope, namespace string, beside []rbacv1.PolicyRule) []Danger {
	where := placeOf(scope, namespace)
	own := p.rules(scope)
	var dangers []Danger
	for _, pattern := range patterns {
		if !pattern.appliesIn(where, namespace) || !meetsAll(slices.Concat(p.Cluster, own, beside), pattern.needs) {
			continue
		}
		for i, r := range own {
			if !meetsAny(r, pattern.needs) {
				continue
			}
			dangers = append(dangers, Danger{
				Name: pattern.name, Severity: pattern.severity, Refused: pattern.refused,
				Path: scope.path(i), Namespace: namespace, Rule: r,
				Opens: pattern.opensIn(where, namespace), Instead: pattern.instead,
				Answer: pattern.answerIn(scope), Source: cmp.Or(pattern.source, goodPractices),
			})
		}
	}
	return dangers
}
