package component

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

func (args *ScientistAccessArgs) validateTeams() field.ErrorList {
	if args.Teams == nil {
		return args.validateOnlyTeam()
	}
	var problems field.ErrorList
	if len(args.Teams) == 0 {
		problems = append(problems, field.Required(teamsPath, "name at least one team, or leave teams out"))
	}
	for _, beside := range []struct {
		name  string
		given bool
	}{
		{"namespaces", args.Namespaces != nil},
		{"capabilities", len(args.Capabilities) > 0},
		{"policy", !args.Policy.IsZero()},
		{"allowDangerous", len(args.AllowDangerous) > 0},
		{"accessPolicies", len(args.AccessPolicies) > 0},
		{"helmCharts", args.HelmCharts != nil},
		{"guardrails", args.Guardrails != nil},
	} {
		if beside.given {
			problems = append(problems, field.Forbidden(field.NewPath(beside.name),
				"with teams, each team has its own "+beside.name+"; move it there"))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(args.Teams)) {
		problems = append(problems, args.validateTeam(name, args.Teams[name])...)
	}
	return problems
}

func (args *ScientistAccessArgs) validateOnlyTeam() field.ErrorList {
	path := field.NewPath("namePrefix")
	problems := args.onlyTeam().validate(nil)
	problems = append(problems, args.newTeam("", args.onlyTeam()).validateGuardrailNames(path)...)
	if args.HelmCharts != nil && args.namePrefix() != DefaultNamePrefix {
		problems = append(problems, field.Forbidden(path,
			"with helmCharts, names come from the charts' values; remove it, and set roleName or targetId instead"))
	}
	return problems
}

func (args *ScientistAccessArgs) validateTeam(name string, team TeamArgs) field.ErrorList {
	var problems field.ErrorList
	path := teamsPath.Child(name)
	for _, wrong := range validation.IsDNS1123Label(name) {
		problems = append(problems, field.Invalid(teamsPath, name, "is not a valid team name: "+wrong))
	}
	problems = append(problems, checkLength(path, names.ForTeam(args.namePrefix(), name))...)
	problems = append(problems, args.newTeam(name, team).validateGuardrailNames(path)...)
	return append(problems, team.validate(path)...)
}

// validate checks the fields of a team. The path is nil for the only team of an instance.
func (t TeamArgs) validate(path *field.Path) field.ErrorList {
	problems := append(t.Guardrails.validate(path), t.validateGuarded(path)...)
	if t.HelmCharts != nil {
		return append(problems, t.validateCharts(path)...)
	}
	problems = append(problems, validateNamespaces(path.Child("namespaces"), t.Namespaces)...)
	problems = append(problems, policy.CheckNames(path.Child("capabilities"), t.Capabilities)...)
	problems = append(problems, policy.CheckAllowed(path.Child("allowDangerous"), t.AllowDangerous)...)
	return append(problems, policy.Check(path.Child("policy"), t.Policy, t.AllowDangerous...)...)
}

func validateNamespaces(path *field.Path, namespaces []string) field.ErrorList {
	if len(namespaces) == 0 {
		return field.ErrorList{field.Required(path, "name at least one namespace")}
	}
	return each(path, namespaces, validation.IsDNS1123Label)
}

// validateMembership checks the teams that a principal names.
func (args *ScientistAccessArgs) validateMembership(path *field.Path, principal PrincipalArgs) field.ErrorList {
	valid := slices.Sorted(maps.Keys(args.Teams))
	if args.Teams == nil && len(principal.Teams) > 0 {
		return field.ErrorList{field.Forbidden(path, "there are no teams; define them in teams, or remove it")}
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
