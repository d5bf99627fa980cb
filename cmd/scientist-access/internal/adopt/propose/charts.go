package propose

import (
	"cmp"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/charts"
)

// chartOf is AWS's chart that binds a group, with the values by which it does; nil if none does.
func (s *survey) chartOf(group string) *HelmCharts {
	for _, b := range s.naming(group) {
		if chart, _, ok := charts.Recognise(b.Namespace, b.Name, b.RoleRef.Name, group); ok {
			return chartValues(chart, b, group)
		}
	}
	return nil
}

func chartValues(chart string, b *access.Binding, group string) *HelmCharts {
	switch chart {
	case charts.ClusterChart:
		return &HelmCharts{Cluster: &ClusterChart{RoleName: unless(charts.DefaultClusterRoleName, b.RoleRef.Name)}}
	case charts.NamespacedChart:
		return &HelmCharts{Namespaced: &NamespacedChart{
			RoleName:  unless(charts.DefaultNamespacedRoleName, b.RoleRef.Name),
			Namespace: unless(charts.DefaultNamespace, b.Namespace),
		}}
	}
	return &HelmCharts{Team: &TeamChart{TargetID: charts.TeamOf(group)}}
}

// name is that of the only chart that is set.
func (h *HelmCharts) name() string {
	switch {
	case h.Cluster != nil:
		return charts.ClusterChart
	case h.Namespaced != nil:
		return charts.NamespacedChart
	}
	return charts.TeamChart
}

// unless is a value, or nothing if it is the default.
func unless(byDefault, value string) string {
	if value == byDefault {
		return ""
	}
	return value
}

func merge(a, b *HelmCharts) *HelmCharts {
	if a == nil {
		return b
	}
	return &HelmCharts{
		Cluster: cmp.Or(a.Cluster, b.Cluster), Namespaced: cmp.Or(a.Namespaced, b.Namespaced), Team: cmp.Or(a.Team, b.Team),
	}
}

// fillBesideCharts notes the bindings of the charts' groups that the charts do not make. The groups keep their names,
// so these go on to give their rights.
func (s *survey) fillBesideCharts(t *team) {
	for _, group := range t.groups {
		for _, b := range s.naming(group) {
			if _, _, ok := charts.Recognise(b.Namespace, b.Name, b.RoleRef.Name, group); !ok {
				t.setBeside(b, "AWS's chart does not make it")
			}
		}
	}
}
