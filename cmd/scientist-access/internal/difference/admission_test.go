package difference_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/guardrails"
)

// TestAdmissionPolicies: what differs is named, not quoted.
func TestAdmissionPolicies(t *testing.T) {
	t.Parallel()
	type spec = admissionv1.ValidatingAdmissionPolicySpec
	guarded := func() spec {
		return guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}}.Policy()
	}
	ignore := admissionv1.Ignore
	message := guarded().Validations[0].Message
	tests := []struct {
		name   string
		change func(*spec)
		want   []string
	}{
		{"as declared", func(*spec) {}, nil},
		{"failures let through", func(s *spec) { s.FailurePolicy = &ignore }, []string{"+ failurePolicy Ignore", "- failurePolicy Fail"}},
		{"a validation removed", func(s *spec) { s.Validations = s.Validations[1:] }, []string{"- validations[" + message + "]"}},
		{"a validation emptied", func(s *spec) { s.Validations[0].Expression = "true" }, []string{
			"+ validations[" + message + "].expression: another one",
		}},
		{"the whole node allowed", func(s *spec) { s.Variables[1].Expression = `["/"]` }, []string{
			`+ variables[hostPaths].expression ["/"]`, "- variables[hostPaths].expression []",
		}},
		{"a long expression changed", func(s *spec) { s.Variables[4].Expression += " + []" }, []string{"+ variables[pods].expression: another one"}},
		{"another condition", func(s *spec) {
			s.MatchConditions = append(s.MatchConditions, admissionv1.MatchCondition{Name: "x", Expression: "false"})
		}, []string{"+ matchConditions[x]"}},
		{"no condition", func(s *spec) { s.MatchConditions = nil }, []string{"- matchConditions"}},
		{"a resource left out", func(s *spec) { s.MatchConstraints.ResourceRules = s.MatchConstraints.ResourceRules[1:] }, []string{
			"+ matchConstraints.resourceRules: another one",
		}},
		{"parameters", func(s *spec) { s.ParamKind = &admissionv1.ParamKind{Kind: "x"} }, []string{"+ paramKind"}},
		{"another order", func(s *spec) { s.Variables[0], s.Variables[1] = s.Variables[1], s.Variables[0] }, []string{
			"+ variables: in another order",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			live := guarded()
			test.change(&live)
			assert.Equal(t, test.want, difference.AdmissionPolicies(guarded(), live))
		})
	}
}

// TestAdmissionBindings: the same for bindings.
func TestAdmissionBindings(t *testing.T) {
	t.Parallel()
	type spec = admissionv1.ValidatingAdmissionPolicyBindingSpec
	tests := []struct {
		name   string
		change func(*spec)
		want   []string
	}{
		{"as declared", func(*spec) {}, nil},
		{"warn", func(s *spec) { s.ValidationActions = []admissionv1.ValidationAction{admissionv1.Warn} }, []string{
			"- validationActions[Deny]", "+ validationActions[Warn]",
		}},
		{"another policy", func(s *spec) { s.PolicyName = "q" }, []string{"+ policyName q", "- policyName p"}},
		{"another namespace", func(s *spec) { *s = guardrails.Binding("p", "b", guardrails.Deny) }, []string{
			"+ matchResources.namespaceSelector.matchLabels.kubernetes.io/metadata.name b",
			"- matchResources.namespaceSelector.matchLabels.kubernetes.io/metadata.name a",
		}},
		{"some objects", func(s *spec) {
			s.MatchResources.ObjectSelector = &metav1.LabelSelector{MatchLabels: map[string]string{"x": "y"}}
		}, []string{"+ matchResources.objectSelector.matchLabels"}},
		{"exclusions", func(s *spec) {
			s.MatchResources.ExcludeResourceRules = []admissionv1.NamedRuleWithOperations{{ResourceNames: []string{"x"}}}
		}, []string{"+ matchResources.excludeResourceRules"}},
		{"parameters", func(s *spec) { s.ParamRef = &admissionv1.ParamRef{Name: "x"} }, []string{"+ paramRef"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			live := guardrails.Binding("p", "a", guardrails.Deny)
			test.change(&live)
			assert.Equal(t, test.want, difference.AdmissionBindings(guardrails.Binding("p", "a", guardrails.Deny), live))
		})
	}
}

// TestAdmissionDefaults: what a program of its own leaves out is no difference, and what it declares is left as it is.
func TestAdmissionDefaults(t *testing.T) {
	t.Parallel()
	fail, equivalent, scope := admissionv1.Fail, admissionv1.Equivalent, admissionv1.AllScopes
	match := func(full bool) *admissionv1.MatchResources {
		m := &admissionv1.MatchResources{ResourceRules: []admissionv1.NamedRuleWithOperations{{}}}
		if full {
			m.MatchPolicy, m.NamespaceSelector, m.ObjectSelector = &equivalent, &metav1.LabelSelector{}, &metav1.LabelSelector{}
			m.ResourceRules[0].Scope = &scope
		}
		return m
	}
	short := admissionv1.ValidatingAdmissionPolicySpec{MatchConstraints: match(false)}
	assert.Empty(t, difference.AdmissionPolicies(short,
		admissionv1.ValidatingAdmissionPolicySpec{FailurePolicy: &fail, MatchConstraints: match(true)}))
	assert.Equal(t, match(false), short.MatchConstraints)
	assert.Empty(t, difference.AdmissionBindings(
		admissionv1.ValidatingAdmissionPolicyBindingSpec{MatchResources: match(false)},
		admissionv1.ValidatingAdmissionPolicyBindingSpec{MatchResources: match(true)}))
	assert.Equal(t, []string{"+ matchResources"}, difference.AdmissionBindings(
		admissionv1.ValidatingAdmissionPolicyBindingSpec{},
		admissionv1.ValidatingAdmissionPolicyBindingSpec{MatchResources: match(true)}), "everywhere is not the same as in every namespace")
}
