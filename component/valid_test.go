package component_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/scientist-access/scientist-access/component"
)

// TestValid has the arguments next to those that are refused.
func TestValid(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*component.ScientistAccessArgs){
		"the longest names": func(a *component.ScientistAccessArgs) {
			a.NamePrefix = strings.Repeat("p", validation.DNS1123SubdomainMaxLength-len("-namespace-level-role-binding"))
		},
		"the longest cluster name": func(a *component.ScientistAccessArgs) {
			a.ClusterName = pulumi.String(strings.Repeat("c", 100))
		},
		"the chart for the cluster alone": func(a *component.ScientistAccessArgs) {
			a.HelmCharts = &component.HelmChartsArgs{Cluster: &component.ClusterChartArgs{}}
		},
		"the chart for a namespace alone": func(a *component.ScientistAccessArgs) {
			a.HelmCharts = &component.HelmChartsArgs{Namespaced: &component.NamespacedChartArgs{}}
		},
		"the chart for a team alone": func(a *component.ScientistAccessArgs) {
			a.HelmCharts = &component.HelmChartsArgs{Team: &component.TeamChartArgs{TargetID: "vision"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			change(args)
			require.NoError(t, args.Validate())
		})
	}
}
