package component

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// namespaceType is registered by its token: importing the SDK's core/v1 package for this one resource would
// nearly double the time to compile a stack.
const namespaceType = "kubernetes:core/v1:Namespace"

// namespaces of all teams, each once, in a stable order.
func (b *builder) namespaces() []string {
	var namespaces []string
	seen := map[string]bool{}
	for _, t := range b.teams {
		for _, namespace := range t.namespaces {
			if !seen[namespace] {
				seen[namespace] = true
				namespaces = append(namespaces, namespace)
			}
		}
	}
	return namespaces
}

func (b *builder) createNamespaces() (map[string]pulumi.Resource, error) {
	namespaces := map[string]pulumi.Resource{}
	if !b.args.CreateNamespaces {
		return namespaces, nil
	}
	for _, name := range b.namespaces() {
		namespace := &pulumi.CustomResourceState{}
		props := pulumi.Map{
			"apiVersion": pulumi.String("v1"),
			"kind":       pulumi.String("Namespace"),
			"metadata":   b.metadata(name, ""),
		}
		// RetainOnDelete: deleting a namespace deletes everybody's work in it.
		opts := utilities.PkgResourceDefaultOpts(b.child(pulumi.RetainOnDelete(true)))
		if err := b.ctx.RegisterResource(namespaceType, b.name+"/"+name, props, namespace, opts...); err != nil {
			return nil, err
		}
		namespaces[name] = namespace
	}
	return namespaces, nil
}

// canResume reports whether HyperPod's automatic resume watches jobs in the namespace.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
func canResume(namespace string) bool {
	return namespace == DefaultNamespace || strings.HasPrefix(namespace, "aws-hyperpod")
}

func (b *builder) warnOfNamespacesWithoutResume() {
	for _, namespace := range b.namespaces() {
		if canResume(namespace) {
			continue
		}
		message := fmt.Sprintf("namespace %q: HyperPod does not resume jobs automatically here; it does in %q and in "+
			"namespaces whose name starts with \"aws-hyperpod\"", namespace, DefaultNamespace)
		// A warning that cannot be delivered is no reason to stop.
		_ = b.ctx.Log.Warn(message, &pulumi.LogArgs{Resource: b.component})
	}
}
