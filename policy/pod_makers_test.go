package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// TestPodMakers: whoever writes these chooses a pod's image, service account or volumes.
func TestPodMakers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		group, resource, verb string
		want                  bool
	}{
		{"", "pods", "create", true},
		{"", "podtemplates", "update", true},
		{"", "replicationcontrollers", "patch", true},
		{"apps", "deployments", "create", true},
		{"batch", "cronjobs", "create", true},
		{"kubeflow.org", "pytorchjobs", "create", true},
		{"kubeflow.org", "notebooks", "create", true},
		{"kubeflow.org", "experiments", "create", true},
		{"kubeflow.org", "poddefaults", "create", true},
		{"trainer.kubeflow.org", "trainjobs", "create", true},
		{"sagemaker.amazonaws.com", "hyperpodpytorchjobs", "create", true},
		{"inference.sagemaker.aws.amazon.com", "inferenceendpointconfigs", "create", true},
		{"inference.sagemaker.aws.amazon.com", "modelweightscacheconfigs", "create", true},
		{"workspace.jupyter.org", "workspaces", "create", true},
		{"workspace.jupyter.org", "workspacetemplates", "patch", true},
		{"workspace.jupyter.org", "workspaceaccessstrategies", "patch", true},
		{"ray.io", "rayclusters", "create", true},
		{"ray.io", "rayjobs", "create", true},
		{"ray.io", "rayservices", "update", true},
		{"jobset.x-k8s.io", "jobsets", "create", true},
		{"leaderworkerset.x-k8s.io", "leaderworkersets", "create", true},
		{"sparkoperator.k8s.io", "sparkapplications", "create", true},
		{"argoproj.io", "workflows", "create", true},
		{"tekton.dev", "taskruns", "create", true},
		{"serving.kserve.io", "inferenceservices", "create", true},
		{"batch.volcano.sh", "jobs", "create", true},
		{"batch", "*", "create", true},
		{"*", "rayjobs", "create", true},

		{"", "pods", "delete", false},
		{"", "pods/status", "patch", false},
		{"batch", "pods", "create", false},
		{"kubeflow.org", "deployments", "create", false},
		{"ray.io", "jobs", "create", false},
		{"inference.sagemaker.aws.amazon.com", "jumpstartmodels", "create", false},
		{"kueue.x-k8s.io", "workloads", "patch", false},
		{"trainer.kubeflow.org", "clustertrainingruntimes", "patch", false}, // no namespace has them
	}
	for _, test := range tests {
		name := test.verb + " " + test.resource + "." + test.group
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := policy.Policy{Namespace: []rbacv1.PolicyRule{rule(test.group, test.resource, test.verb)}}
			assert.Equal(t, test.want, slices.Contains(dangers(p, "kubeflow"), "namespace[0]: critical run-pods"))
			assert.Equal(t, test.want, slices.Contains(dangers(p, "aws-hyperpod-a"), "namespace[0]: medium run-pods"))
		})
	}
}

// TestPodMakersAcrossGroups: a rule of several groups and resources counts for the pairs that exist.
func TestPodMakersAcrossGroups(t *testing.T) {
	t.Parallel()
	mixed := rbacv1.PolicyRule{
		APIGroups: []string{"batch", "events.k8s.io"}, Resources: []string{"events", "jobs"}, Verbs: []string{"create"},
	}
	assert.Contains(t, dangers(policy.Policy{Cluster: []rbacv1.PolicyRule{mixed}}), "cluster[0]: critical run-pods")
	mixed.Resources = []string{"events", "pods"}
	assert.Empty(t, dangers(policy.Policy{Cluster: []rbacv1.PolicyRule{mixed}}))
}

// TestInferenceEndpointsRunPods: InferenceEndpointConfig takes a service account, images and hostPath volumes.
func TestInferenceEndpointsRunPods(t *testing.T) {
	t.Parallel()
	p, err := policy.Combine("inference-endpoints")
	require.NoError(t, err)
	found := p.Dangers("kubeflow")
	require.Len(t, found, 3) // beside it, reach-nodes and mount-secrets
	assert.Equal(t, "run-pods", found[0].Name)
	assert.Equal(t, policy.Critical, found[0].Severity)
}
