package resource_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/guardrails"
)

const (
	admission = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
	unknown   = `"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`
	secret    = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"x"}`
)

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// admissionState is a state of an admission policy, or of a binding where the kind ends so. No outputs are an empty text.
func admissionState(kind, name, inputs, outputs string) string {
	state := `{"urn":"urn:pulumi:dev::p::` + kind + `::g","type":"` + kind + `","id":"` + name + `","inputs":{"metadata":{"name":"` +
		name + `"},"spec":` + inputs + `}`
	if outputs != "" {
		state += `,"outputs":{"metadata":{"name":"` + name + `","uid":"1"},"spec":` + outputs + `}`
	}
	return state + "}"
}

// TestReadAdmission: policies and bindings come out as they went in, and what is withheld in them, or was found to be
// otherwise, is neither guessed nor dropped.
func TestReadAdmission(t *testing.T) {
	t.Parallel()
	spec := guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}}.Policy()
	binding := guardrails.Binding("p", "a", guardrails.Deny)
	asIs, bound, edited := asJSON(t, spec), asJSON(t, binding), strings.Replace(asJSON(t, spec), `"Fail"`, `"Ignore"`, 1)
	part := func(value string) string { return strings.Replace(asIs, `"Fail"`, value, 1) }
	tests := []struct {
		name, inputs, outputs string
		found                 bool // to be otherwise
		withheld              string
	}{
		{"before it is there", asIs, "", false, ""},
		{"as it was found", asIs, asIs, false, ""},
		{"edited", asIs, edited, true, ""},
		{"found with a secret", asIs, part(secret), true, ""},
		{"found with a field that is not known", asIs, strings.Replace(asIs, "{", `{"x":1,`, 1), true, ""},
		{"not known", unknown, "", false, access.Unknown},
		{"not known in a part", part(unknown), "", false, access.Unknown},
		{"not known in a text", part(`"a` + unknown[1:]), "", false, access.Unknown},
		{"secret", secret, "", false, access.Secret},
		{"secret in a part", part(secret), "", false, access.Secret},
		{"hidden in a list", strings.Replace(asIs, `"namespaceSelector"`, `"x":[["[secret]"]],"namespaceSelector"`, 1), "", false, access.Secret},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			after := read(t, `{"version":3,"deployment":{"resources":[`+admissionState(admission, "p", test.inputs, test.outputs)+`,`+
				admissionState(admission+"Binding", "p-a", bound, bound)+`]}}`).After
			require.Len(t, after.AdmissionPolicies, 1)
			p := after.AdmissionPolicies[0]
			assert.Equal(t, "p", p.Name)
			assert.Equal(t, test.withheld, p.Withheld)
			if test.withheld == "" {
				assert.Equal(t, spec, p.Spec)
			} else {
				assert.Empty(t, p.Spec)
			}
			if test.outputs == "" {
				assert.Nil(t, p.Found)
			} else {
				assert.Equal(t, test.found, !assert.ObjectsAreEqual(spec, *p.Found))
			}
			require.Len(t, after.AdmissionBindings, 1)
			b := after.AdmissionBindings[0]
			assert.Equal(t, "ValidatingAdmissionPolicyBinding p-a", b.Ref().String())
			assert.Equal(t, binding, b.Spec)
			assert.Equal(t, binding, *b.Found)
			assert.Empty(t, b.Withheld)
		})
	}
}

// TestReadAdmissionLeavesOut: what cannot be understood might check less than it seems to.
func TestReadAdmissionLeavesOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ spec, says string }{
		"no spec":            {`null`, "left out: spec is null, want an object"},
		"a text":             {`"all"`, "left out: spec is a string, want an object"},
		"a wrong type":       {`{"validations":7}`, "left out: spec: "},
		"an unknown field":   {`{"policyName":"p","x":1}`, `left out: spec: unknown field "`},
		"in capital letters": {`{"PolicyName":"p"}`, `left out: spec: unknown field "PolicyName"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reading := read(t, `{"version":3,"deployment":{"resources":[`+admissionState(admission+"Binding", "b", c.spec, "")+`]}}`)
			assert.Empty(t, reading.After.AdmissionBindings)
			require.NotEmpty(t, reading.Notes)
			assert.Contains(t, reading.Notes[0].Message, c.says)
			assert.NotContains(t, reading.Notes[0].Message, "\n")
		})
	}
}

// TestReadAdmissionChange: before a change counts what is there, after it what the program asks for.
func TestReadAdmissionChange(t *testing.T) {
	t.Parallel()
	deny, warn := guardrails.Binding("p", "a", guardrails.Deny), guardrails.Binding("p", "a", guardrails.Warn)
	state := func(inputs, outputs any) string {
		text := ""
		if outputs != nil {
			text = asJSON(t, outputs)
		}
		return admissionState(admission+"Binding", "b", asJSON(t, inputs), text)
	}
	step := func(op, old, new string) *access.Reading {
		states := `,"oldState":` + old
		if new != "" {
			states += `,"newState":` + new
		}
		return read(t, `{"steps":[{"op":"`+op+`","urn":"urn:pulumi:dev::p::`+admission+`Binding::g"`+states+`}]}`)
	}
	update := step("update", state(deny, warn), state(deny, nil))
	assert.Equal(t, warn, update.Before.AdmissionBindings[0].Spec)
	assert.Nil(t, update.Before.AdmissionBindings[0].Found, "what the program once asked for says nothing about what is there")
	assert.Equal(t, deny, update.After.AdmissionBindings[0].Spec)
	narrowed := deny
	narrowed.ParamRef = &admissionv1.ParamRef{Name: "x"}
	added := step("update", state(warn, narrowed), state(deny, nil))
	require.NotNil(t, added.After.AdmissionBindings[0].Found, "what somebody added stays")
	assert.NotEqual(t, deny, *added.After.AdmissionBindings[0].Found)
	seen := step("update", state(warn, warn), state(deny, nil))
	assert.Nil(t, seen.After.AdmissionBindings[0].Found, "what Pulumi sees it mends")
	replaced := step("replace", state(warn, narrowed), state(deny, nil))
	assert.Nil(t, replaced.After.AdmissionBindings[0].Found, "it is made anew")
	same := step("same", state(deny, warn), state(deny, nil))
	assert.Equal(t, warn, same.After.AdmissionBindings[0].Spec, "nothing restores it")
	deleted := step("delete", state(deny, deny), "")
	assert.Equal(t, deny, deleted.Before.AdmissionBindings[0].Spec)
	assert.Empty(t, deleted.After.AdmissionBindings)
}

// TestReadAdmissionByID: what a preview is about to read may be any policy.
func TestReadAdmissionByID(t *testing.T) {
	t.Parallel()
	reading := func(kind string) access.Objects {
		return read(t, `{"steps":[{"op":"read","urn":"urn:x","newState":{"urn":"urn:x","type":"`+kind+`","id":"p","external":true}}]}`).After
	}
	origin := access.Origin{URN: "urn:x"}
	assert.Equal(t, []access.AdmissionPolicy{{Origin: origin, Name: "p", Withheld: access.Unknown}}, reading(admission).AdmissionPolicies)
	assert.Equal(t, []access.AdmissionBinding{{Origin: origin, Name: "p", Withheld: access.Unknown}},
		reading(admission+"Binding").AdmissionBindings)
}
