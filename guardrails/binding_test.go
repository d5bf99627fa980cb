package guardrails_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/guardrails"
)

func TestDenies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*admissionv1.ValidatingAdmissionPolicyBindingSpec)
		want   string // the namespace; empty for a binding that closes nothing
	}{
		"as it is": {func(*admissionv1.ValidatingAdmissionPolicyBindingSpec) {}, "vision"},
		"with an audit beside": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.ValidationActions = append(b.ValidationActions, admissionv1.Audit)
		}, "vision"},
		"audit alone": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.ValidationActions = []admissionv1.ValidationAction{admissionv1.Audit}
		}, ""},
		"of nothing in particular": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) { b.MatchResources = nil }, ""},
		"of every namespace": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.MatchResources.NamespaceSelector = nil
		}, ""},
		"of no namespace": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.MatchResources.NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"] = ""
		}, ""},
		"of some objects": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.MatchResources.ObjectSelector = &metav1.LabelSelector{MatchLabels: map[string]string{"a": "b"}}
		}, ""},
		"with parameters": {func(b *admissionv1.ValidatingAdmissionPolicyBindingSpec) {
			b.ParamRef = &admissionv1.ParamRef{Name: "a"}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := guardrails.Binding("any", "vision", guardrails.Deny)
			test.change(&spec)
			namespace, ok := guardrails.Denies(spec)
			assert.Equal(t, test.want != "", ok)
			if ok {
				assert.Equal(t, test.want, namespace)
			}
		})
	}
}

func TestCheckHostPath(t *testing.T) {
	t.Parallel()
	for path, wrong := range map[string]string{
		"/": "is the whole node", "": `write it like "/"`, "data": `write it like "/data"`, "/data/": `write it like "/data"`,
		"/a/../b": `write it like "/b"`, "//a": `write it like "/a"`, "/\xff": "is not UTF-8",
	} {
		found := guardrails.CheckHostPath(path)
		assert.Len(t, found, 1, path)
		assert.Contains(t, found[0], wrong, path)
	}
	for _, path := range []string{"/data", "/opt/dlami/nvme", "/a b", "/..a"} {
		assert.Empty(t, guardrails.CheckHostPath(path), path)
	}
}
