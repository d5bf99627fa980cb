package owner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/internal/owner"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		annotations, labels map[string]string
		managers            []string
		want                string
	}{
		"nobody":                     {nil, nil, nil, ""},
		"kubectl":                    {nil, nil, []string{"kubectl-client-side-apply", "kubectl-create"}, ""},
		"a stack of ours":            {map[string]string{"scientist-access/stack": "org/scientist-access/prod"}, nil, []string{"pulumi-kubernetes-1a2b"}, "pulumi:org/scientist-access/prod"},
		"another Pulumi stack":       {nil, nil, []string{"kubectl-edit", "pulumi-kubernetes-1a2b"}, "pulumi"},
		"a Helm release":             {map[string]string{"meta.helm.sh/release-name": "hyperpod", "meta.helm.sh/release-namespace": "kube-system"}, map[string]string{"app.kubernetes.io/instance": "hyperpod"}, []string{"helm"}, "helm:kube-system/hyperpod"},
		"Argo CD by annotation":      {map[string]string{"argocd.argoproj.io/tracking-id": "access:rbac.authorization.k8s.io/Role:kubeflow/scientists"}, nil, nil, "argocd:access"},
		"Argo CD by label":           {nil, map[string]string{"argocd.argoproj.io/instance": "access"}, nil, "argocd:access"},
		"Argo CD by its usual label": {nil, map[string]string{"app.kubernetes.io/instance": "access"}, []string{"argocd-controller"}, "argocd:access"},
		"a label of Helm charts":     {nil, map[string]string{"app.kubernetes.io/instance": "access"}, []string{"kubectl"}, ""},
		"a kustomization of Flux":    {nil, map[string]string{"kustomize.toolkit.fluxcd.io/name": "access", "kustomize.toolkit.fluxcd.io/namespace": "flux-system"}, []string{"kustomize-controller"}, "flux:flux-system/access"},
		"a Helm release of Flux": {
			map[string]string{"meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "n"},
			map[string]string{"helm.toolkit.fluxcd.io/name": "access", "helm.toolkit.fluxcd.io/namespace": "flux-system"},
			[]string{"helm-controller"}, "flux:flux-system/access",
		},
		"a manifest of Terraform": {nil, nil, []string{"Terraform"}, "terraform"},
		"a role of Terraform":     {nil, nil, []string{"HashiCorp"}, "terraform"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			meta := metav1.ObjectMeta{Annotations: c.annotations, Labels: c.labels}
			for _, manager := range c.managers {
				meta.ManagedFields = append(meta.ManagedFields, metav1.ManagedFieldsEntry{Manager: manager})
			}
			assert.Equal(t, c.want, owner.Of(meta))
		})
	}
}

// TestFieldManager: two stacks have two, so that neither writes over the other's fields.
func TestFieldManager(t *testing.T) {
	t.Parallel()
	prod := owner.FieldManager("org/scientist-access/prod")
	assert.Regexp(t, `^pulumi-kubernetes-[0-9a-f]{8}$`, prod)
	assert.Equal(t, prod, owner.FieldManager("org/scientist-access/prod"))
	assert.NotEqual(t, prod, owner.FieldManager("org/scientist-access/dev"))
}
