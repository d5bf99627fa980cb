package guardrails

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
)

// Recognise tells the guardrails of a policy, and whether it is one of [Guardrails.Policy] to the letter. Any other may close
// less than it seems to, and so may one of another version of this package, and one with a host path that [CheckHostPath] refuses.
func Recognise(spec admissionv1.ValidatingAdmissionPolicySpec) (Guardrails, bool) {
	var g Guardrails
	for _, c := range spec.MatchConditions {
		before, after, _ := strings.Cut(Guardrails{Groups: []string{"x"}}.members(), `["x"]`)
		text, _ := strings.CutPrefix(c.Expression, before)
		text, ok := strings.CutSuffix(text, after)
		if !ok || json.Unmarshal([]byte(text), &g.Groups) != nil {
			return Guardrails{}, false
		}
	}
	lists := map[string]*[]string{serviceAccounts: &g.ServiceAccounts, hostPaths: &g.HostPaths}
	for _, v := range spec.Variables {
		if into, wanted := lists[v.Name]; wanted && json.Unmarshal([]byte(v.Expression), into) != nil {
			return Guardrails{}, false
		}
	}
	wide := slices.ContainsFunc(g.HostPaths, func(p string) bool { return CheckHostPath(p) != nil })
	return g, !wide && reflect.DeepEqual(spec, g.Policy())
}

// Denies tells the namespace in which a binding is one of [Binding] with [Deny]; it may audit besides. Any other may
// leave requests out.
func Denies(spec admissionv1.ValidatingAdmissionPolicyBindingSpec) (namespace string, ok bool) {
	if spec.MatchResources == nil || spec.MatchResources.NamespaceSelector == nil {
		return "", false
	}
	namespace = spec.MatchResources.NamespaceSelector.MatchLabels[corev1.LabelMetadataName]
	want := Binding(spec.PolicyName, namespace, Deny)
	if slices.Contains(spec.ValidationActions, admissionv1.Deny) {
		want.ValidationActions = spec.ValidationActions
	}
	return namespace, namespace != "" && reflect.DeepEqual(spec, want)
}
