package component

import (
	"cmp"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/internal/grants"
)

// HelmChartsArgs names the Helm subcharts for scientists in HyperPod's Helm chart, with the values they are installed
// with. At least one is required. The access entries get exactly the groups that the charts bind. The groups in the
// developer guide are different ones, to which the charts grant nothing.
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
type HelmChartsArgs struct {
	// Cluster is the chart cluster-role-and-bindings. Default: not installed.
	Cluster *ClusterChartArgs
	// Namespaced is the chart namespaced-role-and-bindings. Default: not installed.
	Namespaced *NamespacedChartArgs
	// Team is the chart team-role-and-bindings. Default: not installed.
	Team *TeamChartArgs

	// CreateObjects creates the same objects as the charts, for clusters on which the charts are not installed.
	// Default: false, no RBAC objects are created.
	CreateObjects bool
}

// ClusterChartArgs are the values of the chart cluster-role-and-bindings.
type ClusterChartArgs struct {
	// RoleName is the value roleName. Default: [charts.DefaultClusterRoleName].
	RoleName string
}

// NamespacedChartArgs are the values of the chart namespaced-role-and-bindings.
type NamespacedChartArgs struct {
	// RoleName is the value roleName. Default: [charts.DefaultNamespacedRoleName].
	RoleName string
	// Namespace is the value namespace. Default: [charts.DefaultNamespace].
	Namespace string
}

// TeamChartArgs are the values of the chart team-role-and-bindings.
type TeamChartArgs struct {
	// TargetID is the value computeQuotaTarget.targetId: the team's name in HyperPod task governance. Required.
	TargetID string
}

// grants are the roles of the charts.
func (args *HelmChartsArgs) grants() []grants.Grant {
	var all []grants.Grant
	if c := args.Cluster; c != nil {
		all = append(all, grants.OfChart(charts.Cluster(c.roleName()))...)
	}
	if c := args.Namespaced; c != nil {
		all = append(all, grants.OfChart(charts.Namespaced(c.roleName(), c.namespace()))...)
	}
	if c := args.Team; c != nil {
		all = append(all, grants.OfChart(charts.Team(c.TargetID), "team-chart")...)
	}
	return all
}

func (c *ClusterChartArgs) roleName() string {
	return cmp.Or(c.RoleName, charts.DefaultClusterRoleName)
}

func (c *NamespacedChartArgs) roleName() string {
	return cmp.Or(c.RoleName, charts.DefaultNamespacedRoleName)
}

func (c *NamespacedChartArgs) namespace() string {
	return cmp.Or(c.Namespace, charts.DefaultNamespace)
}
