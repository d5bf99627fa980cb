package component_test

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/api/validation"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

var (
	actions   = fuzzed.Words{Usual: []string{"warn", "audit", "deny"}, Odd: []string{"", "Deny"}}
	accounts  = fuzzed.Words{Usual: []string{"default", "trainer", "a.b"}, Odd: []string{"", "A", "ns:x", strings.Repeat("s", 254), "a\"b"}}
	hostPaths = fuzzed.Words{Usual: []string{"/data", "/opt/dlami/nvme", "/a \"b'"}, Odd: []string{"", "/", "data", "/a/../b", "/data/"}}
)

func anyGuardrails(b *fuzzed.Bytes) *component.GuardrailsArgs {
	g := &component.GuardrailsArgs{Action: guardrails.Action(fuzzed.Word(b, actions))}
	if b.OneIn(2) {
		g.ServiceAccounts = distinct(b, accounts)
	}
	if b.OneIn(2) {
		g.HostPaths = distinct(b, hostPaths)
	}
	return g
}

func mustRefuseGuardrails(g *component.GuardrailsArgs) string {
	if g == nil {
		return ""
	}
	if !slices.Contains(actions.Usual, string(g.Action)) {
		return "an action"
	}
	for i, account := range g.ServiceAccounts {
		if len(validation.ValidateServiceAccountName(account, false)) > 0 || slices.Index(g.ServiceAccounts, account) < i {
			return "a service account"
		}
	}
	for i, p := range g.HostPaths {
		if p == "/" || !path.IsAbs(p) || path.Clean(p) != p || slices.Index(g.HostPaths, p) < i {
			return "a path"
		}
	}
	return ""
}

// requireGuarded reads the admission policies and their bindings: each policy is one that closes what it should, for groups
// that entries have, and each binding is of one of them.
func requireGuarded(t *testing.T, all map[string]registration) {
	t.Helper()
	policies := map[string]bool{}
	for _, reg := range ofType(all, admissionPolicyType) {
		p := admission[admissionv1.ValidatingAdmissionPolicy](t, reg)
		g, ok := guardrails.Recognise(p.Spec)
		require.True(t, ok)
		require.NotEmpty(t, g.ServiceAccounts)
		policies[p.Name] = true
	}
	for _, reg := range ofType(all, admissionBindingType) {
		b := admission[admissionv1.ValidatingAdmissionPolicyBinding](t, reg)
		require.True(t, policies[b.Spec.PolicyName], b.Spec.PolicyName)
		require.Empty(t, validation.NameIsDNSSubdomain(b.Name, false))
		require.Len(t, b.Spec.ValidationActions, 1)
	}
}

func admission[T any](t *testing.T, reg registration) T {
	t.Helper()
	raw, err := json.Marshal(reg.Inputs)
	require.NoError(t, err)
	return read[T](t, raw)
}
