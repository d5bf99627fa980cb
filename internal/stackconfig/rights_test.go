package stackconfig

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
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
		"access policies": {
			map[string]string{
				"principals":     principals,
				"accessPolicies": `[{"policy":"AmazonEKSViewPolicy"},{"policy":"AmazonSagemakerHyperpodUserClusterPolicy","scope":"cluster"}]`,
			},
			component.ScientistAccessArgs{
				Namespaces: []string{"kubeflow"}, Capabilities: []string{}, AllowDangerous: []string{},
				AccessPolicies: []component.AccessPolicyArgs{
					{Policy: "AmazonEKSViewPolicy"}, {Policy: "AmazonSagemakerHyperpodUserClusterPolicy", Scope: "cluster"},
				},
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
		"guardrails and pod security": {
			map[string]string{
				"principals": principals, "createNamespaces": "true",
				"guardrails":  `{"serviceAccounts":["trainer"],"hostPaths":["/data"],"action":"deny"}`,
				"podSecurity": `{"enforce":"baseline","warn":"restricted","audit":"privileged","version":"v1.33"}`,
			},
			component.ScientistAccessArgs{
				Namespaces: []string{"kubeflow"}, Capabilities: []string{}, AllowDangerous: []string{}, CreateNamespaces: true,
				Guardrails: &component.GuardrailsArgs{
					ServiceAccounts: []string{"trainer"}, HostPaths: []string{"/data"}, Action: guardrails.Deny,
				},
				PodSecurity: &component.PodSecurityArgs{
					Enforce: "baseline", Warn: "restricted", Audit: "privileged", Version: "v1.33",
				},
			},
		},
		"teams": {
			map[string]string{
				"principals": `{"alice":{"arn":"` + alice + `","teams":["a","b"]}}`,
				"teams": `{"a":{"namespaces":["a"],"capabilities":["exec"],"guardrails":{"action":"warn"},"policy":` + wildcardText +
					`,"allowDangerous":["wildcards"]},"b":{"helmCharts":{"team":{"targetId":"b"},"createObjects":true,` +
					`"cluster":{"roleName":"r"},"namespaced":{"roleName":"s"}}}}`,
			},
			component.ScientistAccessArgs{
				Capabilities: []string{}, AllowDangerous: []string{},
				Teams: map[string]component.TeamArgs{
					"a": {
						Namespaces: []string{"a"}, Capabilities: []string{"exec"}, Policy: wildcard,
						AllowDangerous: []string{"wildcards"}, Guardrails: &component.GuardrailsArgs{Action: guardrails.Warn},
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
		"a misspelt field of guardrails": {
			"guardrails", `{"serviceAccount":"a"}`, []string{"guardrails.serviceAccount", `did you mean "serviceAccounts"?`},
		},
		"empty guardrails of a team": {
			"teams", `{"a":{"namespaces":["a"],"guardrails":{}}}`, []string{"teams.a.guardrails.action: Required value"},
		},
		"a misspelt level of pod security": {
			"podSecurity", `{"enforce":"base"}`, []string{
				`podSecurity.enforce: Unsupported value: "base"`, "set createNamespaces, or label the namespaces",
			},
		},
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
