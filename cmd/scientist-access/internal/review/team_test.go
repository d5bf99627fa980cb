package review_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
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

// TestTeamsOfTwoClusters: a group of the same name is another cluster's own, and may be another team's.
func TestTeamsOfTwoClusters(t *testing.T) {
	t.Parallel()
	const ours = "urn:pulumi:dev::p::scientistaccess:index:ScientistAccess$kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::"
	of := func(team string) access.Binding {
		b := bind("a", "Role r", groupSubject("g"))
		b.URN, b.Name = ours+"access/"+team+"/a", "x-"+team+"-namespace-level-role-binding"
		return b
	}
	report := export(objects(entry(alice, "g"), of("vision"), in("other", entry(alice, "g")), in("other", of("speech"))))
	teams := map[string]string{}
	for _, a := range report.Access {
		teams[a.Principals[0].Cluster] = a.Groups[0].Team
	}
	assert.Equal(t, map[string]string{"ml": "vision", "other": "speech"}, teams)
}

// TestTeamsStay: another binding of the team's group, or of a user called like it, takes nothing away.
func TestTeamsStay(t *testing.T) {
	t.Parallel()
	ours := bind("a", "Role r", groupSubject("g"))
	ours.URN = "urn:pulumi:dev::p::scientistaccess:index:ScientistAccess$kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::access/vision/a"
	ours.Name = "x-vision-namespace-level-role-binding"
	report := export(objects(entry(alice, "g"), ours, bind("a", "ClusterRole view", groupSubject("g"))))
	assert.Equal(t, "vision", report.Access[0].Groups[0].Team)

	theirs := ours
	theirs.URN, theirs.Name = strings.Replace(ours.URN, "vision", "speech", 1), "x-speech-namespace-level-role-binding"
	theirs.Subjects = []rbacv1.Subject{{Kind: "User", Name: "g"}}
	report = export(objects(entry(alice, "g"), ours, theirs))
	assert.Equal(t, "vision", report.Access[0].Groups[0].Team)
}
