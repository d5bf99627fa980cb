package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestCapabilitiesOfARunningStack: adding and removing a capability updates the roles in place, and what is gone is
// Forbidden.
func TestCapabilitiesOfARunningStack(t *testing.T) {
	ctx := testContext(t)
	const namespace = "aws-hyperpod-capabilities"
	require.NoError(t, createNamespace(ctx, namespace))
	profile, alice := principal(t, "CapabilitiesAlice")
	settings := config{
		"clusterName":  sandbox.Cluster,
		"namePrefix":   "capabilities",
		"namespaces":   []string{namespace},
		"principals":   config{"alice": alice},
		"capabilities": []string{"exec", "hyperpod-pytorch-jobs"},
	}
	st := newStack(t, "capabilities", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	jobs := schema.GroupVersionResource{Group: "sagemaker.amazonaws.com", Version: "v1", Resource: "hyperpodpytorchjobs"}
	workspaces := schema.GroupVersionResource{Group: "workspace.jupyter.org", Version: "v1alpha1", Resource: "workspaces"}
	assertMayCreate(t, profile, namespace, jobs, "HyperPodPyTorchJob", true)
	assertMayCreate(t, profile, namespace, workspaces, "Workspace", false)

	apply(t, st, settings, []edit{
		{
			name:   "add a capability",
			change: func(c config) { c["capabilities"] = []string{"exec", "hyperpod-pytorch-jobs", "spaces"} },
			want:   plan{"update Role": 1},
			then: func(t *testing.T, _ stack.Changes) {
				assertMayCreate(t, profile, namespace, jobs, "HyperPodPyTorchJob", true)
				assertMayCreate(t, profile, namespace, workspaces, "Workspace", true)
			},
		},
		{
			name:   "reorder the capabilities",
			change: func(c config) { c["capabilities"] = []string{"spaces", "exec", "hyperpod-pytorch-jobs"} },
			want:   plan{},
		},
		{
			name:   "remove a capability",
			change: func(c config) { c["capabilities"] = []string{"spaces", "exec"} },
			want:   plan{"update Role": 1, "delete ClusterRole": 1, "delete ClusterRoleBinding": 1, "update AccessEntry": 1},
			then: func(t *testing.T, _ stack.Changes) {
				assertMayCreate(t, profile, namespace, jobs, "HyperPodPyTorchJob", false)
				assertMayCreate(t, profile, namespace, workspaces, "Workspace", true)
			},
		},
		{
			name: "add a rule of one's own",
			change: func(c config) {
				c["policy"] = config{"namespace": []config{{"apiGroups": []string{"sagemaker.amazonaws.com"},
					"resources": []string{"hyperpodpytorchjobs"}, "verbs": []string{"create"}}}}
			},
			want: plan{"update Role": 1},
			then: func(t *testing.T, _ stack.Changes) {
				assertMayCreate(t, profile, namespace, jobs, "HyperPodPyTorchJob", true)
			},
		},
	})

	text, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, text, "policy.namespace[0] in aws-hyperpod-capabilities: medium: run-pods", "dangers are warned of at preview")

	require.NoError(t, st.Configure(with(settings, config{"capabilities": []string{"space"}})))
	_, err = st.Preview(ctx)
	require.ErrorContains(t, err, `capabilities[0]: Invalid value: "space": is not a valid capability (did you mean "spaces"?)`)
	require.NoError(t, st.Configure(settings))
}

// assertMayCreate asks with a real request that changes nothing, and waits for the answer: a rule that has just been
// written reaches the authorizer a moment later.
func assertMayCreate(t *testing.T, profile, namespace string, resource schema.GroupVersionResource, kind string, want bool) {
	t.Helper()
	scientist, err := dynamic.NewForConfig(box.SignIn(profile))
	require.NoError(t, err)
	object := &unstructured.Unstructured{}
	require.NoError(t, object.UnmarshalJSON(fmt.Appendf(nil, `{"apiVersion": %q, "kind": %q, "metadata": {"name": "example"}%s}`,
		resource.GroupVersion(), kind, parts[kind])))
	var last error
	err = wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, err := scientist.Resource(resource).Namespace(namespace).Create(ctx, object, metav1.CreateOptions{DryRun: []string{"All"}})
		if ctx.Err() == nil {
			last = err
		}
		if want {
			return last == nil, nil
		}
		return apierrors.IsForbidden(last), nil
	})
	require.NoError(t, err, "%s may create %s in %s: want %v; the last answer: %v", profile, resource.Resource, namespace, want, last)
}
