package guardrails_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// The expressions are tried on a real API server, in sandbox/guardrails, and printed in docs/guardrails.md.

var strict = guardrails.Guardrails{
	Groups: []string{"a-namespace-level", "b"}, ServiceAccounts: []string{"default", "x.y"}, HostPaths: []string{"/opt/\"odd\" ünd <so>"},
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]guardrails.Guardrails{
		"all there is": strict,
		"no paths":     {Groups: []string{"a"}, ServiceAccounts: []string{"default"}, HostPaths: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, ok := guardrails.Recognise(throughJSON(t, g.Policy()))
			assert.True(t, ok)
			assert.Equal(t, g, found)
		})
	}
}

// throughJSON is the policy as it comes back from an API server, or from Pulumi's state.
func throughJSON(t *testing.T, spec admissionv1.ValidatingAdmissionPolicySpec) admissionv1.ValidatingAdmissionPolicySpec {
	t.Helper()
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	var back admissionv1.ValidatingAdmissionPolicySpec
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}

// TestOthersAreNotRecognised: each closes less than ours, or may.
func TestOthersAreNotRecognised(t *testing.T) {
	t.Parallel()
	ignore := admissionv1.Ignore
	for name, change := range map[string]func(*admissionv1.ValidatingAdmissionPolicySpec){
		"nothing in it":       func(p *admissionv1.ValidatingAdmissionPolicySpec) { *p = admissionv1.ValidatingAdmissionPolicySpec{} },
		"fails open":          func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.FailurePolicy = &ignore },
		"a validation less":   func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.Validations = p.Validations[1:] },
		"a validation weaker": func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.Validations[0].Expression += " || true" },
		"a variable changed":  func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.Variables[4].Expression = "[]" },
		"a resource less": func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.MatchConstraints.ResourceRules = p.MatchConstraints.ResourceRules[1:]
		},
		"some namespaces only": func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.MatchConstraints.NamespaceSelector = &metav1.LabelSelector{MatchLabels: map[string]string{"a": "b"}}
		},
		"another condition": func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.MatchConditions = append(p.MatchConditions, admissionv1.MatchCondition{Name: "x", Expression: "false"})
		},
		"two teams": func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.MatchConditions = append(p.MatchConditions, p.MatchConditions[0])
		},
		"a team by another expression": func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.MatchConditions[0].Expression = "true" },
		"accounts by an expression":    func(p *admissionv1.ValidatingAdmissionPolicySpec) { p.Variables[0].Expression = "[request.name]" },
		"parameters": func(p *admissionv1.ValidatingAdmissionPolicySpec) {
			p.ParamKind = &admissionv1.ParamKind{APIVersion: "v1", Kind: "ConfigMap"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := throughJSON(t, strict.Policy())
			change(&spec)
			_, ok := guardrails.Recognise(spec)
			assert.False(t, ok)
		})
	}
}

// TestEveryDangerHasAnAnswer: a guardrail, or why there is none.
func TestEveryDangerHasAnAnswer(t *testing.T) {
	t.Parallel()
	closed := map[policy.Guardrail]bool{}
	for _, d := range policy.KnownDangers() {
		assert.NotEqual(t, d.Answer.Guardrail == "", d.Answer.Why == "", "%s: %v", d.Name, d.Answer)
		assert.NotEmpty(t, d.Instead, d.Name)
		if d.Answer.Guardrail != "" {
			assert.Contains(t, guardrails.All(), d.Answer.Guardrail, d.Name)
			assert.True(t, d.ClosedBy(guardrails.All()...), d.Name)
			closed[d.Answer.Guardrail] = true
		}
		assert.False(t, d.ClosedBy(), d.Name)
	}
	for _, g := range guardrails.All() {
		assert.True(t, closed[g], "%s closes nothing", g)
	}
	assert.Len(t, guardrails.All(), 4)
}

// TestEveryPodMakerIsMatched, in every version, where its objects are made and changed.
func TestEveryPodMakerIsMatched(t *testing.T) {
	t.Parallel()
	rules := strict.Policy().MatchConstraints.ResourceRules
	for _, m := range policy.PodMakers() {
		matched := slices.ContainsFunc(rules, func(r admissionv1.NamedRuleWithOperations) bool {
			return slices.Equal(r.APIGroups, []string{m.Group}) && slices.Contains(r.Resources, m.Resource) &&
				slices.Equal(r.APIVersions, []string{"*"}) &&
				slices.Equal(r.Operations, []admissionv1.OperationType{admissionv1.Create, admissionv1.Update})
		})
		assert.True(t, matched, "%s.%s", m.Resource, m.Group)
	}
}

// TestPlacesCanBeExpressed: inside of a list or a map, nothing may be absent, and there is no other.
func TestPlacesCanBeExpressed(t *testing.T) {
	t.Parallel()
	for _, m := range policy.PodMakers() {
		paths := slices.Concat(m.Pods, m.Containers, m.Contexts, m.HostPaths)
		for path := range m.Fields {
			paths = append(paths, path)
		}
		for _, path := range paths {
			at := strings.IndexAny(path, "[{")
			if at < 0 {
				continue
			}
			assert.NotContains(t, path[at+2:], "?", "%s.%s: %s", m.Resource, m.Group, path)
			assert.False(t, strings.ContainsAny(path[at+2:], "[{"), "%s.%s: %s", m.Resource, m.Group, path)
		}
		assert.Equal(t, len(m.Versions) > 0, len(m.Fields) > 0, "%s.%s: a version is known by its fields", m.Resource, m.Group)
	}
}

func expressionOf(t *testing.T, name string) string {
	t.Helper()
	parts := strict.Parts()
	i := slices.IndexFunc(parts, func(p guardrails.Part) bool { return p.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return parts[i].Expression
}

// TestPodsAreLookedForByResource: each resource once, with those of the same places, and no other.
func TestPodsAreLookedForByResource(t *testing.T) {
	t.Parallel()
	pods := expressionOf(t, "pods")
	for _, m := range policy.PodMakers() {
		want := 0
		if len(m.Pods) > 0 {
			want = 1
		}
		name := `"` + strings.TrimSuffix(m.Resource+"."+m.Group, ".") + `"`
		assert.Equal(t, want, strings.Count(pods, name), name)
	}
	assert.Contains(t, pods, `variables.kind in ["replicationcontrollers", "daemonsets.apps", "deployments.apps", "replicasets.apps", `+
		`"statefulsets.apps", "jobs.batch"] ? [object.spec.template.spec]`)
	assert.True(t, strings.HasSuffix(pods, "\n: []"))
}

// TestMessagesSayWhatIsAllowed and which versions are known, of custom resources alone.
func TestMessagesSayWhatIsAllowed(t *testing.T) {
	t.Parallel()
	var all []string
	known := 0
	for _, v := range strict.Policy().Validations {
		all = append(all, v.Message)
		if strings.HasPrefix(v.Message, "the guardrail knows version ") {
			known++
		}
	}
	versioned := 0
	for _, m := range policy.PodMakers() {
		if len(m.Versions) > 0 {
			versioned++
		}
	}
	assert.Equal(t, versioned, known)
	assert.Contains(t, all, "pods run as, and tokens are of, these service accounts alone: default, x.y")
	assert.Contains(t, all, "pods mount these paths of their node alone: /opt/\"odd\" ünd <so>")
	none := guardrails.Guardrails{ServiceAccounts: []string{"default"}}.Policy().Validations
	assert.True(t, slices.ContainsFunc(none, func(v admissionv1.Validation) bool {
		return v.Message == "pods mount no path of their node: no hostPath"
	}))
}
