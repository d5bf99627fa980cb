package review

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/names"
)

// teams are the names of teams by their groups, where the component ScientistAccess made the bindings.
func teams(models ...*access.Model) map[string]string {
	byGroup := map[string]string{}
	for _, m := range models {
		for _, binding := range m.Bindings {
			team := names.Team(binding.URN, binding.Name)
			for _, subject := range binding.Subjects {
				if team != "" && subject.Kind == rbacv1.GroupKind {
					byGroup[subject.Name] = team
				}
			}
		}
	}
	return byGroup
}
