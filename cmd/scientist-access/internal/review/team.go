package review

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/names"
)

// groupOf is a group of a cluster.
type groupOf struct{ cluster, name string }

// teams are the names of teams by their groups, where the component ScientistAccess made the bindings.
func teams(models ...*access.Model) map[groupOf]string {
	byGroup := map[groupOf]string{}
	for _, m := range models {
		for _, binding := range m.Bindings {
			team := names.Team(binding.URN, binding.Name)
			for _, subject := range binding.Subjects {
				if team != "" && subject.Kind == rbacv1.GroupKind {
					byGroup[groupOf{binding.Cluster, subject.Name}] = team
				}
			}
		}
	}
	return byGroup
}
