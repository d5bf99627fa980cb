package verify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// guarded adds guardrails of group g in a namespace to objects.
func guarded(o access.Objects, origin access.Origin) access.Objects {
	g := guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}}
	o.AdmissionPolicies = []access.AdmissionPolicy{{Origin: origin, Name: "p", Spec: g.Policy()}}
	o.AdmissionBindings = []access.AdmissionBinding{
		{Origin: origin, Name: "p-team", Spec: guardrails.Binding("p", "team", guardrails.Deny)},
	}
	return o
}

// TestCompareAdmission changes one thing of guardrails that are as declared.
func TestCompareAdmission(t *testing.T) {
	t.Parallel()
	const object, binding = "ValidatingAdmissionPolicy p", "ValidatingAdmissionPolicyBinding "
	foreign := func(l *access.Objects, policyName string) {
		l.AdmissionBindings = append(l.AdmissionBindings, access.AdmissionBinding{
			Origin: access.Origin{Cluster: "ml", By: mallory}, Name: "other", Spec: guardrails.Binding(policyName, "team", guardrails.Warn),
		})
	}
	ignore := admissionv1.Ignore
	tests := []struct {
		name     string
		change   func(*access.Objects)
		kind     finding.Kind // "" for no difference
		object   string
		lines    []string
		severity policy.Severity
		fix      string
	}{
		{"nothing", func(*access.Objects) {}, "", "", nil, "", ""},
		{"the policy is gone", func(l *access.Objects) { l.AdmissionPolicies = nil },
			verify.ObjectMissing, object, nil, policy.High, "pulumi up --refresh"},
		{"the policy lets failures through", func(l *access.Objects) { l.AdmissionPolicies[0].Spec.FailurePolicy = &ignore },
			verify.AdmissionPolicyChanged, object, []string{"+ failurePolicy Ignore", "- failurePolicy Fail"}, policy.High,
			"kubectl delete validatingadmissionpolicy p && pulumi up --refresh"},
		{"a validation is gone", func(l *access.Objects) {
			l.AdmissionPolicies[0].Spec.Validations = l.AdmissionPolicies[0].Spec.Validations[:0]
		}, verify.AdmissionPolicyChanged, object, []string{"- validations"}, policy.High,
			"kubectl delete validatingadmissionpolicy p && pulumi up --refresh"},
		{"the binding is gone", func(l *access.Objects) { l.AdmissionBindings = nil },
			verify.ObjectMissing, binding + "p-team", nil, policy.High, "pulumi up --refresh"},
		{"the binding warns", func(l *access.Objects) {
			l.AdmissionBindings[0].Spec.ValidationActions = []admissionv1.ValidationAction{admissionv1.Warn}
		}, verify.AdmissionBindingChanged, binding + "p-team", []string{"- validationActions[Deny]", "+ validationActions[Warn]"}, policy.High,
			"kubectl delete validatingadmissionpolicybinding p-team && pulumi up --refresh"},
		{"another binding of the policy", func(l *access.Objects) { foreign(l, "p") },
			verify.ForeignAdmissionBinding, binding + "other", []string{"+ binds " + object, "+ validationActions[Warn]"}, policy.Medium,
			"kubectl delete validatingadmissionpolicybinding other; if it is wanted, let the stack create it"},
		{"a binding of another policy", func(l *access.Objects) { foreign(l, "q") }, "", "", nil, "", ""},
		{"another policy", func(l *access.Objects) {
			l.AdmissionPolicies = append(l.AdmissionPolicies, access.AdmissionPolicy{Origin: inML, Name: "q"})
		}, "", "", nil, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			live := guarded(liveObjects(), access.Origin{Cluster: "ml", By: mallory})
			test.change(&live)
			report := compare(t, guarded(declaredObjects(), inML), live)
			assert.Empty(t, report.Unchecked)
			if test.kind == "" {
				assert.Empty(t, report.Findings)
				return
			}
			require.Len(t, report.Findings, 1)
			f := report.Findings[0]
			assert.Equal(t, test.kind, f.Kind)
			assert.Equal(t, test.object, f.Object)
			assert.Equal(t, test.lines, f.Lines)
			assert.Equal(t, test.severity, f.Severity)
			assert.Equal(t, test.fix, f.Fix)
			if test.kind != verify.ObjectMissing {
				assert.Equal(t, &mallory, f.By)
			}
		})
	}
}

// TestAdmissionUnread: guardrails that cannot be read, or are not told, are not checked; a stack without any needs no reading.
func TestAdmissionUnread(t *testing.T) {
	t.Parallel()
	const why = "the right is missing"
	compare := func(objects access.Objects) *verify.Report {
		d := declare(t, objects)
		return verify.Compare(d, verify.Live{Objects: liveObjects(), AdmissionUnread: why}, ask(t, d, &authorizer{}))
	}
	report := compare(guarded(declaredObjects(), inML))
	assert.Empty(t, report.Findings)
	assert.Equal(t, []access.Note{
		{Place: "admission policies", Message: "not checked, so that guardrails may be missing: " + why},
	}, report.Unchecked)
	assert.Empty(t, compare(declaredObjects()).Unchecked)

	secret := guarded(declaredObjects(), access.Origin{Cluster: "ml", URN: "urn"})
	secret.AdmissionPolicies[0].Withheld, secret.AdmissionBindings[0].Withheld = access.Secret, access.Secret
	unchecked := access.Note{Place: "urn", Message: "not checked: it holds a value that the export does not tell: (secret)"}
	assert.Equal(t, []access.Note{unchecked, unchecked}, compare(secret).Unchecked)

	elsewhere := compare(guarded(declaredObjects(), access.Origin{Cluster: "other", URN: "urn"}))
	assert.Empty(t, elsewhere.Unchecked)
	assert.Contains(t, elsewhere.Notes, access.Note{Place: "urn", Message: "not checked: it is in cluster other"})
}
