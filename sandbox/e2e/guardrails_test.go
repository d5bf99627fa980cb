package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

var hyperPodJobs = schema.GroupVersionResource{Group: "sagemaker.amazonaws.com", Version: "v1", Resource: "hyperpodpytorchjobs"}

// hyperPodJob submits a job that runs as a service account.
func hyperPodJob(t *testing.T, config *rest.Config, namespace, serviceAccount string) error {
	t.Helper()
	client, err := dynamic.NewForConfig(config)
	require.NoError(t, err)
	job := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "sagemaker.amazonaws.com/v1", "kind": "HyperPodPyTorchJob",
		"metadata": map[string]any{"generateName": "job-"},
		"spec": map[string]any{"replicaSpecs": []any{map[string]any{
			"name": "pod", "replicas": int64(1), "template": map[string]any{"spec": map[string]any{
				"serviceAccountName": serviceAccount, "containers": []any{map[string]any{"name": "a", "image": "a"}},
			}},
		}}},
	}}
	_, err = client.Resource(hyperPodJobs).Namespace(namespace).Create(testContext(t), job, metav1.CreateOptions{})
	return err
}

// requireRefusedSoon waits until the API server has heard of the guardrails.
func requireRefusedSoon(t *testing.T, try func() error) {
	t.Helper()
	const message = "pods run as, and tokens are of, these service accounts alone: default"
	var last error
	err := wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		last = try()
		return last != nil && strings.Contains(last.Error(), message), nil
	})
	require.NoError(t, err, "the last answer: %v", last)
}

// TestGuardrailsOfAStack puts guardrails around a team that works already, lets it into another namespace and out of it, and
// takes everything away.
func TestGuardrailsOfAStack(t *testing.T) {
	ctx := testContext(t)
	for _, namespace := range []string{"guarded-a", "guarded-b", "guarded-c"} {
		require.NoError(t, createNamespace(ctx, namespace))
	}
	profile, arn := principal(t, "GuardedAlice")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "guarded", "namespaces": []string{"guarded-a", "guarded-b"},
		"principals": config{"alice": arn}, "capabilities": []string{"hyperpod-pytorch-jobs"},
	}
	st := newStack(t, "guarded", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	alice := box.SignIn(profile)
	require.NoError(t, hyperPodJob(t, alice, "guarded-a", "powerful"), "without guardrails she gets in")

	settings["guardrails"] = config{"action": "deny"}
	require.NoError(t, st.Configure(settings))
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"create ValidatingAdmissionPolicy": 1, "create ValidatingAdmissionPolicyBinding": 2,
	}, changes.Ops())
	for _, namespace := range []string{"guarded-a", "guarded-b"} {
		requireRefusedSoon(t, func() error { return hyperPodJob(t, alice, namespace, "powerful") })
		assert.NoError(t, hyperPodJob(t, alice, namespace, "default"))
		assert.NoError(t, hyperPodJob(t, box.Admin, namespace, "powerful"), "an administrator")
	}
	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)

	settings["namespaces"] = []string{"guarded-a", "guarded-c"}
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assertBefore(t, changes, "create ValidatingAdmissionPolicyBinding guardrails/guarded-c", "create RoleBinding guarded-c")
	assertBefore(t, changes, "delete RoleBinding guarded-b", "delete ValidatingAdmissionPolicyBinding guardrails/guarded-b")

	settings["guardrails"] = config{"action": "deny", "serviceAccounts": []string{"default", "powerful"}}
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"update ValidatingAdmissionPolicy": 1}, changes.Ops())
	require.Eventually(t, func() bool { return hyperPodJob(t, alice, "guarded-a", "powerful") == nil }, time.Minute, 50*time.Millisecond)

	settings["namePrefix"], settings["guardrails"] = "renamed", config{"action": "deny"}
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assertBefore(t, changes, "create-replacement ValidatingAdmissionPolicyBinding guardrails/guarded-a", "create-replacement RoleBinding guarded-a")
	assertBefore(t, changes, "update AccessEntry "+sandbox.AccountID+":role/GuardedAlice", "delete-replaced ValidatingAdmissionPolicyBinding guardrails/guarded-a")
	requireRefusedSoon(t, func() error { return hyperPodJob(t, alice, "guarded-a", "powerful") })

	changes, err = st.Destroy(ctx)
	require.NoError(t, err)
	assertBefore(t, changes, "delete RoleBinding guarded-a", "delete ValidatingAdmissionPolicyBinding guardrails/guarded-a")
	assertBefore(t, changes, "delete ValidatingAdmissionPolicyBinding guardrails/guarded-a", "delete ValidatingAdmissionPolicy guardrails")
	policies, err := admin(t).AdmissionregistrationV1().ValidatingAdmissionPolicies().List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	assert.Empty(t, policies.Items)
}

// assertBefore: the first step ends before the second begins. Steps are "OPERATION TYPE NAME".
func assertBefore(t *testing.T, changes stack.Changes, first, second string) {
	t.Helper()
	ended, began := changes.Index(stepNamed(t, first, true)), changes.Index(stepNamed(t, second, false))
	require.NotEqual(t, -1, ended, "%s in %v", first, changes)
	require.NotEqual(t, -1, began, "%s in %v", second, changes)
	assert.Less(t, ended, began, "%s, then %s", first, second)
}

func stepNamed(t *testing.T, step string, done bool) stack.Change {
	t.Helper()
	var change stack.Change
	_, err := fmt.Sscan(step, &change.Op, &change.Type, &change.Name)
	require.NoError(t, err)
	change.Name, change.Done = "scientist-access/"+change.Name, done
	return change
}

// TestGuardrailsBelowTheirVersion: a cluster that has no admission policies is refused at preview.
func TestGuardrailsBelowTheirVersion(t *testing.T) {
	ctx := testContext(t)
	_, arn := principal(t, "OldAlice")
	creator := "arn:aws:iam::" + sandbox.AccountID + ":role/PlatformAdmin"
	require.NoError(t, box.EKS.AddCluster(eks.Cluster{
		Name: "old", Version: "1.29", Endpoint: box.Admin.Host, CertificateAuthority: box.Admin.CAData, Creator: creator,
	}))
	st := newStack(t, "old", config{
		"clusterName": "old", "namePrefix": "old", "principals": config{"alice": arn}, "guardrails": config{"action": "deny"},
	})
	_, err := st.Preview(ctx)
	require.ErrorContains(t, err, `guardrails need Kubernetes 1.30 or later, and EKS cluster "old" has 1.29: update the cluster`)
}

// TestPodSecurityOfOurNamespaces: the API server holds everybody to the level.
func TestPodSecurityOfOurNamespaces(t *testing.T) {
	ctx := testContext(t)
	_, arn := principal(t, "SecureAlice")
	st := newStack(t, "pod-security", config{
		"clusterName": sandbox.Cluster, "namePrefix": "secure", "namespaces": []string{"secure"}, "createNamespaces": true,
		"principals": config{"alice": arn}, "podSecurity": config{"enforce": "baseline", "warn": "restricted"},
	})
	t.Cleanup(func() { deleteNamespaces(t, "secure") })
	_, err := st.Up(ctx)
	require.NoError(t, err)
	privileged := true
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "any"}, Spec: corev1.PodSpec{Containers: []corev1.Container{{
		Name: "a", Image: "a", SecurityContext: &corev1.SecurityContext{Privileged: &privileged},
	}}}}
	_, err = admin(t).CoreV1().Pods("secure").Create(ctx, pod, metav1.CreateOptions{})
	require.True(t, apierrors.IsForbidden(err), "%v", err)
	assert.ErrorContains(t, err, `violates PodSecurity "baseline:latest": privileged`)
}
