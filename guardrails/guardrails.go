// Package guardrails writes the admission policies that keep the rights of a team to what they seem: what its members'
// pods may run as and mount, beyond what RBAC can say.
//
// It is pure: expressions for the API server, made from the table of [policy.PodMakers], and the means to tell such a
// policy from another. ValidatingAdmissionPolicy is part of Kubernetes since version 1.30.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
package guardrails

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// MinorVersion is that of the first Kubernetes 1 that has validating admission policies.
const MinorVersion = 30

// Guardrails are those of one team.
type Guardrails struct {
	// Groups are the team's: their members' requests are checked, and nobody else's.
	Groups []string
	// ServiceAccounts are those that pods may run as.
	ServiceAccounts []string
	// HostPaths are those that pods may mount, with everything below them.
	HostPaths []string
}

// CheckHostPath says what is wrong with a path for [Guardrails.HostPaths]; nil if nothing is.
func CheckHostPath(p string) []string {
	switch {
	case p == "/":
		return []string{"is the whole node; name the paths that the pods need"}
	case !utf8.ValidString(p):
		return []string{"is not UTF-8, which Kubernetes cannot compare"}
	case !strings.HasPrefix(p, "/") || path.Clean(p) != p:
		return []string{fmt.Sprintf("is not an absolute path as short as can be; write it like %q", path.Clean("/"+p))}
	}
	return nil
}

// All are the guardrails that a policy holds: always all of them.
func All() []policy.Guardrail {
	var all []policy.Guardrail
	for _, c := range checks {
		all = append(all, c.closes)
	}
	return slices.Compact(all)
}

// Policy is the admission policy. It fails closed: what the expressions do not understand is refused.
func (g Guardrails) Policy() admissionv1.ValidatingAdmissionPolicySpec {
	fail, equivalent := admissionv1.Fail, admissionv1.Equivalent
	return admissionv1.ValidatingAdmissionPolicySpec{
		FailurePolicy: &fail,
		MatchConstraints: &admissionv1.MatchResources{
			NamespaceSelector: &metav1.LabelSelector{},
			ObjectSelector:    &metav1.LabelSelector{},
			MatchPolicy:       &equivalent,
			ResourceRules:     resourceRules(),
		},
		MatchConditions: []admissionv1.MatchCondition{{Name: "team", Expression: g.members()}},
		Variables:       g.variables(),
		Validations:     g.validations(),
	}
}

func (g Guardrails) variables() []admissionv1.Variable {
	var variables []admissionv1.Variable
	for _, p := range g.Parts() {
		variables = append(variables, admissionv1.Variable{Name: p.Name, Expression: p.Expression})
	}
	return variables
}

// Action is what becomes of a request that the guardrails do not let through.
type Action string

// The actions. Only Deny closes anything.
const (
	// Warn lets the request through with a warning to its sender.
	Warn Action = "warn"
	// Audit lets the request through with a note in the cluster's audit log.
	Audit Action = "audit"
	// Deny refuses the request.
	Deny Action = "deny"
)

// Actions are all of them.
var Actions = []Action{Warn, Audit, Deny}

var validationActions = map[Action]admissionv1.ValidationAction{
	Warn: admissionv1.Warn, Audit: admissionv1.Audit, Deny: admissionv1.Deny,
}

// Binding puts the policy of that name into force in a namespace. It goes by the label that the API server itself keeps
// on the namespace, which nobody can change.
// Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
func Binding(name, namespace string, action Action) admissionv1.ValidatingAdmissionPolicyBindingSpec {
	equivalent := admissionv1.Equivalent
	return admissionv1.ValidatingAdmissionPolicyBindingSpec{
		PolicyName: name,
		MatchResources: &admissionv1.MatchResources{
			NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: namespace}},
			ObjectSelector:    &metav1.LabelSelector{},
			MatchPolicy:       &equivalent,
		},
		ValidationActions: []admissionv1.ValidationAction{validationActions[action]},
	}
}
