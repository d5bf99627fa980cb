package review_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestTeams: a group is a team's where the URN and the name of its binding say so.
func TestTeams(t *testing.T) {
	t.Parallel()
	const ours = "urn:pulumi:dev::p::scientistaccess:index:ScientistAccess$kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::"
	const foreign = "urn:pulumi:dev::p::kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::"
	tests := []struct{ name, urn, binding, want string }{
		{"in a namespace", ours + "access/vision/a", "x-vision-namespace-level-role-binding", "vision"},
		{"in the cluster", ours + "access/vision/cluster", "x-vision-cluster-role-binding", "vision"},
		{"elsewhere", ours + "access/vision/elsewhere/a", "x-vision-elsewhere-role-binding", "vision"},
		{"a team called elsewhere", ours + "access/elsewhere/a", "x-elsewhere-namespace-level-role-binding", "elsewhere"},
		{"a component with a slash", ours + "ml/access/vision/a", "x-vision-namespace-level-role-binding", "vision"},
		{"the only team", ours + "access/a", "x-namespace-level-role-binding", ""},
		{"the only team, elsewhere", ours + "access/elsewhere/a", "x-elsewhere-role-binding", ""},
		{"somebody else's", foreign + "access/vision/a", "x-vision-namespace-level-role-binding", ""},
		{"renamed", ours + "access/vision/a", "renamed", ""},
		{"no URN", "", "x-vision-cluster-role-binding", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := bind("a", "Role r", groupSubject("g"))
			b.URN, b.Name = test.urn, test.binding
			report := export(objects(entry(alice, "g"), b))
			assert.Equal(t, []review.Membership{{Group: "g", Team: test.want, Change: review.Kept}}, report.Access[0].Groups)
		})
	}
}
