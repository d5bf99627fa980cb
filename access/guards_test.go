package access_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// guarded are the guardrails of group g in namespace a, in the names that the component gives them.
func guarded(action guardrails.Action) access.Objects {
	g := guardrails.Guardrails{Groups: []string{"f", "g"}, ServiceAccounts: []string{"default"}, HostPaths: []string{"/fsx"}}
	return access.Objects{
		Entries:           []access.Entry{entry(alice, "g", "other"), entry(bob, "other")},
		AdmissionPolicies: []access.AdmissionPolicy{{Origin: inML, Name: "p", Spec: g.Policy()}},
		AdmissionBindings: []access.AdmissionBinding{{Origin: inML, Name: "p-a", Spec: guardrails.Binding("p", "a", action)}},
	}
}

type (
	policySpec  = admissionv1.ValidatingAdmissionPolicySpec
	bindingSpec = admissionv1.ValidatingAdmissionPolicyBindingSpec
)

// TestGuard: what is in force for alice, who is in group g, in namespace a. Each case changes one thing of guardrails that are.
func TestGuard(t *testing.T) {
	t.Parallel()
	policyOf := func(change func(*policySpec)) func(*access.Objects) {
		return func(o *access.Objects) { change(&o.AdmissionPolicies[0].Spec) }
	}
	bindingOf := func(change func(*bindingSpec)) func(*access.Objects) {
		return func(o *access.Objects) { change(&o.AdmissionBindings[0].Spec) }
	}
	selector := &metav1.LabelSelector{MatchLabels: map[string]string{"guarded": "yes"}}
	actions := func(actions ...admissionv1.ValidationAction) func(*access.Objects) {
		return bindingOf(func(b *bindingSpec) { b.ValidationActions = actions })
	}
	hostPaths := func(paths ...string) func(*access.Objects) {
		return policyOf(func(p *policySpec) {
			*p = guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}, HostPaths: paths}.Policy()
		})
	}
	ignore, exact := admissionv1.Ignore, admissionv1.Exact
	tests := []struct {
		name   string
		change func(*access.Objects)
		want   bool
	}{
		{"deny", func(*access.Objects) {}, true},
		{"deny and audit", actions(admissionv1.Deny, admissionv1.Audit), true},
		{"warn", actions(admissionv1.Warn), false},
		{"audit", actions(admissionv1.Audit), false},
		{"no action", actions(), false},

		{"no binding", func(o *access.Objects) { o.AdmissionBindings = nil }, false},
		{"a binding in another namespace", bindingOf(func(b *bindingSpec) { *b = guardrails.Binding("p", "b", guardrails.Deny) }), false},
		{"a binding of another policy", bindingOf(func(b *bindingSpec) { b.PolicyName = "q" }), false},
		{"a binding for some objects", bindingOf(func(b *bindingSpec) { b.MatchResources.ObjectSelector = selector }), false},
		{"a binding for namespaces with a label besides", bindingOf(func(b *bindingSpec) {
			b.MatchResources.NamespaceSelector.MatchLabels["guarded"] = "yes"
		}), false},
		{"a binding for namespaces but some", bindingOf(func(b *bindingSpec) {
			b.MatchResources.NamespaceSelector.MatchExpressions = []metav1.LabelSelectorRequirement{{Key: "x", Operator: "DoesNotExist"}}
		}), false},
		{"a binding without a selector of namespaces", bindingOf(func(b *bindingSpec) { b.MatchResources.NamespaceSelector = nil }), false},
		{"a binding to everything", bindingOf(func(b *bindingSpec) { b.MatchResources = nil }), false},
		{"a binding to exact versions", bindingOf(func(b *bindingSpec) { b.MatchResources.MatchPolicy = &exact }), false},
		{"a binding to some resources", bindingOf(func(b *bindingSpec) {
			b.MatchResources.ResourceRules = []admissionv1.NamedRuleWithOperations{{ResourceNames: []string{"x"}}}
		}), false},
		{"a binding that excludes", bindingOf(func(b *bindingSpec) {
			b.MatchResources.ExcludeResourceRules = []admissionv1.NamedRuleWithOperations{{ResourceNames: []string{"x"}}}
		}), false},
		{"a binding with parameters", bindingOf(func(b *bindingSpec) { b.ParamRef = &admissionv1.ParamRef{Name: "x"} }), false},
		{"a binding in another cluster", func(o *access.Objects) { o.AdmissionBindings[0].Cluster = "other" }, false},
		{"a binding that is not known", func(o *access.Objects) {
			o.AdmissionBindings[0].Spec, o.AdmissionBindings[0].Withheld = bindingSpec{}, access.Unknown
		}, false},
		{"a later binding of the name", func(o *access.Objects) {
			warns := guarded(guardrails.Warn).AdmissionBindings[0]
			o.AdmissionBindings = append(o.AdmissionBindings, warns)
		}, false},
		{"another binding, which warns", func(o *access.Objects) {
			warns := guarded(guardrails.Warn).AdmissionBindings[0]
			warns.Name = "warns"
			o.AdmissionBindings = append(o.AdmissionBindings, warns)
		}, true},
		{"a binding that was found to warn", func(o *access.Objects) {
			o.AdmissionBindings[0].Found = &guarded(guardrails.Warn).AdmissionBindings[0].Spec
		}, false},
		{"a binding that was found as it is", func(o *access.Objects) {
			o.AdmissionBindings[0].Found = &guarded(guardrails.Deny).AdmissionBindings[0].Spec
		}, true},

		{"no policy", func(o *access.Objects) { o.AdmissionPolicies = nil }, false},
		{"a policy of another name", func(o *access.Objects) { o.AdmissionPolicies[0].Name = "q" }, false},
		{"a validation removed", policyOf(func(p *policySpec) { p.Validations = p.Validations[1:] }), false},
		{"a validation changed", policyOf(func(p *policySpec) { p.Validations[0].Expression = "true" }), false},
		{"a variable changed", policyOf(func(p *policySpec) { p.Variables[2].Expression = "'pods'" }), false},
		{"another condition", policyOf(func(p *policySpec) {
			p.MatchConditions = append(p.MatchConditions, admissionv1.MatchCondition{Name: "x", Expression: "false"})
		}), false},
		{"the condition changed", policyOf(func(p *policySpec) { p.MatchConditions[0].Expression += " && false" }), false},
		{"no condition", policyOf(func(p *policySpec) { p.MatchConditions = nil }), false},
		{"failures let through", policyOf(func(p *policySpec) { p.FailurePolicy = &ignore }), false},
		{"a resource left out", policyOf(func(p *policySpec) {
			p.MatchConstraints.ResourceRules = p.MatchConstraints.ResourceRules[1:]
		}), false},
		{"resources excluded", policyOf(func(p *policySpec) {
			p.MatchConstraints.ExcludeResourceRules = p.MatchConstraints.ResourceRules[:1]
		}), false},
		{"parameters", policyOf(func(p *policySpec) { p.ParamKind = &admissionv1.ParamKind{Kind: "x"} }), false},
		{"another host path", hostPaths("/opt"), true},
		{"the whole node", hostPaths("/"), false},
		{"every path, by an empty one", hostPaths("/opt", ""), false},
		{"another group", policyOf(func(p *policySpec) {
			*p = guardrails.Guardrails{Groups: []string{"h"}, ServiceAccounts: []string{"default"}}.Policy()
		}), false},
		{"a policy in another cluster", func(o *access.Objects) { o.AdmissionPolicies[0].Cluster = "other" }, false},
		{"a policy that is secret", func(o *access.Objects) {
			o.AdmissionPolicies[0].Spec, o.AdmissionPolicies[0].Withheld = policySpec{}, access.Secret
		}, false},
		{"a policy of which a part is secret", func(o *access.Objects) { o.AdmissionPolicies[0].Withheld = access.Secret }, false},
		{"a policy that was found without a validation", func(o *access.Objects) {
			found := guarded(guardrails.Deny).AdmissionPolicies[0].Spec
			found.Validations = found.Validations[1:]
			o.AdmissionPolicies[0].Found = &found
		}, false},
		{"a policy that was found as it is", func(o *access.Objects) {
			o.AdmissionPolicies[0].Found = &guarded(guardrails.Deny).AdmissionPolicies[0].Spec
		}, true},
		{"names that are not known", func(o *access.Objects) {
			o.AdmissionPolicies[0].Name, o.AdmissionBindings[0].Spec.PolicyName = access.Unknown, access.Unknown
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := guarded(guardrails.Deny)
			test.change(&o)
			m := access.New(o)
			assert.Equal(t, test.want, m.Guard(m.Identity(access.Principal{Kind: access.IAM, Name: alice, Cluster: "ml"}), "a") != nil)
		})
	}
}

// TestGuardOf: for whom and where guardrails are in force, whatever gives the right that they check.
func TestGuardOf(t *testing.T) {
	t.Parallel()
	m := access.New(guarded(guardrails.Deny))
	iam := func(arn string) *access.Identity {
		return m.Identity(access.Principal{Kind: access.IAM, Name: arn, Cluster: "ml"})
	}
	subject := func(s rbacv1.Subject) *access.Identity { return access.SubjectIdentity("ml", s) }
	tests := []struct {
		name, namespace string
		id              *access.Identity
		want            bool
	}{
		{"a member who is in another group too", "a", iam(alice), true},
		{"a member in another namespace", "b", iam(alice), false},
		{"a member in the whole cluster", access.WholeCluster, iam(alice), false},
		{"somebody in the other group alone", "a", iam(bob), false},
		{"the group", "a", subject(access.GroupSubject("g")), true},
		{"the team's other group", "a", subject(access.GroupSubject("f")), true},
		{"another group", "a", subject(access.GroupSubject("other")), false},
		{"all who sign in", "a", subject(access.GroupSubject(access.Authenticated)), false},
		{"a user of the group's name", "a", subject(access.UserSubject("g")), false},
		{"a service account", "a", subject(rbacv1.Subject{Kind: "ServiceAccount", Namespace: "a", Name: "g"}), false},
		{"the group in another cluster", "a", access.SubjectIdentity("other", access.GroupSubject("g")), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, m.Guard(test.id, test.namespace) != nil)
		})
	}
}

// TestGuardCloses: a guard names what it allows, and closes what admission can close in a namespace.
func TestGuardCloses(t *testing.T) {
	t.Parallel()
	o := guarded(guardrails.Deny)
	second := guarded(guardrails.Deny)
	second.AdmissionPolicies[0].Name, second.AdmissionBindings[0].Name = "o", "o-a"
	second.AdmissionBindings[0].Spec.PolicyName = "o"
	o.AdmissionPolicies = append(o.AdmissionPolicies, second.AdmissionPolicies...)
	o.AdmissionBindings = append(o.AdmissionBindings, second.AdmissionBindings...)
	guard := access.New(o).Guard(access.SubjectIdentity("ml", access.GroupSubject("g")), "a")
	require.NotNil(t, guard)
	assert.Equal(t, "o", guard.Policy, "the first of several")
	assert.Equal(t, []string{"default"}, guard.ServiceAccounts)
	assert.Equal(t, []string{"/fsx"}, guard.HostPaths)

	pods := rbacv1.PolicyRule{Verbs: []string{"create"}, APIGroups: []string{""}, Resources: []string{"pods"}}
	closed := func(p policy.Policy) []string {
		var names []string
		for _, d := range p.Dangers() {
			assert.False(t, (*access.Guard)(nil).Closes(d), "no guard closes nothing")
			if guard.Closes(d) {
				names = append(names, d.Name)
			}
		}
		slices.Sort(names)
		return names
	}
	assert.Equal(t, []string{"reach-nodes", "run-pods"},
		closed(policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"a": {pods}}}), "and not mount-secrets")
	assert.Empty(t, closed(policy.Policy{Cluster: []rbacv1.PolicyRule{pods}}), "a right in the whole cluster")
}
