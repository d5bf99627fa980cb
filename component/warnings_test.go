package component_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

const (
	kubeflowRuns = `namespace "kubeflow" hosts the Kubeflow training operator, with all rights on pods of every ` +
		`namespace, exec, and Roles; scientists can act as them (`
	choose = `); fix: use a namespace without controllers, such as "aws-hyperpod-<team>"`
)

func TestWarnings(t *testing.T) {
	t.Parallel()
	type args = component.ScientistAccessArgs
	safe := []string{"aws-hyperpod-vision"}
	makesPods := policy.Policy{Namespace: []rbacv1.PolicyRule{core("pods", "create"), core("pods", "update")}}
	const runPods = "policy.namespace[0] in aws-hyperpod-vision: medium: run-pods: running a pod as any service account of the " +
		"namespace; instead: keep service accounts with rights of their own out of the namespace"
	const mountSecrets = "policy.namespace[0] in aws-hyperpod-vision: medium: mount-secrets: all secrets and volumes of the " +
		"namespace, not only one's own, by mounting them in pods; instead: keep other people's secrets and volumes out of the " +
		"namespace, or give each team its own"
	for name, test := range map[string]struct {
		args args
		want []string
	}{
		"the default": {
			args{}, []string{kubeflowRuns + "token-secrets, run-pods, enter-pods, read-secrets, reach-nodes, mount-secrets" + choose},
		},
		"the default in a namespace of its own": {args{Namespaces: safe}, nil},
		"capabilities":                          {args{Namespaces: safe, Capabilities: []string{"pytorch-jobs", "exec"}}, nil},
		"capabilities among controllers":        {args{Capabilities: []string{"exec"}}, []string{kubeflowRuns + "enter-pods" + choose}},
		"operator logs only read":               {args{Namespaces: safe, Capabilities: []string{"training-operator-logs"}}, nil},
		"a namespace without resume": {
			args{Namespaces: []string{"research"}},
			[]string{`namespace "research": HyperPod does not resume jobs automatically here; it does in "kubeflow" and ` +
				`in namespaces whose names start with "aws-hyperpod"`},
		},
		"own rules": {
			args{Namespaces: safe, Policy: makesPods},
			[]string{
				"policy.namespace[0] in aws-hyperpod-vision: high: reach-nodes: the nodes and whatever else runs on them, by a pod " +
					"that is privileged, mounts paths of its node or shares its network and processes, unless another rule of the " +
					"cluster refuses it; instead: enforce the Pod Security level baseline in the namespace",
				runPods, mountSecrets,
			},
		},
		"own rules with guardrails": {
			args{Namespaces: safe, Policy: makesPods, Guardrails: &component.GuardrailsArgs{Action: guardrails.Deny}},
			[]string{mountSecrets},
		},
		"own rules with guardrails that refuse nothing yet": {
			args{Namespaces: safe, Policy: policy.Policy{Namespace: []rbacv1.PolicyRule{core("serviceaccounts/token", "create")}},
				Guardrails: &component.GuardrailsArgs{Action: guardrails.Audit}},
			[]string{"policy.namespace[0] in aws-hyperpod-vision: high: create-tokens: a token of every service account of the " +
				"namespace; instead: name the service account in resourceNames"},
		},
		"own rules for other namespaces, with guardrails": {
			args{
				Namespaces: safe, Guardrails: &component.GuardrailsArgs{Action: guardrails.Deny},
				Policy: policy.Policy{
					Cluster:   []rbacv1.PolicyRule{core("services", "create")},
					Elsewhere: map[string][]rbacv1.PolicyRule{"research": {core("services", "create")}},
				},
			},
			[]string{"policy.cluster[0]: medium: intercept-traffic: traffic of other pods to any address, by a service with that " +
				"address as an external IP; instead: admit no service with external IPs that the administrator did not choose"},
		},
		"the default with guardrails": {
			args{Guardrails: &component.GuardrailsArgs{Action: guardrails.Deny}},
			[]string{kubeflowRuns + "enter-pods, read-secrets, mount-secrets; closed: token-secrets, run-pods, reach-nodes" + choose},
		},
		"own rules that are dangerous only with a capability's": {
			args{Namespaces: safe, Capabilities: []string{"recipes"}, Policy: policy.Policy{
				Namespace: []rbacv1.PolicyRule{core("secrets", "watch")},
			}},
			[]string{
				"policy.namespace[0] in aws-hyperpod-vision: medium: read-secrets: all secrets of the namespace, not only " +
					"one's own; instead: keep other people's secrets out of the namespace, or give each team its own; CLI v3 needs no secrets",
				"policy.namespace[0] in aws-hyperpod-vision: medium: token-secrets: a lasting token of every service account " +
					"of the namespace, by creating a secret of its type and reading it; instead: keep service accounts with " +
					"rights of their own out of the namespace; drop Helm's secrets by using CLI v3",
			},
		},
		"own cluster rules that are dangerous only with a capability's": {
			args{Namespaces: safe, Capabilities: []string{"recipes"}, Policy: policy.Policy{
				Cluster: []rbacv1.PolicyRule{core("secrets", "watch")},
			}},
			[]string{
				"policy.cluster[0]: critical: read-secrets: all secrets of the cluster, including the tokens and passwords of every " +
					"controller; instead: grant it in the team's namespaces, or name the secrets in resourceNames",
				"policy.cluster with the capabilities in aws-hyperpod-vision: medium: token-secrets: a lasting token of " +
					"every service account of the namespace, by creating a secret of its type and reading it; instead: keep " +
					"service accounts with rights of their own out of the namespace; drop Helm's secrets by using CLI v3",
			},
		},
		"own rules without effect": {
			args{Namespaces: safe, Policy: policy.Policy{Namespace: []rbacv1.PolicyRule{core("persistentvolumes", "get")}}},
			[]string{`policy.namespace[0]: resource "persistentvolumes" has no effect: it is cluster-scoped, and a Role ` +
				"grants nothing outside its namespace; grant it in the cluster"},
		},
		"own rules without effect, like a documented one": {
			args{Namespaces: safe, Policy: policy.Policy{Namespace: []rbacv1.PolicyRule{core("nodes", "get")}}},
			[]string{`policy.namespace[0]: resource "nodes" has no effect: it is cluster-scoped, and a Role ` +
				"grants nothing outside its namespace; grant it in the cluster"},
		},
		"the documented rules without effect are known": {
			args{Namespaces: safe, Policy: policy.Policy{Namespace: policy.Documented().Namespace[1:3]}}, nil,
		},
		"what is allowed by name": {
			args{Namespaces: safe, AllowDangerous: []string{"wildcards"}, Policy: policy.Policy{
				Namespace: []rbacv1.PolicyRule{core("events", "*")},
			}}, nil,
		},
		"charts": {
			args{HelmCharts: &component.HelmChartsArgs{
				Cluster: &component.ClusterChartArgs{}, Namespaced: &component.NamespacedChartArgs{},
			}},
			[]string{kubeflowRuns + "token-secrets, run-pods, enter-pods, read-secrets, reach-nodes, mount-secrets" + choose},
		},
		"teams that share a namespace say it once": {
			args{Teams: map[string]component.TeamArgs{
				"a": {Namespaces: []string{"kubeflow"}, Capabilities: []string{"exec"}},
				"b": {Namespaces: []string{"kubeflow"}, Capabilities: []string{"exec"}, Policy: policy.Policy{
					Cluster: []rbacv1.PolicyRule{core("nodes/proxy", "get")},
				}},
			}},
			[]string{
				kubeflowRuns + "enter-pods" + choose,
				"teams.b.policy.cluster[0]: critical: nodes-proxy: the kubelet's own API: commands in every pod of a node, " +
					"past admission and audit; instead: grant nodes/metrics or nodes/stats, or pods/exec in the team's namespaces",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, test.args.Warnings())
		})
	}
}
