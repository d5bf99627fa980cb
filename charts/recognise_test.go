package charts_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/charts"
)

// TestByGroup: groups as the charts' templates write them, and others that resemble them.
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
func TestByGroup(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{
		"hyperpod-scientist-user-cluster-role-cluster-level":          "cluster-role-and-bindings",
		"hyperpod-scientist-user-namespace-level-role-kubeflow-level": "namespaced-role-and-bindings",
		"hyperpod-scientist-user-namespace-level-role-team-a-level":   "namespaced-role-and-bindings",
		"hyperpod-ns-vision-namespace-level-group":                    "team-role-and-bindings",
		"hyperpod-scientist-user-cluster-level":                       "", // the developer guide's
		"hyperpod-scientist-user-namespace-level":                     "",
		"hyperpod-scientist-user-namespace-level-role--level":         "",
		"hyperpod-scientist-user-namespace-level-role-level":          "",
		"hyperpod-ns--namespace-level-group":                          "",
		"hyperpod-ns-namespace-level-group":                           "",
		"ns-vision-namespace-level-group":                             "",
		"hyperpod-ns-vision":                                          "",
		"":                                                            "",
	} {
		assert.Equal(t, want, charts.ByGroup(group), group)
	}
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, namespace, binding, role, group, want string }{
		{"cluster", "", "r-binding", "r", "r-cluster-level", "cluster-role-and-bindings"},
		{"namespaced", "a", "r-binding", "r", "r-a-level", "namespaced-role-and-bindings"},
		{"team, in the cluster", "", "hyperpod-ns-v-cluster-role-binding", "hyperpod-ns-v-cluster-role",
			"hyperpod-ns-v-namespace-level-group", "team-role-and-bindings"},
		{"team, in its namespace", "hyperpod-ns-v", "hyperpod-ns-v-namespace-role-binding", "hyperpod-ns-v-namespace-role",
			"hyperpod-ns-v-namespace-level-group", "team-role-and-bindings"},
		{"another binding", "", "other", "r", "r-cluster-level", ""},
		{"another group", "", "r-binding", "r", "g", ""},
		{"another namespace", "b", "r-binding", "r", "r-a-level", ""},
		{"another team's namespace", "hyperpod-ns-w", "hyperpod-ns-v-namespace-role-binding", "hyperpod-ns-v-namespace-role",
			"hyperpod-ns-v-namespace-level-group", ""},
		{"the namespaced chart's names in the cluster", "", "r-binding", "r", "r-a-level", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			chart, rules, ok := charts.Recognise(test.namespace, test.binding, test.role, test.group)
			assert.Equal(t, test.want, chart)
			assert.Equal(t, test.want != "", ok)
			assert.Equal(t, ok, len(rules) > 0)
		})
	}
}

func TestTeamOf(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{
		"hyperpod-ns-vision-namespace-level-group": "vision",
		"hyperpod-ns--namespace-level-group":       "",
		"hyperpod-ns-namespace-level-group":        "",
		"ns-vision-namespace-level-group":          "",
		"hyperpod-ns-vision":                       "",
	} {
		assert.Equal(t, want, charts.TeamOf(group), group)
	}
}
