package crds

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/client-go/kubernetes/scheme"

	"github.com/scientist-access/scientist-access/policy"
)

// The definitions here have no schema of their own, so no test can look for a pod template in them. Instead, each
// custom resource must be one that the policy package counts as a maker of pods, or be listed here: with the reason
// why whoever writes it chooses no pod's image, service account, volume or path of the node, and where that can be read.
var makesNoPods = map[string]exception{
	"sagemakerendpointregistrations.inference.sagemaker.aws.amazon.com": {
		"it registers an endpoint in SageMaker, for pods that run already",
		inferenceSource + "sagemakerendpointregistrations.yaml",
	},
	"workspaceconnections.connection.workspace.jupyter.org": {
		"it asks for a way into one workspace, by the workspace's name",
		"https://github.com/jupyter-infra/jupyter-k8s/blob/main/api/connection/v1alpha1/workspace_connection_types.go",
	},
	"workloads.kueue.x-k8s.io": {
		"its pod templates are copies that Kueue counts; it is the job that makes the pods",
		"https://kueue.sigs.k8s.io/docs/concepts/workload/",
	},
	"localqueues.kueue.x-k8s.io":   {"it names a cluster queue", "https://kueue.sigs.k8s.io/docs/concepts/local_queue/"},
	"clusterqueues.kueue.x-k8s.io": {"it holds quotas", "https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/"},
	"resourceflavors.kueue.x-k8s.io": {
		"it holds labels, taints and tolerations of nodes", "https://kueue.sigs.k8s.io/docs/concepts/resource_flavor/",
	},
	"workloadpriorityclasses.kueue.x-k8s.io": {
		"it holds a number", "https://kueue.sigs.k8s.io/docs/concepts/workload_priority_class/",
	},
}

// exception says why a resource makes no pods, and where that can be read.
type exception struct{ reason, source string }

const inferenceSource = "https://github.com/aws/sagemaker-hyperpod-cli/blob/main/helm_chart/HyperPodHelmChart/charts/" +
	"inference-operator/config/crd/inference.sagemaker.aws.amazon.com_"

// TestCustomResourcesAreJudged: a custom resource that nobody has looked at fails.
func TestCustomResourcesAreJudged(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, definitions)
	for _, d := range definitions {
		assertJudged(t, d.plural, d.group)
	}
}

// TestWhatCapabilitiesWriteIsJudged: whatever custom resource a capability lets people write is judged, and is one
// that the sandbox has.
func TestWhatCapabilitiesWriteIsJudged(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, d := range definitions {
		known[d.name()] = true
	}
	judged := 0
	for _, c := range policy.Catalogue() {
		for _, r := range c.Rules {
			for _, right := range policy.Singles([]rbacv1.PolicyRule{r.PolicyRule}) {
				if !writes(right) || scheme.Scheme.IsGroupRegistered(right.APIGroups[0]) {
					continue
				}
				resource, _, _ := strings.Cut(right.Resources[0], "/")
				assert.True(t, known[resource+"."+right.APIGroups[0]], "%s writes %s, which the sandbox lacks", c.Name, resource)
				assertJudged(t, resource, right.APIGroups[0])
				judged++
			}
		}
	}
	assert.NotZero(t, judged)
}

func writes(right rbacv1.PolicyRule) bool {
	return slices.Contains([]string{"create", "update", "patch"}, right.Verbs[0])
}

func assertJudged(t *testing.T, resource, group string) {
	t.Helper()
	name := resource + "." + group
	why, harmless := makesNoPods[name]
	dangers := dangersOfWriting(group, resource)
	maker := slices.Contains(dangers, "run-pods") || slices.Contains(dangers, "reach-nodes")
	assert.True(t, maker || harmless, "%s is neither a maker of pods in the policy package nor listed here", name)
	assert.False(t, maker && harmless, "%s is a maker of pods, and yet listed here", name)
	if harmless {
		assert.NotEmpty(t, why.reason, name)
		assert.Regexp(t, "^https://", why.source, name)
	}
}

// TestExceptionsExist: none is left behind.
func TestExceptionsExist(t *testing.T) {
	t.Parallel()
	for name := range makesNoPods {
		assert.True(t, slices.ContainsFunc(definitions, func(d definition) bool { return d.name() == name }), name)
	}
}

// dangersOfWriting are the dangers that creating, updating and patching a resource have in common.
func dangersOfWriting(group, resource string) []string {
	var common []string
	for i, verb := range []string{"create", "update", "patch"} {
		var names []string
		p := policy.Policy{Cluster: []rbacv1.PolicyRule{
			{APIGroups: []string{group}, Resources: []string{resource}, Verbs: []string{verb}},
		}}
		for _, d := range p.Dangers() {
			names = append(names, d.Name)
		}
		if i == 0 {
			common = names
		}
		common = slices.DeleteFunc(common, func(name string) bool { return !slices.Contains(names, name) })
	}
	return common
}
