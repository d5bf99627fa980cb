package review_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/guardrails"
)

// TestAdopted: what becomes a stack's is told apart, and nothing else is.
func TestAdopted(t *testing.T) {
	t.Parallel()
	of := func(owner string) access.Objects {
		o := objects(role("a", "r", "get pods"), bind("a", "Role r", groupSubject("g")), entry(alice, "g"),
			guardPolicy(nil), guardBinding("a", guardrails.Deny))
		o.Roles[0].Owner, o.Bindings[0].Owner = owner, owner
		o.AdmissionPolicies[0].Owner, o.AdmissionBindings[0].Owner = owner, owner
		return o
	}
	const mark, other = "pulumi:org/scientist-access/prod", "pulumi:org/scientist-access/test"
	adopted := func(before, after access.Objects) []string {
		var places []string
		for _, note := range preview(before, after).Notes {
			if note.Message == "has been there, and gets the mark of stack org/scientist-access/prod, as after an import: "+
				"from then on pulumi destroy deletes it" {
				places = append(places, note.Place)
			}
		}
		return places
	}
	assert.Equal(t, []string{
		"Role a/r", "RoleBinding a/" + of("").Bindings[0].Name, "ValidatingAdmissionPolicy guard",
		"ValidatingAdmissionPolicyBinding guard-a",
	}, adopted(of(""), of(mark)))
	for name, notes := range map[string][]string{
		"kept": adopted(of(mark), of(mark)), "new": adopted(access.Objects{}, of(mark)), "never marked": adopted(of(""), of("")),
		"of another stack": adopted(of(other), of(mark)),
	} {
		assert.Empty(t, notes, name)
	}
}
