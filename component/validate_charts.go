package component

import (
	"fmt"
	"slices"
	"strings"

	pathvalidation "k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/charts"
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
				"with helmCharts, the charts' values say it; leave one of the two out"))
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

// validateRoleName: a role's name starts the name of its group, for which EKS keeps some beginnings to itself.
func validateRoleName(path *field.Path, name string) field.ErrorList {
	var problems field.ErrorList
	for _, wrong := range pathvalidation.IsValidPathSegmentName(name) {
		problems = append(problems, field.Invalid(path, name, wrong))
	}
	for _, prefix := range reservedNames {
		if strings.HasPrefix(name, prefix) {
			problems = append(problems, field.Invalid(path, name, fmt.Sprintf(
				"makes a group that starts with %q, which EKS keeps to itself", prefix)))
		}
	}
	return problems
}

func validateTargetID(path *field.Path, id string) field.ErrorList {
	if id == "" {
		return field.ErrorList{field.Required(path, "give the chart's value computeQuotaTarget.targetId")}
	}
	var problems field.ErrorList
	for _, wrong := range validation.IsDNS1123Label(charts.TeamNamespace(id)) {
		problems = append(problems, field.Invalid(path, id, "is no part of a namespace's name: "+wrong))
	}
	return problems
}

// validateOwnObjects refuses two teams that would create the same object, and namespaces that nobody asked for.
func (args *ScientistAccessArgs) validateOwnObjects() field.ErrorList {
	var problems field.ErrorList
	ours := slices.DeleteFunc(args.teams(), func(t team) bool { return t.foreign })
	if args.CreateNamespaces && len(ours) == 0 {
		problems = append(problems, field.Forbidden(field.NewPath("createNamespaces"),
			"the namespaces of installed charts exist; leave it out, or set createObjects in helmCharts"))
	}
	taken := map[string]bool{}
	for _, t := range ours {
		for _, g := range t.grants {
			object := strings.TrimPrefix(g.namespace+"/"+g.role, "/")
			if taken[object] {
				problems = append(problems, field.Invalid(teamsPath.Child(t.name), object,
					"is created by another team too; set createObjects in one of them"))
			}
			taken[object] = true
		}
	}
	return problems
}
