package component_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

// allCharts are the three charts, two with their default values.
func allCharts() *component.ScientistAccessArgs {
	args := simple()
	args.HelmCharts = &component.HelmChartsArgs{
		Cluster:    &component.ClusterChartArgs{},
		Namespaced: &component.NamespacedChartArgs{},
		Team:       &component.TeamChartArgs{TargetID: "vision"},
	}
	return args
}

// The expected groups are those of the charts, typed in from there.
func TestInstalledChartsGetTheirGroupsAndNothingElse(t *testing.T) {
	t.Parallel()
	registrations := mustCreate(t, allCharts())
	require.Len(t, registrations, 2)
	entry := ofType(registrations, entryType)[aliceEntry]
	assert.Equal(t, array{
		"hyperpod-ns-vision-namespace-level-group",
		"hyperpod-scientist-user-cluster-role-cluster-level",
		"hyperpod-scientist-user-namespace-level-role-kubeflow-level",
	}, entry.Inputs["kubernetesGroups"])
	assert.Empty(t, entry.Dependencies)
}

func TestChartsWithOtherValues(t *testing.T) {
	t.Parallel()
	args := simple()
	args.HelmCharts = &component.HelmChartsArgs{
		Cluster:    &component.ClusterChartArgs{RoleName: "scientists"},
		Namespaced: &component.NamespacedChartArgs{RoleName: "researchers", Namespace: "aws-hyperpod-vision"},
	}
	assert.Equal(t, array{"researchers-aws-hyperpod-vision-level", "scientists-cluster-level"},
		ofType(mustCreate(t, args), entryType)[aliceEntry].Inputs["kubernetesGroups"])
}

func TestObjectsEqualToTheCharts(t *testing.T) {
	t.Parallel()
	args := allCharts()
	args.HelmCharts.CreateObjects = true
	registrations := mustCreate(t, args)

	got := map[string]object{}
	for key, reg := range registrations {
		if reg.Type != componentType && reg.Type != entryType {
			got[key] = reg.Inputs
		}
	}
	want := map[string]object{}
	clusterChartObjects(want)
	namespacedChartObjects(want)
	teamChartObjects(want)
	assert.Empty(t, cmp.Diff(want, got))
	last := clusterRoleBindingType + " hyperpod/team-chart/cluster"
	assert.Equal(t, []string{last}, ofType(registrations, entryType)[aliceEntry].Dependencies)
	assert.Equal(t, []string{
		clusterRoleType + " hyperpod/team-chart/cluster",
		clusterRoleBindingType + " hyperpod/cluster",
		roleBindingType + " hyperpod/kubeflow",
		roleBindingType + " hyperpod/team-chart/hyperpod-ns-vision",
	}, registrations[last].Dependencies)
}

const rbacAPI = "rbac.authorization.k8s.io"

func roleObject(kind, namespace, name string, rules ...any) object {
	return object{"apiVersion": rbacAPI + "/v1", "kind": kind, "metadata": metadata(name, namespace), "rules": rules}
}

func bindingObject(kind, namespace, name, role, group string) object {
	return object{
		"apiVersion": rbacAPI + "/v1", "kind": kind + "Binding", "metadata": metadata(name, namespace),
		"roleRef":  object{"apiGroup": rbacAPI, "kind": kind, "name": role},
		"subjects": array{object{"apiGroup": rbacAPI, "kind": "Group", "name": group}},
	}
}

// The objects that the charts render with their default values, typed in from there.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
func clusterChartObjects(into map[string]object) {
	const name = "hyperpod-scientist-user-cluster-role"
	into[clusterRoleType+" hyperpod/cluster"] = roleObject("ClusterRole", "", name,
		ruleObject("", array{"pods"}, array{"list"}),
		ruleObject("", array{"nodes"}, array{"list"}))
	into[clusterRoleBindingType+" hyperpod/cluster"] = bindingObject("ClusterRole", "", name+"-binding", name,
		"hyperpod-scientist-user-cluster-role-cluster-level")
}

func namespacedChartObjects(into map[string]object) {
	const name = "hyperpod-scientist-user-namespace-level-role"
	into[roleType+" hyperpod/kubeflow"] = roleObject("Role", "kubeflow", name,
		ruleObject("", array{"pods"}, array{"create", "get"}),
		ruleObject("", array{"nodes"}, array{"get", "list"}),
		ruleObject("", array{"pods/log"}, array{"get", "list"}),
		ruleObject("", array{"pods/exec"}, array{"get", "create"}),
		ruleObject("kubeflow.org", array{"pytorchjobs", "pytorchjobs/status"},
			array{"get", "list", "create", "delete", "update", "describe"}),
		ruleObject("", array{"configmaps"}, array{"create", "update", "get", "delete", "list"}),
		ruleObject("", array{"secrets"}, array{"create", "get", "list", "delete"}))
	into[roleBindingType+" hyperpod/kubeflow"] = bindingObject("Role", "kubeflow", name+"-binding", name,
		"hyperpod-scientist-user-namespace-level-role-kubeflow-level")
}

func teamChartObjects(into map[string]object) {
	const (
		namespace = "hyperpod-ns-vision"
		group     = "hyperpod-ns-vision-namespace-level-group"
		kueue     = "kueue.x-k8s.io"
	)
	queue := ruleObject(kueue, array{"clusterqueues"}, array{"list", "get", "watch"})
	queue["resourceNames"] = array{"hyperpod-ns-vision-clusterqueue"}
	into[clusterRoleType+" hyperpod/team-chart/cluster"] = roleObject("ClusterRole", "", namespace+"-cluster-role",
		ruleObject("", array{"namespaces"}, array{"list", "get"}),
		queue,
		ruleObject(kueue, array{"resourceflavors", "workloadpriorityclasses"}, array{"list", "get", "watch"}))
	into[clusterRoleBindingType+" hyperpod/team-chart/cluster"] = bindingObject("ClusterRole", "",
		namespace+"-cluster-role-binding", namespace+"-cluster-role", group)
	into[roleType+" hyperpod/team-chart/hyperpod-ns-vision"] = roleObject("Role", namespace, namespace+"-namespace-role",
		ruleObject("", array{"namespaces"}, array{"get", "describe"}),
		ruleObject("batch", array{"jobs"}, array{"get", "list", "watch", "create", "update", "patch", "delete"}),
		ruleObject("", array{"pods"}, array{"create", "get", "watch", "list"}),
		ruleObject("", array{"nodes", "nodes/status", "pods/status"}, array{"get", "list", "watch"}),
		ruleObject("", array{"pods/log"}, array{"get", "list"}),
		ruleObject("kubeflow.org", array{"pytorchjobs", "pytorchjobs/status"},
			array{"get", "list", "watch", "create", "delete", "update"}),
		ruleObject("", array{"serviceaccounts"}, array{"get", "list"}),
		ruleObject("", array{"configmaps"}, array{"create", "update", "get", "delete"}),
		ruleObject("", array{"secrets"}, array{"create", "get", "list", "delete"}),
		ruleObject("apiextensions.k8s.io", array{"customresourcedefinitions"}, array{"list", "get"}),
		ruleObject(kueue, array{"workloads", "workloads/status"}, array{"get", "list", "watch", "patch"}))
	into[roleBindingType+" hyperpod/team-chart/hyperpod-ns-vision"] = bindingObject("Role", namespace,
		namespace+"-namespace-role-binding", namespace+"-namespace-role", group)
}

func TestChartsBesideOurTeams(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	args.CreateNamespaces = true
	args.Teams["vision"] = component.TeamArgs{HelmCharts: &component.HelmChartsArgs{
		Team: &component.TeamChartArgs{TargetID: "vision"},
	}}
	registrations := mustCreate(t, args)
	assert.Equal(t, array{"hyperpod-ns-vision-namespace-level-group", "hyperpod-scientist-user-speech-namespace-level"},
		ofType(registrations, entryType)[bobEntry].Inputs["kubernetesGroups"])
	assert.Len(t, ofType(registrations, roleType), 1, "the chart's objects are left alone")
	assert.Len(t, ofType(registrations, namespaceType), 1, "and so is its namespace")
}

func TestRefusedCharts(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]struct {
		mistake func(*component.ScientistAccessArgs)
		says    []string
	}{
		"none named": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts = &component.HelmChartsArgs{CreateObjects: true} },
			[]string{"helmCharts: Required value", "cluster, namespaced and team"},
		},
		"namespaces": {
			func(a *component.ScientistAccessArgs) { a.Namespaces = []string{"kubeflow"} },
			[]string{"namespaces: Forbidden", "remove helmCharts"},
		},
		"capabilities": {
			func(a *component.ScientistAccessArgs) { a.Capabilities = []string{"exec"} },
			[]string{"capabilities: Forbidden", "remove helmCharts"},
		},
		"a policy": {
			func(a *component.ScientistAccessArgs) { a.Policy = policy.Documented() },
			[]string{"policy: Forbidden", "remove helmCharts"},
		},
		"a prefix": {
			func(a *component.ScientistAccessArgs) { a.NamePrefix = "research" },
			[]string{"namePrefix: Forbidden", "roleName"},
		},
		"namespaces to create": {
			func(a *component.ScientistAccessArgs) { a.CreateNamespaces = true },
			[]string{"createNamespaces: Forbidden", "createObjects"},
		},
		"no target": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts.Team.TargetID = "" },
			[]string{"helmCharts.team.targetId: Required value"},
		},
		"a target that makes an invalid namespace": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts.Team.TargetID = "Vision" },
			[]string{"helmCharts.team.targetId", `"Vision"`},
		},
		"a role name that EKS reserves": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts.Cluster.RoleName = "eks:scientists" },
			[]string{"helmCharts.cluster.roleName", "which EKS reserves"},
		},
		"an invalid role name": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts.Namespaced.RoleName = "a/b" },
			[]string{"helmCharts.namespaced.roleName", "'/'"},
		},
		"a bad namespace": {
			func(a *component.ScientistAccessArgs) { a.HelmCharts.Namespaced.Namespace = "KubeFlow" },
			[]string{"helmCharts.namespaced.namespace", `"KubeFlow"`},
		},
		"charts beside teams": {
			func(a *component.ScientistAccessArgs) { inTeams(a, "vision") },
			[]string{"helmCharts: Forbidden", "each team has its own helmCharts"},
		},
		"the same objects for two teams": {
			func(a *component.ScientistAccessArgs) {
				inTeams(a, "vision")
				a.HelmCharts = nil
				for _, team := range []string{"speech", "vision"} {
					a.Teams[team] = component.TeamArgs{HelmCharts: &component.HelmChartsArgs{
						Cluster: &component.ClusterChartArgs{}, CreateObjects: true,
					}}
				}
			},
			[]string{`teams.vision: Invalid value: "hyperpod-scientist-user-cluster-role"`, "createObjects in only one of them"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := allCharts()
			refusal.mistake(args)
			registrations, err := create(t, args)
			requireSays(t, err, refusal.says...)
			assert.Empty(t, registrations)
		})
	}
}

func TestChartsWithCreatedNamespaces(t *testing.T) {
	t.Parallel()
	args := allCharts()
	args.HelmCharts.CreateObjects, args.CreateNamespaces = true, true
	assert.Len(t, ofType(mustCreate(t, args), namespaceType), 2)
}
