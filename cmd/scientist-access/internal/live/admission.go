package live

import (
	"context"
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/guardrails"
)

// AdmissionRules are those for [Kubernetes.ReadAdmission].
func AdmissionRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{rule("admissionregistration.k8s.io", "list",
		"validatingadmissionpolicies", "validatingadmissionpolicybindings")}
}

// ReadAdmission adds the cluster's admission policies and their bindings. It adds none, and says why, where they may not be
// read or the cluster's Kubernetes does not have them yet.
func (k *Kubernetes) ReadAdmission(ctx context.Context, into *access.Objects) (unread string, err error) {
	admission := k.client.AdmissionregistrationV1()
	policies, err := admission.ValidatingAdmissionPolicies().List(ctx, metav1.ListOptions{})
	if err != nil {
		return withoutAdmission("list validatingadmissionpolicies", err)
	}
	bindings, err := admission.ValidatingAdmissionPolicyBindings().List(ctx, metav1.ListOptions{})
	if err != nil {
		return withoutAdmission("list validatingadmissionpolicybindings", err)
	}
	for _, p := range policies.Items {
		into.AdmissionPolicies = append(into.AdmissionPolicies, access.AdmissionPolicy{
			Origin: k.origin(p.ObjectMeta, "f:spec"), Name: p.Name, Spec: p.Spec,
		})
	}
	for _, b := range bindings.Items {
		into.AdmissionBindings = append(into.AdmissionBindings, access.AdmissionBinding{
			Origin: k.origin(b.ObjectMeta, "f:spec"), Name: b.Name, Spec: b.Spec,
		})
	}
	return "", nil
}

func withoutAdmission(what string, err error) (string, error) {
	switch {
	case apierrors.IsForbidden(err):
		return "the Kubernetes right to " + what + " is missing (--help lists all)", nil
	case apierrors.IsNotFound(err):
		return fmt.Sprintf("the cluster's Kubernetes has no admission policies, which came with 1.%d", guardrails.MinorVersion), nil
	}
	return "", fmt.Errorf("%s: %w", what, err)
}
