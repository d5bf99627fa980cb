package policy

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// pattern describes a danger: the rights it takes, and where.
type pattern struct {
	name     string
	severity Severity
	// where lists the kinds of place in which it exists, and namespaces single ones beside them.
	where      []place
	namespaces []string
	// needs must all be met for the danger to exist.
	needs          []need
	opens, instead string
	answer         Answer
	refused        bool
	// source is where the danger is explained; [goodPractices] if empty.
	source string
}

func (p pattern) appliesIn(where place, namespace string) bool {
	return slices.Contains(p.where, where) || slices.Contains(p.namespaces, namespace)
}

// opensIn is what the danger opens in a place. Where it is more than elsewhere because of controllers, these are named.
func (p pattern) opensIn(where place, namespace string) string {
	if where != controlled || slices.Contains(p.where, ordinary) {
		return p.opens
	}
	return p.opens + "; in " + namespace + " run " + controllers[namespace]
}

// need is met by any one of its grants.
type need []grant

// all are needs of one grant each.
func all(grants ...grant) []need {
	var needs []need
	for _, g := range grants {
		needs = append(needs, need{g})
	}
	return needs
}

// anyOf is one need.
func anyOf(grants ...grant) []need { return []need{grants} }

// grant matches a rule that has one of each list. An empty list matches all rules. The wildcard in a rule matches
// everything; the wildcard in a grant matches that wildcard only.
type grant struct {
	groups, resources, verbs []string
	// names leaves out rules that are limited to other resourceNames, and unnamed those limited to any.
	names   []string
	unnamed bool
	// everyAddress leaves out rules that don't cover every address outside of resources.
	everyAddress bool
}

func (g grant) in(r rbacv1.PolicyRule) bool {
	if g.unnamed && len(r.ResourceNames) > 0 {
		return false
	}
	if len(r.ResourceNames) > 0 && len(g.names) > 0 && !overlap(r.ResourceNames, g.names) {
		return false
	}
	if g.everyAddress && !slices.ContainsFunc(r.NonResourceURLs, isEveryAddress) {
		return false
	}
	return hits(r.APIGroups, g.groups) && hits(r.Resources, g.resources) && hits(r.Verbs, g.verbs)
}

func hits(have, want []string) bool {
	if len(want) == 0 {
		return true
	}
	return slices.ContainsFunc(have, func(h string) bool {
		return h == "*" || slices.ContainsFunc(want, func(w string) bool { return h == w || wildcardFor(h, w) })
	})
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// wildcardFor reports whether the resource "*/log" stands for "pods/log"; it is a wildcard itself, too. A kind of
// user attribute, "userextras/scopes", counts as "userextras".
func wildcardFor(have, want string) bool {
	base, subresource, _ := strings.Cut(have, "/")
	_, wanted, _ := strings.Cut(want, "/")
	return base == "*" && (want == "*" || subresource == wanted) || base == "userextras" && want == base
}

// isEveryAddress reports whether the authorizer takes an address for a pattern that all paths match: it compares what
// stands before the stars at the end.
//
// Source: NonResourceURLMatches in https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/rbac/v1/evaluation_helpers.go
func isEveryAddress(address string) bool {
	prefix := strings.TrimRight(address, "*")
	return prefix != address && (prefix == "" || prefix == "/")
}

func meetsAll(rules []rbacv1.PolicyRule, needs []need) bool {
	for _, n := range needs {
		if !slices.ContainsFunc(rules, n.metBy) {
			return false
		}
	}
	return true
}

func meetsAny(r rbacv1.PolicyRule, needs []need) bool {
	return slices.ContainsFunc(needs, func(n need) bool { return n.metBy(r) })
}

func (n need) metBy(r rbacv1.PolicyRule) bool {
	return slices.ContainsFunc(n, func(g grant) bool { return g.in(r) })
}
