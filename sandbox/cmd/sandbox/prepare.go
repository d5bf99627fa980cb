package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/crds"
)

// workNamespace is where HyperPod's training jobs run.
const workNamespace = "kubeflow"

// node has a name as HyperPod gives one. It is an object only: no machine and no kubelet stand behind it.
const node = "hyperpod-i-0123456789abcdef0"

// prepare makes the empty cluster look like one that HyperPod has set up: the namespace and the resource
// definitions of the training jobs, a node, and an operator's pod.
func prepare(ctx context.Context, box *sandbox.Sandbox) error {
	if err := crds.Install(ctx, box.Admin, "kubeflow.org"); err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(box.Admin)
	if err != nil {
		return err
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: workNamespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("create namespace %s: %w", workNamespace, err)
	}
	machine := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: node}}
	if _, err := client.CoreV1().Nodes().Create(ctx, machine, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("create node %s: %w", node, err)
	}
	return createOperatorPod(ctx, client)
}

// createOperatorPod gives the namespace its service account, without which there is no pod, unless a controller was faster.
func createOperatorPod(ctx context.Context, client kubernetes.Interface) error {
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
	_, err := client.CoreV1().ServiceAccounts(workNamespace).Create(ctx, account, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return fmt.Errorf("create service account %s: %w", account.Name, err)
	}
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "training-operator"},
		Spec: corev1.PodSpec{
			NodeName:   node,
			Containers: []corev1.Container{{Name: "operator", Image: "training-operator"}},
		},
	}
	if _, err := client.CoreV1().Pods(workNamespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("create pod %s: %w", pod.Name, err)
	}
	return nil
}
