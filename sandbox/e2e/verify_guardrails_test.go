package e2e

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

const (
	guardPolicy  = "verify-guarded-guardrails"
	guardBinding = guardPolicy + "-verify-guarded"
)

// TestVerifyFindsWhatDiffersInGuardrails does one thing after another to guardrails, each alone and undone after.
func TestVerifyFindsWhatDiffersInGuardrails(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "verify-guarded"))
	_, arn := principal(t, "VerifyGuarded")
	st := newStack(t, "verify-guarded", config{
		"clusterName": sandbox.Cluster, "namePrefix": "verify-guarded", "namespaces": []string{"verify-guarded"},
		"principals": config{"alice": arn}, "guardrails": config{"action": "deny"},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	export, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	v := newVerifier(t, export, sandbox.Administrator)
	v.requireAsDeclared(t)
	assert.Equal(t, []string{"reach-nodes", "run-pods", "token-secrets"}, reviewOf(t, st, "stack", "export").closed())

	admission := admin(t).AdmissionregistrationV1()
	policies, bindings := admission.ValidatingAdmissionPolicies(), admission.ValidatingAdmissionPolicyBindings()
	editPolicy := func(edit func(*admissionv1.ValidatingAdmissionPolicySpec)) (undo func()) {
		is, err := policies.Get(ctx, guardPolicy, metav1.GetOptions{})
		require.NoError(t, err)
		before := is.Spec.DeepCopy()
		edit(&is.Spec)
		is, err = policies.Update(ctx, is, metav1.UpdateOptions{FieldManager: mallory})
		require.NoError(t, err)
		return func() {
			is.Spec = *before
			_, err := policies.Update(ctx, is, metav1.UpdateOptions{})
			require.NoError(t, err)
		}
	}
	for _, test := range []struct {
		name string
		do   func() (undo func())
		kind string
		line string
	}{
		{"a validation removed", func() func() {
			return editPolicy(func(s *admissionv1.ValidatingAdmissionPolicySpec) {
				s.Validations = s.Validations[:len(s.Validations)-1]
			})
		}, "admission-policy-changed ValidatingAdmissionPolicy " + guardPolicy,
			"- validations[service accounts take no IAM role: the annotation eks.amazonaws.com/role-arn is the administrator's]"},
		{"a condition appended", func() func() {
			return editPolicy(func(s *admissionv1.ValidatingAdmissionPolicySpec) {
				s.MatchConditions = append(s.MatchConditions, admissionv1.MatchCondition{Name: "never", Expression: "false"})
			})
		}, "admission-policy-changed ValidatingAdmissionPolicy " + guardPolicy, "+ matchConditions[never]"},
		{"warn", func() func() {
			is, err := bindings.Get(ctx, guardBinding, metav1.GetOptions{})
			require.NoError(t, err)
			is.Spec.ValidationActions = []admissionv1.ValidationAction{admissionv1.Warn}
			is, err = bindings.Update(ctx, is, metav1.UpdateOptions{FieldManager: mallory})
			require.NoError(t, err)
			return func() {
				is.Spec.ValidationActions = []admissionv1.ValidationAction{admissionv1.Deny}
				_, err := bindings.Update(ctx, is, metav1.UpdateOptions{})
				require.NoError(t, err)
			}
		}, "admission-binding-changed ValidatingAdmissionPolicyBinding " + guardBinding, "+ validationActions[Warn]"},
		{"another binding", func() func() {
			is, err := bindings.Get(ctx, guardBinding, metav1.GetOptions{})
			require.NoError(t, err)
			other := &admissionv1.ValidatingAdmissionPolicyBinding{ObjectMeta: metav1.ObjectMeta{Name: "verify-foreign"}, Spec: is.Spec}
			_, err = bindings.Create(ctx, other, metav1.CreateOptions{FieldManager: mallory})
			require.NoError(t, err)
			return func() { require.NoError(t, bindings.Delete(ctx, other.Name, metav1.DeleteOptions{})) }
		}, "foreign-admission-binding ValidatingAdmissionPolicyBinding verify-foreign", "+ binds ValidatingAdmissionPolicy " + guardPolicy},
	} {
		t.Run(test.name, func(t *testing.T) {
			undo := test.do()
			defer v.requireAsDeclared(t)
			defer undo()
			found := v.until(t, func(found verification) bool {
				return found.code == 2 && slices.Equal([]string{test.kind}, found.kinds())
			})
			assert.Equal(t, mallory, found.Findings[0].By.Manager)
			assert.Contains(t, found.Findings[0].Lines, test.line)
		})
	}

	unable := newVerifier(t, export, auditor(t, "VerifyWithoutGuardrails", verifyRights, verifyActions))
	found := unable.until(t, func(found verification) bool { return found.code == 1 && found.stdout != "" })
	assert.Contains(t, found.stdout, "guardrails may be missing: the Kubernetes right to list validatingadmissionpolicies is missing")

	// Once Pulumi has found an edit, the review of the stack counts on nothing.
	editPolicy(func(s *admissionv1.ValidatingAdmissionPolicySpec) {
		s.MatchConditions = append(s.MatchConditions, admissionv1.MatchCondition{Name: "never", Expression: "false"})
	})
	_, err = st.Run(ctx, "refresh", "--yes", "--skip-preview")
	require.NoError(t, err)
	assert.Empty(t, reviewOf(t, st, "stack", "export").closed())
}
