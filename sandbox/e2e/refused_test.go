package e2e

import (
	"context"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// refused are requests that a scientist must not get through, by the namespace they are about.
var refused = []struct {
	namespace string
	requests  []request
}{
	{"kubeflow", []request{
		{"delete pods in kubeflow", func(ctx context.Context, s scientist) error {
			return s.kube.CoreV1().Pods(s.namespace).Delete(ctx, mine, metav1.DeleteOptions{})
		}},
		{"deletecollection pods in kubeflow", func(ctx context.Context, s scientist) error {
			return s.kube.CoreV1().Pods(s.namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
		}},
		{"watch pods in kubeflow", watchPods},
		{"update secrets in kubeflow", func(ctx context.Context, s scientist) error {
			_, err := s.kube.CoreV1().Secrets(s.namespace).Update(ctx, &corev1.Secret{ObjectMeta: meta}, metav1.UpdateOptions{})
			return err
		}},
		{"patch configmaps in kubeflow", func(ctx context.Context, s scientist) error {
			_, err := s.kube.CoreV1().ConfigMaps(s.namespace).Patch(ctx, mine, types.MergePatchType, []byte("{}"), metav1.PatchOptions{})
			return err
		}},
		{"create pods/portforward in kubeflow", func(ctx context.Context, s scientist) error {
			return s.kube.CoreV1().RESTClient().Post().Namespace(s.namespace).Resource("pods").Name(mine).SubResource("portforward").Do(ctx).Error()
		}},
		// Whoever gets a service account's token acts as it.
		{"create serviceaccounts/token in kubeflow", func(ctx context.Context, s scientist) error {
			_, err := s.kube.CoreV1().ServiceAccounts(s.namespace).CreateToken(ctx, "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
			return err
		}},
		{"create roles.rbac.authorization.k8s.io in kubeflow", func(ctx context.Context, s scientist) error {
			_, err := s.kube.RbacV1().Roles(s.namespace).Create(ctx, &rbacv1.Role{ObjectMeta: meta}, metav1.CreateOptions{})
			return err
		}},
		{"create rolebindings.rbac.authorization.k8s.io in kubeflow", func(ctx context.Context, s scientist) error {
			binding := &rbacv1.RoleBinding{ObjectMeta: meta, RoleRef: clusterAdmin}
			_, err := s.kube.RbacV1().RoleBindings(s.namespace).Create(ctx, binding, metav1.CreateOptions{})
			return err
		}},
	}},
	{"elsewhere", []request{
		{"create pods in elsewhere", createPod},
		{"get pods/log in elsewhere", readLog},
		{"create pods/exec in elsewhere", func(ctx context.Context, s scientist) error {
			return s.exec(s.kube.CoreV1().RESTClient().Post()).Do(ctx).Error()
		}},
		{"create pytorchjobs.kubeflow.org in elsewhere", createJob},
		{"list pytorchjobs.kubeflow.org in elsewhere", listJobs},
		{"get configmaps in elsewhere", getConfigMap},
		{"get secrets in elsewhere", getSecret},
		{"list secrets in elsewhere", listSecrets},
	}},
	{"kube-system", []request{
		{"get secrets in kube-system", getSecret},
		{"list secrets in kube-system", listSecrets},
	}},
	{"", []request{
		{"list secrets", listSecrets},
		{"list pytorchjobs.kubeflow.org", listJobs},
		{"watch pods", watchPods},
		// The documented Role says that nodes may be got, but nodes are in no namespace: it has no effect.
		{"get nodes", func(ctx context.Context, s scientist) error {
			_, err := s.kube.CoreV1().Nodes().Get(ctx, mine, metav1.GetOptions{})
			return err
		}},
		{"create clusterroles.rbac.authorization.k8s.io", func(ctx context.Context, s scientist) error {
			_, err := s.kube.RbacV1().ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta}, metav1.CreateOptions{})
			return err
		}},
		{"create clusterrolebindings.rbac.authorization.k8s.io", func(ctx context.Context, s scientist) error {
			binding := &rbacv1.ClusterRoleBinding{ObjectMeta: meta, RoleRef: clusterAdmin}
			_, err := s.kube.RbacV1().ClusterRoleBindings().Create(ctx, binding, metav1.CreateOptions{})
			return err
		}},
	}},
}

var clusterAdmin = rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"}

func watchPods(ctx context.Context, s scientist) error {
	watch, err := s.kube.CoreV1().Pods(s.namespace).Watch(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	watch.Stop()
	return nil
}
