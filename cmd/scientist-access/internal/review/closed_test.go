package review_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/guardrails"
)

// guardPolicy and guardBinding are guardrails of group g, by the name guard.
func guardPolicy(change func(*admissionv1.ValidatingAdmissionPolicySpec)) access.AdmissionPolicy {
	spec := guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}}.Policy()
	if change != nil {
		change(&spec)
	}
	return access.AdmissionPolicy{Origin: inML, Name: "guard", Spec: spec}
}

func guardBinding(namespace string, action guardrails.Action) access.AdmissionBinding {
	return access.AdmissionBinding{
		Origin: inML, Name: "guard-" + namespace, Spec: guardrails.Binding("guard", namespace, action),
	}
}

// texts are findings by name and place, new ones marked.
func texts(findings []finding.Finding) []string {
	all := []string{}
	for _, f := range findings {
		text := f.Object + " in " + strings.Join(f.Namespaces, ",")
		if f.New {
			text += " (new)"
		}
		all = append(all, text)
	}
	return all
}

// TestClosed: which dangers of creating pods guardrails close.
func TestClosed(t *testing.T) {
	t.Parallel()
	g, deny := groupSubject("g"), guardBinding("a", guardrails.Deny)
	pods := func(namespace string) []any {
		return []any{role(namespace, "r", "create pods"), bind(namespace, "Role r", g)}
	}
	with := func(parts []any, more ...any) access.Objects { return objects(append(parts, more...)...) }
	open := []string{"reach-nodes in a", "mount-secrets in a", "run-pods in a"}
	closed := []string{"reach-nodes in a", "run-pods in a"}
	tests := []struct {
		name         string
		objects      access.Objects
		open, closed []string
	}{
		{"no guardrails", with(pods("a"), entry(alice, "g")), open, []string{}},
		{"deny", with(pods("a"), entry(alice, "g"), guardPolicy(nil), deny), []string{"mount-secrets in a"}, closed},
		{"a group that no entry carries", with(pods("a"), guardPolicy(nil), deny), []string{"mount-secrets in a"}, closed},
		{"warn", with(pods("a"), entry(alice, "g"), guardPolicy(nil), guardBinding("a", guardrails.Warn)), open, []string{}},
		{"audit", with(pods("a"), entry(alice, "g"), guardPolicy(nil), guardBinding("a", guardrails.Audit)), open, []string{}},
		{"elsewhere", with(pods("a"), entry(alice, "g"), guardPolicy(nil), guardBinding("b", guardrails.Deny)), open, []string{}},
		{
			"in one of two namespaces", with(append(pods("a"), pods("b")...), entry(alice, "g"), guardPolicy(nil), deny),
			[]string{"reach-nodes in b", "mount-secrets in a,b", "run-pods in b"}, closed,
		},
		{
			"a right by another group of a member", objects(
				entry(alice, "g", "h"), role("a", "r", "create pods"), bind("a", "Role r", groupSubject("h")), guardPolicy(nil), deny,
			), []string{"mount-secrets in a"}, closed,
		},
		{
			"a right by the user name of a member", objects(
				entry("arn:aws:iam::111122223333:user/ada", "g"), role("a", "r", "create pods"),
				bind("a", "Role r", access.UserSubject("arn:aws:iam::111122223333:user/ada")), guardPolicy(nil), deny,
			), []string{"mount-secrets in a"}, closed,
		},
		{
			"a right of the whole cluster", objects(
				entry(alice, "g"), role("", "c", "create pods"), bind("", "ClusterRole c", g), guardPolicy(nil), deny,
			), []string{"mount-secrets in ", "run-pods in ", "reach-nodes in "}, []string{},
		},
		{
			"everything", objects(entry(alice, "g"), bind("a", "ClusterRole cluster-admin", g), guardPolicy(nil), deny),
			[]string{"wildcards in a"}, []string{},
		},
		{
			"a role that is published", objects(entry(alice, "g"), bind("a", "ClusterRole edit", g), guardPolicy(nil), deny),
			[]string{"ClusterRole edit in a"}, []string{},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := export(test.objects)
			var dangers []finding.Finding
			for _, f := range report.Findings {
				if f.Kind == review.DangerousRight {
					dangers = append(dangers, f)
				}
			}
			assert.Equal(t, test.open, texts(dangers))
			assert.Equal(t, test.closed, texts(report.Closed))
			assert.Equal(t, len(test.closed), report.Summary.Closed)
			assert.Equal(t, finding.Count(report.Findings), report.Summary.Findings, "what is closed is not counted")
			for _, f := range report.Findings {
				assert.Nil(t, f.ClosedBy)
			}
			for _, f := range report.Closed {
				require.NotNil(t, f.ClosedBy)
				assert.Equal(t, "guard", f.ClosedBy.Policy)
				assert.Empty(t, f.Fix, "there is nothing to do")
			}
		})
	}
}

// TestNotAMember: of two who have the same right, the guardrails check one.
func TestNotAMember(t *testing.T) {
	t.Parallel()
	report := export(objects(entry(alice, "g", "h"), entry(bob, "h"), role("a", "r", "create pods"),
		bind("a", "Role r", groupSubject("h")), guardPolicy(nil), guardBinding("a", guardrails.Deny)))
	for _, f := range report.Findings {
		if f.Object == "run-pods" {
			assert.Equal(t, []string{bob}, f.Principals)
			assert.Contains(t, f.Fix, "; or guardrails: service-accounts")
		}
		if f.Object == "mount-secrets" {
			assert.Len(t, f.Principals, 2)
			assert.NotContains(t, f.Fix, "guardrails")
		}
	}
	assert.Equal(t, []string{"reach-nodes in a", "run-pods in a"}, texts(report.Closed))
	assert.Equal(t, []string{alice}, report.Closed[0].Principals)
}

// TestWeakened: a danger that guardrails do not close any more is new, and that is a change.
func TestWeakened(t *testing.T) {
	t.Parallel()
	in := func(parts ...any) access.Objects {
		return objects(append(parts, entry(alice, "g"), role("a", "r", "create pods"), bind("a", "Role r", groupSubject("g")))...)
	}
	guarded := in(guardPolicy(nil), guardBinding("a", guardrails.Deny))
	ignore := admissionv1.Ignore
	opened := []string{"reach-nodes in a (new)", "mount-secrets in a", "run-pods in a (new)"}
	tests := []struct {
		name          string
		before, after access.Objects
		findings      []string
		changed       bool
	}{
		{"as it was", guarded, guarded, []string{"mount-secrets in a"}, false},
		{"never", in(), in(), []string{"reach-nodes in a", "mount-secrets in a", "run-pods in a"}, false},
		{"audit instead of deny", guarded, in(guardPolicy(nil), guardBinding("a", guardrails.Audit)), opened, true},
		{"warn instead of deny", guarded, in(guardPolicy(nil), guardBinding("a", guardrails.Warn)), opened, true},
		{"without the binding", guarded, in(guardPolicy(nil)), opened, true},
		{"without the policy", guarded, in(guardBinding("a", guardrails.Deny)), opened, true},
		{"failures let through", guarded, in(guardPolicy(func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.FailurePolicy = &ignore
		}), guardBinding("a", guardrails.Deny)), opened, true},
		{"put up", in(), guarded, []string{"mount-secrets in a"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := preview(test.before, test.after)
			assert.Equal(t, test.findings, texts(report.Findings))
			assert.Equal(t, test.changed, report.Changed())
			assert.Equal(t, test.changed, report.Reguarded())
			assert.Zero(t, report.Summary.Gaining+report.Summary.Losing, "rights stay as they are")
		})
	}
}
