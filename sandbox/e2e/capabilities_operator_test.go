package e2e

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/sandbox"
)

const operator = "training-operator"

// TestCapabilitiesAmongControllers: with the documented policy in kubeflow, a scientist runs a pod as the training
// operator and has its rights over the whole cluster; with the same policy in a namespace without controllers, not.
func TestCapabilitiesAmongControllers(t *testing.T) {
	ctx := testContext(t)
	const safe = "aws-hyperpod-research"
	require.NoError(t, createNamespace(ctx, safe))
	installOperator(t)
	inKubeflow, alice := principal(t, "ControllersAlice")
	inSafe, bob := principal(t, "ControllersBob")
	st := newStack(t, "controllers", config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "controllers",
		"teams":       config{"risky": config{"namespaces": []string{"kubeflow"}}, "safe": config{"namespaces": []string{safe}}},
		"principals": config{
			"alice": config{"arn": alice, "teams": []string{"risky"}},
			"bob":   config{"arn": bob, "teams": []string{"safe"}},
		},
	})
	preview, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, preview, `namespace "kubeflow" hosts the Kubeflow training operator`)
	assert.NotContains(t, preview, `namespace "`+safe)
	_, err = st.Up(ctx)
	require.NoError(t, err)

	t.Run("kubeflow", func(t *testing.T) {
		scientist := client(t, box.SignIn(inKubeflow))
		assert.True(t, apierrors.IsForbidden(listAllSecrets(ctx, scientist)), "a scientist may not list all secrets")
		pod, err := runPod(t, scientist, "kubeflow", operator)
		require.NoError(t, err)
		require.Equal(t, operator, pod.Spec.ServiceAccountName)
		inPod := podClient(t, pod)
		assert.NoError(t, listAllSecrets(ctx, inPod), "but the pod may")
		assert.NoError(t, bindEverything(ctx, inPod), "and give itself any of the operator's rights")
	})
	t.Run("a namespace without controllers", func(t *testing.T) {
		scientist := client(t, box.SignIn(inSafe))
		_, err := runPod(t, scientist, "kubeflow", operator)
		assert.True(t, apierrors.IsForbidden(err), "no pods where the operator is: %v", err)
		_, err = runPod(t, scientist, safe, operator)
		assert.ErrorContains(t, err, "service account "+safe+"/"+operator+": serviceaccount \""+operator+"\" not found")
		pod, err := runPod(t, scientist, safe, "default")
		require.NoError(t, err)
		inPod := podClient(t, pod)
		assert.True(t, apierrors.IsForbidden(listAllSecrets(ctx, inPod)), "pods of one's own have no rights")
		assert.True(t, apierrors.IsForbidden(bindEverything(ctx, inPod)))
	})
}

// installOperator creates the training operator's service account with the rights that AWS's chart gives it, as far
// as they matter here.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts/training-operators
func installOperator(t *testing.T) {
	t.Helper()
	ctx, c, now := testContext(t), admin(t), metav1.DeleteOptions{}
	meta := metav1.ObjectMeta{Name: operator}
	rule := func(group, resource string, verbs ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{resource}, Verbs: verbs}
	}
	_, err := c.CoreV1().ServiceAccounts("kubeflow").Create(ctx, &corev1.ServiceAccount{ObjectMeta: meta}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = c.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta, Rules: []rbacv1.PolicyRule{
		rule("", "pods", "*"), rule("", "pods/exec", "create"), rule("", "secrets", "list"),
		rule(rbacv1.GroupName, "roles", "create"), rule(rbacv1.GroupName, "rolebindings", "create"),
	}}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = c.RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: operator},
		Subjects:   []rbacv1.Subject{{Kind: "ServiceAccount", Namespace: "kubeflow", Name: operator}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.Background()
		_ = c.RbacV1().ClusterRoleBindings().Delete(ctx, operator, now)
		_ = c.RbacV1().ClusterRoles().Delete(ctx, operator, now)
		_ = c.CoreV1().ServiceAccounts("kubeflow").Delete(ctx, operator, now)
	})
}

// runPod creates a pod that runs as a service account.
func runPod(t *testing.T, scientist *kubernetes.Clientset, namespace, serviceAccount string) (*corev1.Pod, error) {
	t.Helper()
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "job-"},
		Spec: corev1.PodSpec{
			ServiceAccountName: serviceAccount,
			Containers:         []corev1.Container{{Name: "main", Image: "example.com/training"}},
		},
	}
	if serviceAccount == "default" {
		requireDefaultServiceAccount(t, namespace)
	}
	created, err := scientist.CoreV1().Pods(namespace).Create(testContext(t), pod, metav1.CreateOptions{})
	if err == nil {
		t.Cleanup(func() {
			none := int64(0)
			_ = admin(t).CoreV1().Pods(namespace).Delete(context.Background(), created.Name, metav1.DeleteOptions{GracePeriodSeconds: &none})
		})
	}
	return created, err
}

// podClient is what a program in the pod has: the token that the API server mounts into it. The test asks for the
// token as a kubelet does, since the sandbox has none.
func podClient(t *testing.T, pod *corev1.Pod) *kubernetes.Clientset {
	t.Helper()
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		BoundObjectRef: &authenticationv1.BoundObjectReference{Kind: "Pod", APIVersion: "v1", Name: pod.Name, UID: pod.UID},
	}}
	token, err := admin(t).CoreV1().ServiceAccounts(pod.Namespace).
		CreateToken(testContext(t), pod.Spec.ServiceAccountName, request, metav1.CreateOptions{})
	require.NoError(t, err)
	config := rest.AnonymousClientConfig(box.Admin)
	config.BearerToken = token.Status.Token
	return client(t, config)
}

func listAllSecrets(ctx context.Context, c *kubernetes.Clientset) error {
	_, err := c.CoreV1().Secrets("").List(ctx, metav1.ListOptions{})
	return err
}

// bindEverything binds a group of the scientist's choice in a namespace that is none of the team's.
func bindEverything(ctx context.Context, c *kubernetes.Clientset) error {
	_, err := c.RbacV1().RoleBindings("elsewhere").Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "mine-"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: operator},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "mine"}},
	}, metav1.CreateOptions{DryRun: []string{"All"}})
	return err
}
