// Package charts describes what AWS's Helm subcharts for scientists create, which are part of HyperPod's Helm chart:
// roles, their bindings and, above all, the groups that these bind. The access entry in the developer guide carries
// other groups, so it grants nothing on a cluster with these charts.
//
// It is pure data, as of version 3.9 of the HyperPod CLI's repository.
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
package charts

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// The default values of the charts.
const (
	DefaultClusterRoleName    = "hyperpod-scientist-user-cluster-role"
	DefaultNamespacedRoleName = "hyperpod-scientist-user-namespace-level-role"
	DefaultNamespace          = "kubeflow"
)

// Role is a role that a chart creates, and the group that it is bound to.
type Role struct {
	// Namespace of the Role and the RoleBinding; empty for a ClusterRole and a ClusterRoleBinding.
	Namespace string
	// Name of the role, and Binding of its binding.
	Name, Binding string
	// Group is the only subject of the binding.
	Group string
	// Rules as the chart writes them.
	Rules []rbacv1.PolicyRule
}

// Cluster is what the chart cluster-role-and-bindings creates with this value of roleName.
func Cluster(roleName string) []Role {
	return []Role{{
		Name:    roleName,
		Binding: roleName + "-binding",
		Group:   roleName + "-cluster-level",
		Rules:   policy.Documented().Cluster,
	}}
}

// Namespaced is what the chart namespaced-role-and-bindings creates with these values of roleName and namespace.
func Namespaced(roleName, namespace string) []Role {
	return []Role{{
		Namespace: namespace,
		Name:      roleName,
		Binding:   roleName + "-binding",
		Group:     roleName + "-" + namespace + "-level",
		Rules:     namespacedRules(),
	}}
}

// TeamNamespace is the namespace of the team with this targetId under task governance.
func TeamNamespace(targetID string) string { return "hyperpod-ns-" + targetID }

// Team is what the chart team-role-and-bindings creates with this value of computeQuotaTarget.targetId. Both
// bindings name the same group.
func Team(targetID string) []Role {
	namespace := TeamNamespace(targetID)
	group := namespace + "-namespace-level-group"
	return []Role{
		{
			Name:    namespace + "-cluster-role",
			Binding: namespace + "-cluster-role-binding",
			Group:   group,
			Rules:   teamClusterRules(namespace),
		},
		{
			Namespace: namespace,
			Name:      namespace + "-namespace-role",
			Binding:   namespace + "-namespace-role-binding",
			Group:     group,
			Rules:     teamRules(),
		},
	}
}
