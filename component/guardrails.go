package component

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/utilities"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/internal/names"
)

// Registered by their tokens, because importing the SDK's package for these two would cost every stack time to compile.
const (
	admissionAPI            = "admissionregistration.k8s.io/v1"
	admissionPolicy         = "ValidatingAdmissionPolicy"
	admissionBinding        = "ValidatingAdmissionPolicyBinding"
	kubernetesAdmissionType = "kubernetes:" + admissionAPI + ":"
)

// createGuardrails creates a team's admission policy, and puts it into force in each of its namespaces by a binding of its
// own: the one of a namespace that is left goes after the rights in it. The bindings are by namespace; last stands for all.
func (b *builder) createGuardrails(t team) (bindings map[string]pulumi.Resource, last pulumi.Resource, err error) {
	if t.guardrails == nil {
		return nil, nil, nil
	}
	name, guarded := t.names.Guardrails(), t.guardedNamespaces()
	policy, err := b.createAdmission(admissionPolicy, names.Resource(b.name, t.name, names.Guardrails),
		b.onceSupported(name), t.guardrailsOf().Policy())
	if err != nil {
		return nil, nil, err
	}
	after := []pulumi.Resource{policy}
	bindings = map[string]pulumi.Resource{}
	for i, namespace := range guarded {
		if i == len(guarded)-1 {
			after = slices.AppendSeq(after, maps.Values(bindings))
		}
		last, err = b.createAdmission(admissionBinding, names.Resource(b.name, t.name, names.Guardrails, namespace),
			pulumi.String(t.names.GuardrailBinding(namespace)), guardrails.Binding(name, namespace, t.guardrails.Action),
			pulumi.DependsOn(after))
		if err != nil {
			return nil, nil, err
		}
		bindings[namespace] = last
	}
	return bindings, last, nil
}

func (b *builder) createAdmission(
	kind, resource string, name pulumi.StringPtrInput, spec any, opts ...pulumi.ResourceOption,
) (pulumi.Resource, error) {
	values, err := plainValues(spec)
	if err != nil {
		return nil, err
	}
	created := &pulumi.CustomResourceState{}
	props := pulumi.Map{
		"apiVersion": pulumi.String(admissionAPI), "kind": pulumi.String(kind), "metadata": b.labelled(nil, name, ""), "spec": values,
	}
	return created, b.ctx.RegisterResource(kubernetesAdmissionType+kind, resource, props, created,
		utilities.PkgResourceDefaultOpts(b.child(opts...))...)
}

// plainValues are a value's as its JSON has them.
func plainValues(value any) (pulumi.Input, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var plain map[string]any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, err
	}
	return pulumi.Any(plain), nil
}

// onceSupported is the name, as soon as it is known that the cluster's Kubernetes has admission policies. On an older one,
// Pulumi would say in the middle of an update that it does not know them.
func (b *builder) onceSupported(name string) pulumi.StringPtrInput {
	return pulumi.All(b.cluster.Name(), b.cluster.Version()).ApplyT(func(values []any) (string, error) {
		return name, checkVersion(values[0].(string), values[1].(string))
	}).(pulumi.StringOutput)
}

var minorVersion = regexp.MustCompile(`^1\.(\d+)$`)

// checkVersion takes a version that EKS does not write like that for a later one.
func checkVersion(cluster, version string) error {
	parts := minorVersion.FindStringSubmatch(version)
	if parts == nil {
		return nil
	}
	if minor, err := strconv.Atoi(parts[1]); err == nil && minor < guardrails.MinorVersion {
		return fmt.Errorf("guardrails need Kubernetes 1.%d or later, and EKS cluster %q has %s: update the cluster, or remove "+
			"guardrails", guardrails.MinorVersion, cluster, version)
	}
	return nil
}
