package propose

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestCharts: the names are copied from the charts' templates.
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
func TestCharts(t *testing.T) {
	t.Parallel()
	const (
		onCluster   = "hyperpod-scientist-user-cluster-role"
		inNamespace = "hyperpod-scientist-user-namespace-level-role"
	)
	pods, byHelm := rules("get pods"), keptBy("helm:kube-system/hyperpod")
	clusterChart := func(role string) part {
		return both(bound("", role, role+"-binding", pods, group(role+"-cluster-level")), byHelm)
	}
	namespaced := func(role, namespace string) part {
		return both(bound(namespace, role, role+"-binding", pods, group(role+"-"+namespace+"-level")), byHelm)
	}
	quota := group("hyperpod-ns-quota-namespace-level-group")
	teamChart := both(
		bound("", "hyperpod-ns-quota-cluster-role", "hyperpod-ns-quota-cluster-role-binding", pods, quota), byHelm,
		bound("hyperpod-ns-quota", "hyperpod-ns-quota-namespace-role", "hyperpod-ns-quota-namespace-role-binding", pods, quota), byHelm,
	)
	only := `,"principals":{"alice":"` + alice + `"}}`
	tests := []struct {
		name string
		live Live
		want string
	}{
		{"with their defaults", cluster(clusterChart(onCluster), namespaced(inNamespace, "kubeflow"), entry(alice, onCluster+"-cluster-level", inNamespace+"-kubeflow-level")),
			`{"helmCharts":{"cluster":{},"namespaced":{}}` + only},
		{"with other values", cluster(clusterChart("c"), namespaced("n", "vision"), entry(alice, "c-cluster-level", "n-vision-level")),
			`{"helmCharts":{"cluster":{"roleName":"c"},"namespaced":{"roleName":"n","namespace":"vision"}}` + only},
		{"a governed team", cluster(teamChart, entry(alice, quota.Name)), `{"helmCharts":{"team":{"targetId":"quota"}}` + only},
		{"all of them", cluster(teamChart, clusterChart("c"), entry(alice, quota.Name, "c-cluster-level")),
			`{"helmCharts":{"cluster":{"roleName":"c"},"team":{"targetId":"quota"}}` + only},
		{"one of them twice", cluster(namespaced("n", "a"), namespaced("n", "b"), entry(alice, "n-a-level", "n-b-level")),
			`{"teams":{"n-a-level":{"helmCharts":{"namespaced":{"roleName":"n","namespace":"a"}}},
			"n-b-level":{"helmCharts":{"namespaced":{"roleName":"n","namespace":"b"}}}},
			"principals":{"alice":{"arn":"` + alice + `","teams":["n-a-level","n-b-level"]}}}`},
		{"beside a team of other names", cluster(clusterChart("c"), bound("a", "r", "b", pods, group("g")), entry(alice, "c-cluster-level", "g")),
			`{"teams":{"a":{"namespaces":["a"],"policy":{"namespace":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}},
			"c-cluster-level":{"helmCharts":{"cluster":{"roleName":"c"}}}},"principals":{"alice":{"arn":"` + alice + `","teams":["a","c-cluster-level"]}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := proposed(t, test.live, test.want)
			assert.Empty(t, plan.Unexpressed)
			for _, note := range plan.Afterwards {
				assert.Equal(t, "RoleBinding a/b", note.Place, "what the charts make stays")
			}
			assert.Nil(t, plan.Stricter)
		})
	}
	live := cluster(clusterChart("c"), bindTo("a", "ClusterRole", "edit", "own", group("c-cluster-level")), entry(alice, "c-cluster-level"))
	plan := proposed(t, live, `{"helmCharts":{"cluster":{"roleName":"c"}}`+only)
	assert.Equal(t, []string{
		"RoleBinding a/own: stays as it is, and goes on to give its rights to c-cluster-level: AWS's chart does not make it",
	}, lines(plan.Unexpressed))
}
