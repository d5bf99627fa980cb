package review

import (
	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// NoRights is a principal that signs in and gets no right from the stack.
const NoRights finding.Kind = "no-rights"

// noRights finds principals that may sign in, and that nothing gives a right as far as can be known: all of their
// groups are bound in the stack, or they have none.
func (f *finder) noRights() {
	if f.partial {
		return
	}
	for p, id := range f.Principals() {
		if p.Kind != access.IAM || unclear(f.Model, id) || !f.Rights(id).Empty() {
			continue
		}
		f.add(id.Cluster, finding.Finding{
			Severity: policy.Medium, Kind: NoRights, Object: p.Short(), Principals: []string{p.Short()},
			Message: "the principal may sign in to " + p.Cluster + ", but nothing in this stack gives it a right there",
			Fix:     "give it a group that the stack binds, or remove its access entry",
		})
	}
}
