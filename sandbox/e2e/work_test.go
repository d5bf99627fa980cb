package e2e

import (
	"context"
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
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// scientist sends requests as a signed-in principal, about objects named "mine" in one namespace.
type scientist struct {
	kube      kubernetes.Interface
	jobs      dynamic.NamespaceableResourceInterface
	namespace string
}

func scientistOf(t *testing.T, profile string) scientist {
	t.Helper()
	config := box.SignIn(profile)
	jobs, err := dynamic.NewForConfig(config)
	require.NoError(t, err)
	return scientist{
		kube: client(t, config),
		jobs: jobs.Resource(schema.GroupVersionResource{Group: "kubeflow.org", Version: "v1", Resource: "pytorchjobs"}),
	}
}

// posingAsAdministrator signs in as the profile's principal, and asks to be taken for an administrator.
func posingAsAdministrator(t *testing.T, profile string) kubernetes.Interface {
	t.Helper()
	config := rest.CopyConfig(box.SignIn(profile))
	config.Impersonate = rest.ImpersonationConfig{UserName: "admin", Groups: []string{"system:masters"}}
	return client(t, config)
}

func (s scientist) in(namespace string) scientist {
	s.namespace = namespace
	return s
}

// request is one real request, named as the audit log shows it.
type request struct {
	name string
	send func(context.Context, scientist) error
}

const mine = "mine"

var (
	meta = metav1.ObjectMeta{Name: mine}

	// Nothing schedules pods in the sandbox, so this one never gets a node.
	pod = &corev1.Pod{ObjectMeta: meta, Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "pytorch"}}}}

	job = &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "kubeflow.org/v1", "kind": "PyTorchJob", "metadata": map[string]any{"name": mine},
	}}
)

// work is a scientist's day, in its order.
var work = []request{
	{"list pods", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
		return err
	}},
	{"list nodes", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		return err
	}},
	{"create pytorchjobs.kubeflow.org in kubeflow", createJob},
	{"get pytorchjobs.kubeflow.org in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.jobs.Namespace(s.namespace).Get(ctx, mine, metav1.GetOptions{})
		return err
	}},
	{"get pytorchjobs.kubeflow.org/status in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.jobs.Namespace(s.namespace).Get(ctx, mine, metav1.GetOptions{}, "status")
		return err
	}},
	{"list pytorchjobs.kubeflow.org in kubeflow", listJobs},
	{"delete pytorchjobs.kubeflow.org in kubeflow", func(ctx context.Context, s scientist) error {
		return s.jobs.Namespace(s.namespace).Delete(ctx, mine, metav1.DeleteOptions{})
	}},
	{"create pods in kubeflow", createPod},
	{"get pods in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().Pods(s.namespace).Get(ctx, mine, metav1.GetOptions{})
		return err
	}},
	{"get pods/log in kubeflow", readLog}, // empty, as the pod has not run
	{"create configmaps in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().ConfigMaps(s.namespace).Create(ctx, &corev1.ConfigMap{ObjectMeta: meta}, metav1.CreateOptions{})
		return err
	}},
	{"get configmaps in kubeflow", getConfigMap},
	{"list configmaps in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().ConfigMaps(s.namespace).List(ctx, metav1.ListOptions{})
		return err
	}},
	{"update configmaps in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().ConfigMaps(s.namespace).Update(ctx, &corev1.ConfigMap{ObjectMeta: meta, Data: map[string]string{"epochs": "3"}}, metav1.UpdateOptions{})
		return err
	}},
	{"delete configmaps in kubeflow", func(ctx context.Context, s scientist) error {
		return s.kube.CoreV1().ConfigMaps(s.namespace).Delete(ctx, mine, metav1.DeleteOptions{})
	}},
	{"create secrets in kubeflow", func(ctx context.Context, s scientist) error {
		_, err := s.kube.CoreV1().Secrets(s.namespace).Create(ctx, &corev1.Secret{ObjectMeta: meta}, metav1.CreateOptions{})
		return err
	}},
	{"get secrets in kubeflow", getSecret},
	{"list secrets in kubeflow", listSecrets},
	{"delete secrets in kubeflow", func(ctx context.Context, s scientist) error {
		return s.kube.CoreV1().Secrets(s.namespace).Delete(ctx, mine, metav1.DeleteOptions{})
	}},
}

// TestScientistWorks sends the scientist's requests, then those that must be refused, and finds exactly these, as
// this principal's, in the API server's audit log.
func TestScientistWorks(t *testing.T) {
	ctx := testContext(t)
	requireDefaultServiceAccount(t, "kubeflow")
	t.Cleanup(func() {
		_ = admin(t).CoreV1().Pods("kubeflow").Delete(context.Background(), mine, metav1.DeleteOptions{})
	})
	profile := newScientist(t, "work")
	user := "arn:aws:sts::111122223333:assumed-role/work/session"
	groups := []string{"work-cluster-level", "work-namespace-level", "system:authenticated"}
	s := scientistOf(t, profile)

	var want []string
	for _, r := range work {
		require.NoError(t, r.send(ctx, s.in("kubeflow")), r.name)
		want = append(want, "allow "+r.name)
	}
	for _, r := range execs {
		assertAuthorizedExec(t, r.send(ctx, s.in("kubeflow")), r.name)
		want = append(want, "allow "+r.name)
	}
	for _, place := range refused {
		for _, r := range place.requests {
			assertForbidden(t, r.send(ctx, s.in(place.namespace)), user, r.name)
			want = append(want, "forbid "+r.name)
		}
	}
	requireAudited(t, user, groups, want)

	_, err := posingAsAdministrator(t, profile).CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	assertForbidden(t, err, user, "impersonate users")
}

// execs open a shell in the pod, with the method of SPDY streams and with that of websockets. Neither is upgraded to
// a stream: authorization comes first.
var execs = []request{
	{"create pods/exec in kubeflow", func(ctx context.Context, s scientist) error {
		return s.exec(s.kube.CoreV1().RESTClient().Post()).Do(ctx).Error()
	}},
	{"get pods/exec in kubeflow", func(ctx context.Context, s scientist) error {
		return s.exec(s.kube.CoreV1().RESTClient().Get()).Do(ctx).Error()
	}},
}

func (s scientist) exec(r *rest.Request) *rest.Request {
	return r.Namespace(s.namespace).Resource("pods").Name(mine).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Command: []string{"sh"}, Stdout: true}, scheme.ParameterCodec)
}

// assertAuthorizedExec expects the answer of an API server that looks for the pod's kubelet, which comes after
// authorization, and finds that the pod has none.
func assertAuthorizedExec(t *testing.T, err error, name string) {
	t.Helper()
	assert.True(t, apierrors.IsBadRequest(err), "%s: %v", name, err)
	assert.ErrorContains(t, err, "pod mine does not have a host assigned", name)
}

func assertForbidden(t *testing.T, err error, user, name string) {
	t.Helper()
	assert.True(t, apierrors.IsForbidden(err), "%s: %v", name, err)
	assert.ErrorContains(t, err, `User "`+user+`" cannot `, name)
}

// requireDefaultServiceAccount waits for what a namespace needs before it takes pods.
func requireDefaultServiceAccount(t *testing.T, namespace string) {
	t.Helper()
	err := wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, err := admin(t).CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return false, nil
		}
		return err == nil, err
	})
	require.NoError(t, err)
}

func createJob(ctx context.Context, s scientist) error {
	_, err := s.jobs.Namespace(s.namespace).Create(ctx, job, metav1.CreateOptions{})
	return err
}

func listJobs(ctx context.Context, s scientist) error {
	_, err := s.jobs.Namespace(s.namespace).List(ctx, metav1.ListOptions{})
	return err
}

func createPod(ctx context.Context, s scientist) error {
	_, err := s.kube.CoreV1().Pods(s.namespace).Create(ctx, pod, metav1.CreateOptions{})
	return err
}

func readLog(ctx context.Context, s scientist) error {
	return s.kube.CoreV1().Pods(s.namespace).GetLogs(mine, &corev1.PodLogOptions{}).Do(ctx).Error()
}

func getConfigMap(ctx context.Context, s scientist) error {
	_, err := s.kube.CoreV1().ConfigMaps(s.namespace).Get(ctx, mine, metav1.GetOptions{})
	return err
}

func getSecret(ctx context.Context, s scientist) error {
	_, err := s.kube.CoreV1().Secrets(s.namespace).Get(ctx, mine, metav1.GetOptions{})
	return err
}

func listSecrets(ctx context.Context, s scientist) error {
	_, err := s.kube.CoreV1().Secrets(s.namespace).List(ctx, metav1.ListOptions{})
	return err
}
