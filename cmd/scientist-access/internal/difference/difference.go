// Package difference says in what an object on a cluster differs from the one that a stack declares: "+" is there and not
// declared, "-" is declared and not there.
package difference

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// Rules are the rights beyond the declared rules, and those of them that are missing. The order of rules and how they are
// written has no meaning.
func Rules(declared, live []rbacv1.PolicyRule) []string {
	return append(access.RuleLines("+", uncovered(declared, live)), access.RuleLines("-", uncovered(live, declared))...)
}

// uncovered are the rights of rules that others do not give.
func uncovered(by, rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var rest []rbacv1.PolicyRule
	for _, single := range policy.Singles(rules) {
		if ok, _ := validation.Covers(by, []rbacv1.PolicyRule{single}); !ok {
			rest = append(rest, single)
		}
	}
	return rest
}

// Bindings differ in their subjects and in their roles.
func Bindings(declared, live access.Binding) []string {
	was, is := subjectNames(declared), subjectNames(live)
	lines := append(added("+", was, is), added("-", is, was)...)
	if want, got := declared.Role(), live.Role(); want != got {
		lines = append(lines, "+ binds "+got.String(), "- binds "+want.String())
	}
	return lines
}

func subjectNames(binding access.Binding) []string {
	var names []string
	for _, subject := range binding.Names() {
		names = append(names, access.SubjectName(subject))
	}
	return names
}

// added are the strings of one set that another does not have, each with a sign in front.
func added(sign string, before, after []string) []string {
	var lines []string
	for _, s := range slices.Compact(slices.Sorted(slices.Values(after))) {
		if !slices.Contains(before, s) {
			lines = append(lines, sign+" "+s)
		}
	}
	return lines
}

// Entries differ in groups, user name and type. An entry without a user name declares the one that EKS chooses.
func Entries(declared, live access.Entry) []string {
	var lines []string
	// To a type for nodes EKS adds groups of its own.
	if declared.ForPeople() || live.ForPeople() {
		was, is := groupNames(declared), groupNames(live)
		lines = append(added("+", was, is), added("-", is, was)...)
	}
	if want := declared.User(); declared.ForPeople() && want != live.UserName {
		lines = append(lines, "+ user name "+live.UserName, "- user name "+want)
	}
	if want, got := declared.TypeName(), live.TypeName(); want != got {
		lines = append(lines, "+ type "+got, "- type "+want)
	}
	return lines
}

func groupNames(entry access.Entry) []string {
	var names []string
	for _, group := range entry.Groups {
		names = append(names, "group "+group)
	}
	return names
}
