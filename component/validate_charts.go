package component

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	pathvalidation "k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/internal/iam"
)

// validateCharts checks a team whose rights come from AWS's charts.
func (t TeamArgs) validateCharts(path *field.Path) field.ErrorList {
	var problems field.ErrorList
	for _, beside := range []struct {
		name  string
		given bool
	}{
		{"namespaces", t.Namespaces != nil},
		{"capabilities", len(t.Capabilities) > 0},
		{"policy", !t.Policy.IsZero()},
		{"allowDangerous", len(t.AllowDangerous) > 0},
	} {
		if beside.given {
			problems = append(problems, field.Forbidden(path.Child(beside.name),
				"comes from the charts' values; remove it, or remove helmCharts"))
		}
	}
	return append(problems, t.HelmCharts.validate(path.Child("helmCharts"))...)
}

func (args *HelmChartsArgs) validate(path *field.Path) field.ErrorList {
	if args.Cluster == nil && args.Namespaced == nil && args.Team == nil {
		return field.ErrorList{field.Required(path, "name at least one of cluster, namespaced and team")}
	}
	var problems field.ErrorList
	if c := args.Cluster; c != nil {
		problems = append(problems, validateRoleName(path.Child("cluster", "roleName"), c.roleName())...)
	}
	if c := args.Namespaced; c != nil {
		problems = append(problems, validateRoleName(path.Child("namespaced", "roleName"), c.roleName())...)
		for _, wrong := range validation.IsDNS1123Label(c.namespace()) {
			problems = append(problems, field.Invalid(path.Child("namespaced", "namespace"), c.Namespace, wrong))
		}
	}
	if c := args.Team; c != nil {
		problems = append(problems, validateTargetID(path.Child("team", "targetId"), c.TargetID)...)
	}
	return problems
}

// validateRoleName also refuses prefixes that EKS reserves for groups, because the group's name starts with the role's.
func validateRoleName(path *field.Path, name string) field.ErrorList {
	var problems field.ErrorList
	for _, wrong := range pathvalidation.IsValidPathSegmentName(name) {
		problems = append(problems, field.Invalid(path, name, wrong))
	}
	if !utf8.ValidString(name) {
		problems = append(problems, field.Invalid(path, name, "is not UTF-8, which Kubernetes cannot compare"))
	}
	if prefix, reserved := iam.ReservedPrefix(name); reserved {
		problems = append(problems, field.Invalid(path, name, fmt.Sprintf(
			"makes a group whose name starts with %q, which EKS reserves; choose another", prefix)))
	}
	return problems
}

func validateTargetID(path *field.Path, id string) field.ErrorList {
	if id == "" {
		return field.ErrorList{field.Required(path, "set it to the chart's value computeQuotaTarget.targetId")}
	}
	var problems field.ErrorList
	for _, wrong := range validation.IsDNS1123Label(charts.TeamNamespace(id)) {
		problems = append(problems, field.Invalid(path, id, "is not valid in the name of a namespace: "+wrong))
	}
	return problems
}

// validateOwnObjects refuses two teams that would create the same object, and createNamespaces without a namespace to
// create.
func (args *ScientistAccessArgs) validateOwnObjects() field.ErrorList {
	var problems field.ErrorList
	ours := slices.DeleteFunc(args.teams(), func(t team) bool { return t.foreign })
	if args.CreateNamespaces && len(ours) == 0 {
		problems = append(problems, field.Forbidden(field.NewPath("createNamespaces"),
			"the namespaces of installed charts exist already; remove it, or set createObjects in helmCharts"))
	}
	taken := map[string]bool{}
	for _, t := range ours {
		for _, g := range t.grants {
			object := strings.TrimPrefix(g.Namespace+"/"+g.Role, "/")
			if taken[object] {
				problems = append(problems, field.Invalid(teamsPath.Child(t.name), object,
					"is also created by another team; set createObjects in only one of them"))
			}
			taken[object] = true
		}
	}
	return problems
}
