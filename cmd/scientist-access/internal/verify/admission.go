package verify

import (
	"slices"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/difference"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// compareAdmission compares the stack's admission policies and their bindings. What differs in one may let through what the
// stack's guardrails refuse: it matters as much as a right too many.
func (c *comparison) compareAdmission(unread string) {
	declared, live := c.objects, c.live.Objects
	if len(declared.AdmissionPolicies)+len(declared.AdmissionBindings) == 0 {
		return
	}
	if unread != "" {
		c.unchecked("admission policies", "not checked, so that guardrails may be missing: "+unread)
		return
	}
	for _, was := range declared.AdmissionPolicies {
		i := slices.IndexFunc(live.AdmissionPolicies, func(is access.AdmissionPolicy) bool { return is.Name == was.Name })
		if i < 0 {
			c.missingAdmission(was.Ref())
			continue
		}
		is := live.AdmissionPolicies[i]
		c.changedAdmission(AdmissionPolicyChanged, was.Ref(), difference.AdmissionPolicies(was.Spec, is.Spec), is.By)
	}
	for _, was := range declared.AdmissionBindings {
		i := slices.IndexFunc(live.AdmissionBindings, func(is access.AdmissionBinding) bool { return is.Name == was.Name })
		if i < 0 {
			c.missingAdmission(was.Ref())
			continue
		}
		is := live.AdmissionBindings[i]
		c.changedAdmission(AdmissionBindingChanged, was.Ref(), difference.AdmissionBindings(was.Spec, is.Spec), is.By)
	}
	c.findForeignAdmission()
}

func (c *comparison) missingAdmission(ref access.Ref) {
	c.found.Add(finding.Finding{
		Severity: policy.High, Kind: ObjectMissing, Object: ref.String(),
		Message: "is in the stack, but not in the cluster: it checks nothing", Fix: restore,
	})
}

func (c *comparison) changedAdmission(kind finding.Kind, ref access.Ref, lines []string, by access.Author) {
	if len(lines) == 0 {
		return
	}
	c.found.Add(finding.Finding{
		Severity: policy.High, Kind: kind, Object: ref.String(),
		Message: "it is not as the stack declares it, and may let through what the stack refuses", Lines: lines,
		By: &by, Fix: renewal(ref),
	})
}

// findForeignAdmission looks for other bindings of the stack's admission policies. They take nothing from the stack's own, and
// refuse or warn of requests where the stack does not.
func (c *comparison) findForeignAdmission() {
	for _, is := range c.live.AdmissionBindings {
		own := slices.ContainsFunc(c.objects.AdmissionBindings, func(b access.AdmissionBinding) bool { return b.Name == is.Name })
		bound := slices.ContainsFunc(c.objects.AdmissionPolicies, func(p access.AdmissionPolicy) bool { return p.Name == is.Spec.PolicyName })
		if own || !bound {
			continue
		}
		f := finding.Finding{
			Severity: policy.Medium, Kind: ForeignAdmissionBinding, Object: is.Ref().String(),
			Message: "puts an admission policy of the stack into force where the stack does not",
			Lines:   []string{"+ binds " + access.AdmissionPolicy{Name: is.Spec.PolicyName}.Ref().String()}, By: &is.By,
			Fix: deletion(is.Ref()) + "; if it is wanted, let the stack create it",
		}
		for _, action := range is.Spec.ValidationActions {
			f.Lines = append(f.Lines, "+ validationActions["+string(action)+"]")
		}
		c.found.Add(f)
	}
}
