package component

import (
	"maps"
	"slices"
	"strings"

	k8srbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/policy"
)

func (args *ScientistAccessArgs) validateTeams() field.ErrorList {
	if args.Teams == nil {
		return validateOnlyTeam(args)
	}
	var problems field.ErrorList
	if len(args.Teams) == 0 {
		problems = append(problems, field.Required(teamsPath, "name at least one team, or leave teams out"))
	}
	if args.Namespaces != nil {
		problems = append(problems, field.Forbidden(namespacesPath, "with teams, each team has its own namespaces"))
	}
	if !args.Policy.IsZero() {
		problems = append(problems, field.Forbidden(field.NewPath("policy"), "with teams, each team has its own policy"))
	}
	for _, name := range slices.Sorted(maps.Keys(args.Teams)) {
		problems = append(problems, args.validateTeam(name, args.Teams[name])...)
	}
	return problems
}

func validateOnlyTeam(args *ScientistAccessArgs) field.ErrorList {
	problems := validatePolicy(field.NewPath("policy"), args.Policy)
	if args.Namespaces == nil {
		return problems
	}
	return append(validateNamespaces(namespacesPath, args.Namespaces), problems...)
}

func (args *ScientistAccessArgs) validateTeam(name string, team TeamArgs) field.ErrorList {
	var problems field.ErrorList
	path := teamsPath.Child(name)
	for _, wrong := range validation.IsDNS1123Label(name) {
		problems = append(problems, field.Invalid(teamsPath, name, "is no team name: "+wrong))
	}
	problems = append(problems, checkLength(path, teamNames(args.namePrefix(), name))...)
	problems = append(problems, validateNamespaces(path.Child("namespaces"), team.Namespaces)...)
	return append(problems, validatePolicy(path.Child("policy"), team.Policy)...)
}

func validateNamespaces(path *field.Path, namespaces []string) field.ErrorList {
	if len(namespaces) == 0 {
		return field.ErrorList{field.Required(path, "name at least one namespace")}
	}
	var problems field.ErrorList
	seen := map[string]bool{}
	for i, namespace := range namespaces {
		for _, wrong := range validation.IsDNS1123Label(namespace) {
			problems = append(problems, field.Invalid(path.Index(i), namespace, wrong))
		}
		if seen[namespace] {
			problems = append(problems, field.Duplicate(path.Index(i), namespace))
		}
		seen[namespace] = true
	}
	return problems
}

// validateMembership checks the teams that a principal names.
func (args *ScientistAccessArgs) validateMembership(path *field.Path, principal PrincipalArgs) field.ErrorList {
	valid := slices.Sorted(maps.Keys(args.Teams))
	if args.Teams == nil && len(principal.Teams) > 0 {
		return field.ErrorList{field.Forbidden(path, "there are no teams; define them in teams")}
	}
	if args.Teams != nil && len(principal.Teams) == 0 {
		return field.ErrorList{field.Required(path, "name at least one of the teams: "+strings.Join(valid, ", "))}
	}
	var problems field.ErrorList
	seen := map[string]bool{}
	for i, team := range principal.Teams {
		if _, known := args.Teams[team]; !known {
			problems = append(problems, field.NotSupported(path.Index(i), team, valid))
		}
		if seen[team] {
			problems = append(problems, field.Duplicate(path.Index(i), team))
		}
		seen[team] = true
	}
	return problems
}

// validatePolicy refuses what the API server would refuse of the rules.
func validatePolicy(path *field.Path, p policy.Policy) field.ErrorList {
	problems := validateRules(path.Child("cluster"), p.Cluster, true)
	problems = append(problems, validateRules(path.Child("namespace"), p.Namespace, false)...)
	for _, namespace := range slices.Sorted(maps.Keys(p.Elsewhere)) {
		path := path.Child("elsewhere")
		for _, wrong := range validation.IsDNS1123Label(namespace) {
			problems = append(problems, field.Invalid(path, namespace, wrong))
		}
		problems = append(problems, validateRules(path.Child(namespace), p.Elsewhere[namespace], false)...)
	}
	return problems
}

// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/
func validateRules(path *field.Path, rules []k8srbacv1.PolicyRule, cluster bool) field.ErrorList {
	var problems field.ErrorList
	for i, rule := range rules {
		path := path.Index(i)
		if len(rule.Verbs) == 0 {
			problems = append(problems, field.Required(path.Child("verbs"), "name at least one verb"))
		}
		if len(rule.NonResourceURLs) > 0 {
			problems = append(problems, validateURLRule(path, rule, cluster)...)
			continue
		}
		if len(rule.APIGroups) == 0 {
			problems = append(problems, field.Required(path.Child("apiGroups"), `name at least one API group; the core group is ""`))
		}
		if len(rule.Resources) == 0 {
			problems = append(problems, field.Required(path.Child("resources"), "name at least one resource"))
		}
	}
	return problems
}

func validateURLRule(path *field.Path, rule k8srbacv1.PolicyRule, cluster bool) field.ErrorList {
	urls := path.Child("nonResourceURLs")
	if !cluster {
		return field.ErrorList{field.Forbidden(urls, "only cluster rules can name URLs; a Role grants resources in its namespace")}
	}
	if len(rule.APIGroups) > 0 || len(rule.Resources) > 0 || len(rule.ResourceNames) > 0 {
		return field.ErrorList{field.Forbidden(urls, "a rule names URLs or resources, not both; split it in two")}
	}
	return nil
}
