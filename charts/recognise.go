package charts

import (
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// The names of the charts.
const (
	clusterChart    = "cluster-role-and-bindings"
	namespacedChart = "namespaced-role-and-bindings"
	teamChart       = "team-role-and-bindings"
)

// ByGroup names the chart that binds a group where it is installed with its default values, which for a team are any
// targetId; empty if none does.
func ByGroup(group string) string {
	prefix, suffix := DefaultNamespacedRoleName+"-", "-level"
	switch {
	case group == Cluster(DefaultClusterRoleName)[0].Group:
		return clusterChart
	case strings.HasPrefix(group, prefix) && strings.HasSuffix(group, suffix) && len(group) > len(prefix)+len(suffix):
		return namespacedChart
	case isTeamGroup(group):
		return teamChart
	}
	return ""
}

func isTeamGroup(group string) bool {
	id, ours := strings.CutPrefix(group, TeamNamespace(""))
	id, ends := strings.CutSuffix(id, "-namespace-level-group")
	return ours && ends && id != ""
}

// Recognise names the chart that makes a binding of these names, with the rules that the chart gives its role. The
// namespace is empty for a ClusterRoleBinding.
func Recognise(namespace, binding, role, group string) (chart string, rules []rbacv1.PolicyRule, ok bool) {
	candidates := map[string][]Role{}
	if namespace == "" {
		candidates[clusterChart] = Cluster(role)
		if id, _, cut := strings.Cut(role, "-cluster-role"); cut {
			candidates[teamChart] = Team(strings.TrimPrefix(id, TeamNamespace("")))
		}
	} else {
		candidates[namespacedChart] = Namespaced(role, namespace)
		candidates[teamChart] = Team(strings.TrimPrefix(namespace, TeamNamespace("")))
	}
	for chart, roles := range candidates {
		for _, r := range roles {
			if r.Namespace == namespace && r.Binding == binding && r.Name == role && r.Group == group {
				return chart, r.Rules, true
			}
		}
	}
	return "", nil, false
}
