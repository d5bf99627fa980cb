package existing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/component"
)

// WarnOfNamespaces warns, in previews as well, of namespaces in which access policies hold and that neither exist nor are
// created by the stack: EKS accepts them, and the policies give nothing there.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
func WarnOfNamespaces(ctx *pulumi.Context, cluster string, client *rest.Config, args *component.ScientistAccessArgs) error {
	names := toExist(args)
	if len(names) == 0 {
		return nil
	}
	objects, err := metadata.NewForConfig(client)
	if err != nil {
		return fmt.Errorf("client of the Kubernetes API: %w", err)
	}
	if warning := aboutNamespaces(ctx.Context(), cluster, objects, names); warning != "" {
		_ = ctx.Log.Warn(warning, nil)
	}
	return nil
}

// toExist are the namespaces of access policies that somebody else must have created. What a * stands for is not known.
func toExist(args *component.ScientistAccessArgs) []string {
	created := map[string]bool{}
	for _, o := range args.Objects() {
		created[o.Name] = created[o.Name] || o.Kind == "Namespace"
	}
	return slices.DeleteFunc(args.AccessPolicyNamespaces(), func(name string) bool {
		return created[name] || strings.Contains(name, "*")
	})
}

func aboutNamespaces(ctx context.Context, cluster string, client metadata.Interface, names []string) string {
	var missing []string
	for _, name := range names {
		_, err := client.Resource(resources["Namespace"]).Get(ctx, name, metav1.GetOptions{})
		switch {
		case apierrors.IsNotFound(err):
			missing = append(missing, name)
		case err != nil:
			return fmt.Sprintf("could not look whether the namespaces of accessPolicies exist, and EKS does not: namespace %s: %v", name, err)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return fmt.Sprintf("accessPolicies name namespaces that do not exist on cluster %s: %s. EKS accepts that, and the policies give "+
		"nothing there: correct the names, create the namespaces, or set createNamespaces", cluster, strings.Join(missing, ", "))
}
