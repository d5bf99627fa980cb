package resource

import (
	"encoding/json"
	"fmt"
	"reflect"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	kjson "sigs.k8s.io/json"

	"github.com/scientist-access/scientist-access/access"
)

// admission starts Pulumi's tokens for admission policies.
const admission = "kubernetes:admissionregistration.k8s.io/v1:"

func decodeAdmissionPolicy(o *access.Objects, r resource) {
	p := access.AdmissionPolicy{Origin: r.marked()}
	_, p.Name = r.metadata()
	p.Spec, p.Found, p.Withheld = specs[admissionv1.ValidatingAdmissionPolicySpec](r)
	o.AdmissionPolicies = append(o.AdmissionPolicies, p)
}

func decodeAdmissionBinding(o *access.Objects, r resource) {
	b := access.AdmissionBinding{Origin: r.marked()}
	_, b.Name = r.metadata()
	b.Spec, b.Found, b.Withheld = specs[admissionv1.ValidatingAdmissionPolicyBindingSpec](r)
	o.AdmissionBindings = append(o.AdmissionBindings, b)
}

// specs reads an object's spec, and the one that Pulumi last found where that is another thing.
func specs[S any](r resource) (spec S, found *S, withheld string) {
	withheld = readSpec(property(r.problem, "spec", r.in.Spec, r.out.Spec), &spec)
	if r.live {
		return spec, nil, withheld
	}
	found = foundSpec[S](r.in, r.out)
	if r.was != nil && r.was.Inputs != nil && r.was.Outputs != nil {
		// What a refresh leaves out of the inputs was added by somebody else, and Pulumi does not take it away.
		asked, stays := foundSpec[S](*r.was.Outputs, *r.was.Inputs), foundSpec[S](*r.was.Inputs, *r.was.Outputs)
		if asked != nil && !reflect.DeepEqual(asked, stays) {
			found = stays
		}
	}
	return spec, found, withheld
}

// foundSpec is the spec of outputs beside inputs that have one too; nil if there is none. What of it cannot be understood is left
// empty, so that it is not what a program asks for.
func foundSpec[S any](in, out properties) *S {
	if in.Spec == nil || out.Spec == nil {
		return nil
	}
	var found S
	var unread error
	readSpec(property(&unread, "spec", out.Spec), &found)
	if unread != nil {
		return new(S)
	}
	return &found
}

// readSpec reads a spec the way the API server does. A value in it that is withheld leaves all of it out. A field that is
// not known is a problem: it might mean that less is checked than the others say.
func readSpec(spec value, into any) (withheld string) {
	if stand, ok := spec.anyWithheld(); ok {
		return stand
	}
	if _, ok := spec.v.(map[string]any); !ok {
		spec.wrong("an object")
		return ""
	}
	if err := unmarshal(spec.v, into); err != nil && *spec.problem == nil {
		*spec.problem = fmt.Errorf("spec: %w", err)
	}
	return ""
}

func unmarshal(v, into any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	unknown, err := kjson.UnmarshalStrict(text, into)
	if err == nil && len(unknown) > 0 {
		return unknown[0]
	}
	return err
}
