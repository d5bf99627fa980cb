// Package owner tells whose a Kubernetes object is, by the marks that tools leave on what they make and keep. An object
// without a mark may still be somebody's.
package owner

import (
	"fmt"
	"hash/fnv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Mark is the annotation of the component's objects. It names the Pulumi stack that made them:
// ORGANIZATION/PROJECT/STACK.
const Mark = "scientist-access/stack"

// FieldManager is the name under which a stack writes its objects. It is of the form that Pulumi itself chooses, and the
// same as long as the stack has its name.
func FieldManager(stack string) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(stack))
	return fmt.Sprintf("pulumi-kubernetes-%08x", hash.Sum32())
}

// Of names the tool that keeps an object and, if the object tells, what in it: "helm:NAMESPACE/RELEASE",
// "argocd:APPLICATION", "flux:NAMESPACE/NAME", "pulumi:ORGANIZATION/PROJECT/STACK", "pulumi" or "terraform". It is empty
// for an object without such a mark.
func Of(meta metav1.ObjectMeta) string {
	for _, mark := range marks {
		if name, found := mark.read(meta); found {
			return strings.TrimSuffix(mark.tool+":"+name, ":")
		}
	}
	return ""
}

// marks, with those first that say most. Argo CD and Flux apply objects of Helm charts, too.
var marks = []struct {
	tool string
	read func(metav1.ObjectMeta) (name string, found bool)
}{
	{"pulumi", annotation(Mark)},
	// Source: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
	{"argocd", func(meta metav1.ObjectMeta) (string, bool) {
		id, found := meta.Annotations["argocd.argoproj.io/tracking-id"]
		application, _, _ := strings.Cut(id, ":")
		return application, found
	}},
	{"argocd", label("argocd.argoproj.io/instance")},
	// Argo CD's usual label is also that of many Helm charts, so that it needs Argo CD's field manager beside it.
	{"argocd", func(meta metav1.ObjectMeta) (string, bool) {
		name, found := meta.Labels["app.kubernetes.io/instance"]
		return name, found && managed(meta, "argocd-")
	}},
	// Source: https://fluxcd.io/flux/components/kustomize/kustomizations/
	{"flux", labels("kustomize.toolkit.fluxcd.io/namespace", "kustomize.toolkit.fluxcd.io/name")},
	// Source: https://fluxcd.io/flux/components/helm/helmreleases/
	{"flux", labels("helm.toolkit.fluxcd.io/namespace", "helm.toolkit.fluxcd.io/name")},
	// Source: https://helm.sh/docs/topics/advanced/
	{"helm", func(meta metav1.ObjectMeta) (string, bool) {
		release, found := meta.Annotations["meta.helm.sh/release-name"]
		return meta.Annotations["meta.helm.sh/release-namespace"] + "/" + release, found
	}},
	// Source: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest (field_manager);
	// the provider's other resources are written by its user agent, HashiCorp/1.0.
	{"terraform", manager("Terraform")},
	{"terraform", manager("HashiCorp")},
	// Source: https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
	{"pulumi", manager("pulumi-kubernetes")},
}

func annotation(key string) func(metav1.ObjectMeta) (string, bool) {
	return func(meta metav1.ObjectMeta) (string, bool) {
		name, found := meta.Annotations[key]
		return name, found
	}
}

func label(key string) func(metav1.ObjectMeta) (string, bool) {
	return func(meta metav1.ObjectMeta) (string, bool) {
		name, found := meta.Labels[key]
		return name, found
	}
}

func labels(namespace, name string) func(metav1.ObjectMeta) (string, bool) {
	return func(meta metav1.ObjectMeta) (string, bool) {
		_, found := meta.Labels[name]
		return meta.Labels[namespace] + "/" + meta.Labels[name], found
	}
}

func manager(prefix string) func(metav1.ObjectMeta) (string, bool) {
	return func(meta metav1.ObjectMeta) (string, bool) { return "", managed(meta, prefix) }
}

// managed reports whether a field manager wrote any of the object.
func managed(meta metav1.ObjectMeta, prefix string) bool {
	for _, entry := range meta.ManagedFields {
		if strings.HasPrefix(entry.Manager, prefix) {
			return true
		}
	}
	return false
}
