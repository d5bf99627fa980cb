package component

import (
	"slices"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/names"
)

// namespaceType is registered by its token, because importing the SDK's core/v1 package for this one resource would
// nearly double the time that a stack takes to compile.
const namespaceType = "kubernetes:core/v1:Namespace"

func (b *builder) createNamespaces() (map[string]pulumi.Resource, error) {
	namespaces := map[string]pulumi.Resource{}
	if !b.args.CreateNamespaces {
		return namespaces, nil
	}
	for _, name := range namespacesOf(ours(b.teams)) {
		namespace := &pulumi.CustomResourceState{}
		props := pulumi.Map{
			"apiVersion": pulumi.String("v1"),
			"kind":       pulumi.String("Namespace"),
			"metadata":   b.labelled(b.args.PodSecurity.labels(), pulumi.String(name), ""),
		}
		// Deleting a namespace would delete everybody's work in it.
		opts := utilities.PkgResourceDefaultOpts(b.child(pulumi.RetainOnDelete(true)))
		err := b.ctx.RegisterResource(namespaceType, names.Resource(b.name, "", name), props, namespace, opts...)
		if err != nil {
			return nil, err
		}
		namespaces[name] = namespace
	}
	return namespaces, nil
}

// ours are the teams whose objects we create.
func ours(teams []team) []team {
	return slices.DeleteFunc(slices.Clone(teams), func(t team) bool { return t.foreign })
}

// namespacesOf are the namespaces of teams, each once, in a stable order.
func namespacesOf(teams []team) []string {
	var namespaces []string
	for _, t := range teams {
		namespaces = append(namespaces, t.namespaces...)
	}
	slices.Sort(namespaces)
	return slices.Compact(namespaces)
}
