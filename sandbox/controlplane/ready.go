package controlplane

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const pollInterval = 50 * time.Millisecond

// defaultNamespaces are made by the API server, after it says that it is ready:
// https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
var defaultNamespaces = []string{"default", "kube-node-lease", "kube-public", "kube-system"}

// waitUntilReady polls, and fails as soon as a program ends or ctx is done.
func (c *ControlPlane) waitUntilReady(ctx context.Context, controllers bool) error {
	client, err := kubernetes.NewForConfig(c.Admin)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for {
		notReady := ready(ctx, client, controllers)
		if notReady == nil {
			return nil
		}
		select {
		case p := <-c.exited:
			return p.failure()
		case <-ctx.Done():
			return fmt.Errorf("%w while waiting: %w", context.Cause(ctx), notReady)
		case <-ticker.C:
		}
	}
}

// ready returns what is missing. The server's own answer covers the bootstrap RBAC objects:
// https://kubernetes.io/docs/reference/using-api/health-checks/
func ready(ctx context.Context, client kubernetes.Interface, controllers bool) error {
	if _, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
		return fmt.Errorf("kube-apiserver is not ready: %w", err)
	}
	for _, name := range defaultNamespaces {
		if _, err := client.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{}); err != nil {
			return fmt.Errorf("default namespaces: %w", err)
		}
	}
	if !controllers {
		return nil
	}
	// The first thing that a controller makes, and what the first pod needs.
	if _, err := client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{}); err != nil {
		return fmt.Errorf("kube-controller-manager is not ready: %w", err)
	}
	return nil
}
