package charts

import (
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// The names of the charts.
const (
	ClusterChart    = "cluster-role-and-bindings"
	NamespacedChart = "namespaced-role-and-bindings"
	TeamChart       = "team-role-and-bindings"
)

// ByGroup names the chart that binds a group where it is installed with its default values, which for a team are any
// targetId; empty if none does.
func ByGroup(group string) string {
	prefix, suffix := DefaultNamespacedRoleName+"-", "-level"
	switch {
	case group == Cluster(DefaultClusterRoleName)[0].Group:
		return ClusterChart
	case strings.HasPrefix(group, prefix) && strings.HasSuffix(group, suffix) && len(group) > len(prefix)+len(suffix):
		return NamespacedChart
	case TeamOf(group) != "":
		return TeamChart
	}
	return ""
}

// TeamOf is the targetId of the team whose chart binds a group; empty if none does.
func TeamOf(group string) string {
	id, ours := strings.CutPrefix(group, TeamNamespace(""))
	id, ends := strings.CutSuffix(id, "-namespace-level-group")
	if !ours || !ends {
		return ""
	}
	return id
}

// Recognise names the chart that makes a binding of these names, with the rules that the chart gives its role. The
// namespace is empty for a ClusterRoleBinding.
func Recognise(namespace, binding, role, group string) (chart string, rules []rbacv1.PolicyRule, ok bool) {
	candidates := map[string][]Role{}
	if namespace == "" {
		candidates[ClusterChart] = Cluster(role)
		if id, _, cut := strings.Cut(role, "-cluster-role"); cut {
			candidates[TeamChart] = Team(strings.TrimPrefix(id, TeamNamespace("")))
		}
	} else {
		candidates[NamespacedChart] = Namespaced(role, namespace)
		candidates[TeamChart] = Team(strings.TrimPrefix(namespace, TeamNamespace("")))
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
