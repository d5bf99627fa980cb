package review

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// The part of a URN before the type of the component's children, and how their bindings' names end after the
// name of the team.
const componentChild = "scientistaccess:index:ScientistAccess$kubernetes:rbac."

var teamBindings = []string{"-cluster-role-binding", "-namespace-level-role-binding", "-elsewhere-role-binding"}

// team is the name of the team for which the component ScientistAccess made the binding. It is empty for other
// bindings, and where the component has but one team, which has no name.
//
// The component calls these resources COMPONENT/TEAM/cluster, COMPONENT/TEAM/NAMESPACE and
// COMPONENT/TEAM/elsewhere/NAMESPACE, and the objects PREFIX-TEAM-…: both must say the same.
func teamOf(b *access.Binding) string {
	if !strings.Contains(b.URN, componentChild) {
		return ""
	}
	parts := strings.Split(b.URN[strings.LastIndex(b.URN, ":")+1:], "/")
	for i := len(parts) - 2; i > 0 && i >= len(parts)-3; i-- {
		named := func(ending string) bool { return strings.HasSuffix(b.Name, "-"+parts[i]+ending) }
		if slices.ContainsFunc(teamBindings, named) {
			return parts[i]
		}
	}
	return ""
}

// teams are the names of teams by their groups.
func teams(models ...*access.Model) map[string]string {
	byGroup := map[string]string{}
	for _, w := range models {
		for i := range w.Bindings {
			binding := &w.Bindings[i]
			team := teamOf(binding)
			for _, subject := range binding.Subjects {
				if team != "" && subject.Kind == rbacv1.GroupKind {
					byGroup[subject.Name] = team
				}
			}
		}
	}
	return byGroup
}
