package stackconfig

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

const principals = `{"alice":"` + alice + `"}`

func TestRights(t *testing.T) {
	t.Parallel()
	wildcard := policy.Policy{Namespace: []rbacv1.PolicyRule{{
		APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"*"},
	}}}
	const wildcardText = `{"namespace":[{"apiGroups":[""],"resources":["pods"],"verbs":["*"]}]}`
	for name, c := range map[string]struct {
		own  map[string]string
		want component.ScientistAccessArgs
	}{
		"capabilities and rules": {
			map[string]string{
				"principals": principals, "capabilities": `["exec","spaces"]`, "policy": wildcardText,
				"allowDangerous": `["wildcards"]`,
			},
			component.ScientistAccessArgs{
				Namespaces: []string{"kubeflow"}, Capabilities: []string{"exec", "spaces"},
				Policy: wildcard, AllowDangerous: []string{"wildcards"},
			},
		},
		"installed charts": {
			map[string]string{"principals": principals, "helmCharts": `{"cluster":{},"namespaced":{"namespace":"a"}}`},
			component.ScientistAccessArgs{
				Capabilities: []string{}, AllowDangerous: []string{},
				HelmCharts: &component.HelmChartsArgs{
					Cluster: &component.ClusterChartArgs{}, Namespaced: &component.NamespacedChartArgs{Namespace: "a"},
				},
			},
		},
		"teams": {
			map[string]string{
				"principals": `{"alice":{"arn":"` + alice + `","teams":["a","b"]}}`,
				"teams": `{"a":{"namespaces":["a"],"capabilities":["exec"],"policy":` + wildcardText +
					`,"allowDangerous":["wildcards"]},"b":{"helmCharts":{"team":{"targetId":"b"},"createObjects":true,` +
					`"cluster":{"roleName":"r"},"namespaced":{"roleName":"s"}}}}`,
			},
			component.ScientistAccessArgs{
				Capabilities: []string{}, AllowDangerous: []string{},
				Teams: map[string]component.TeamArgs{
					"a": {
						Namespaces: []string{"a"}, Capabilities: []string{"exec"}, Policy: wildcard,
						AllowDangerous: []string{"wildcards"},
					},
					"b": {HelmCharts: &component.HelmChartsArgs{
						Cluster: &component.ClusterChartArgs{RoleName: "r"}, Namespaced: &component.NamespacedChartArgs{RoleName: "s"},
						Team: &component.TeamChartArgs{TargetID: "b"}, CreateObjects: true,
					}},
				},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.own["clusterName"] = "ml"
			got, err := read(Section{Values: withDefaults(c.own)})
			require.NoError(t, err)
			c.want.ClusterName, c.want.NamePrefix = pulumi.String("ml"), "hyperpod-scientist-user"
			c.want.Principals = got.Access.Principals
			assert.Empty(t, cmp.Diff(&c.want, got.Access))
		})
	}
}

func TestMistakesInRights(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key, value string
		says       []string
	}{
		"an unknown capability":      {"capabilities", `["exce"]`, []string{`capabilities[0]: Invalid value: "exce"`, `did you mean "exec"?`, "choose from"}},
		"an unknown dangerous right": {"allowDangerous", `["imposter"]`, []string{"allowDangerous[0]", "choose from bind, escalate, impersonate, wildcards"}},
		"a refused rule": {
			"policy", `{"cluster":[{"apiGroups":[""],"resources":["users"],"verbs":["impersonate"]}]}`,
			[]string{"policy.cluster[0]: Forbidden: impersonate on users", `allow "impersonate" by name`},
		},
		"a misspelt chart":            {"helmCharts", `{"clusters":{}}`, []string{"helmCharts.clusters", `did you mean "cluster"?`}},
		"a misspelt value of a chart": {"helmCharts", `{"team":{"targetID":"a"}}`, []string{"helmCharts.team.targetID", `did you mean "targetId"?`}},
		"capabilities beside charts": {
			"teams", `{"a":{"capabilities":["exec"],"helmCharts":{"cluster":{}}}}`, []string{"teams.a.capabilities: Forbidden"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(Section{Values: withDefaults(map[string]string{
				"clusterName": "ml", "principals": principals, c.key: c.value,
			})})
			require.Error(t, err)
			for _, words := range c.says {
				assert.Contains(t, err.Error(), words)
			}
		})
	}
}
