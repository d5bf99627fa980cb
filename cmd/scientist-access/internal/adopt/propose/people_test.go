package propose

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

// TestWhoIsLeftOut: an entry beside Bob's, who can be taken over.
func TestWhoIsLeftOut(t *testing.T) {
	t.Parallel()
	typed := func(kind string) part {
		return func(live *Live) { live.Objects.Entries[len(live.Objects.Entries)-1].Type = kind }
	}
	named := func(user string) part {
		return func(live *Live) { live.Objects.Entries[len(live.Objects.Entries)-1].UserName = user }
	}
	associated := func(live *Live) {
		live.Objects.Associations = append(live.Objects.Associations, access.PolicyAssociation{Origin: here, PrincipalARN: alice, PolicyARN: "x/AmazonEKSViewPolicy"})
	}
	sso := "arn:aws:iam::111122223333:role/AWSReservedSSO_Scientist_0123456789abcdef"
	tests := []struct {
		name string
		of   part
		want string
	}{
		{"for nodes", both(entry(alice), typed("EC2_LINUX")), alice + ": left out: an access entry of type EC2_LINUX, for nodes: EKS decides what it may do"},
		{"no group", entry(alice), alice + ": left out: it has no group, so that no right comes from one"},
		{"policies alone", both(entry(alice), associated), alice + ": left out: it has EKS access policies and no group: this plan does not propose accessPolicies"},
		{"groups without binding", entry(alice, "x", "y"), alice + ": left out: no binding gives anything to its groups: x, y"},
		{"a role without rules", both(entry(alice, "x"), bound("a", "empty", "empty", nil, group("x"))), alice + ": left out: no binding gives anything to its groups: x"},
		{"system:masters in aws-auth", mapped(alice, "g", "system:masters"), alice + " in aws-auth: left out: it has the group system:masters, which may do " +
			"everything and which EKS refuses in access entries; the access policy AmazonEKSClusterAdminPolicy gives the same"},
		{"nodes in aws-auth", mapped(alice, "system:nodes", "system:bootstrappers"), alice + " in aws-auth: left out: it has the group system:bootstrappers, and EKS refuses groups that start with system: in access entries"},
		{"Identity Center without its path", mapped(sso, "g"), sso + " in aws-auth: left out: its ARN is an IAM Identity Center role without its path; the path is " +
			"aws-reserved/sso.amazonaws.com/REGION/, without REGION if Identity Center is in us-east-1 (see aws iam get-role)"},
		{"not an ARN", entry("x", "g"), `x: left out: its ARN is not a valid ARN; an example: arn:aws:iam::111122223333:role/ScientistUserRole`},
		{"a user name that EKS refuses", both(entry(alice, "g"), named("eks:alice"), bindTo("a", "Role", "r", "u", access.UserSubject("eks:alice"))),
			alice + ": left out: bindings name its user name eks:alice, which EKS refuses in access entries"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan, err := New(cluster(bound("a", "r", "b", rules("get pods"), group("g")), entry(bob, "g"), test.of))
			require.NoError(t, err)
			assert.Equal(t, map[string]Principal{"bob": {ARN: bob}}, plan.Config.Principals)
			assert.Equal(t, []string{test.want}, lines(plan.Unexpressed))
			assert.Zero(t, plan.Changes.Gaining+plan.Changes.Losing)
		})
	}
}

// TestAWSAuth: its lines are like entries, for those without one; of two lines the later counts.
func TestAWSAuth(t *testing.T) {
	t.Parallel()
	withPath := "arn:aws:iam::111122223333:role/team/Alice"
	g := both(bound("a", "r", "b", rules("get pods"), group("g")), bound("a", "h", "h", rules("get jobs.batch"), group("h")))
	tests := []struct {
		name  string
		of    []part
		want  map[string]Principal
		after []string
		notes []string
	}{
		{"a line alone", []part{mapped(alice, "g")}, map[string]Principal{"alice": {ARN: alice}},
			[]string{"the line of " + alice + " can go: EKS does not look at it beside an access entry"},
			[]string{alice + ": aws-auth names roles without their path: if it has one, add it to the ARN"}},
		{"a user", []part{mapped(carol, "g")}, map[string]Principal{"carol": {ARN: carol}},
			[]string{"the line of " + carol + " can go: EKS does not look at it beside an access entry"}, []string{}},
		{"a line beside an entry", []part{entry(withPath, "g"), mapped(alice, "system:masters")}, map[string]Principal{"alice": {ARN: withPath}},
			[]string{"the line of " + withPath + " can go: EKS does not look at it beside an access entry"}, []string{}},
		{"a line with the path of a role, which EKS does not find", []part{entry(bob, "g"), mapped(withPath, "g")},
			map[string]Principal{"bob": {ARN: bob}}, nil, []string{}},
		{"two lines", []part{mapped(carol, "h"), mapped(carol, "g"), entry(bob, "g")}, map[string]Principal{"bob": {ARN: bob}, "carol": {ARN: carol}},
			[]string{"the line of " + carol + " can go: EKS does not look at it beside an access entry"}, []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan, err := New(cluster(append(test.of, g)...))
			require.NoError(t, err)
			assert.Equal(t, test.want, plan.Config.Principals)
			var after []string
			for _, note := range plan.Afterwards {
				if note.Place == "ConfigMap kube-system/aws-auth" {
					after = append(after, note.Message)
				}
			}
			assert.Equal(t, test.after, after)
			assert.Equal(t, test.notes, lines(plan.Unexpressed))
			assert.Zero(t, plan.Changes.Gaining+plan.Changes.Losing, "to sign in by an entry instead is no gain")
		})
	}
}

// TestUserNames are configured only where EKS would choose another, and takes them.
func TestUserNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ arn, user, want, says string }{
		{alice, "", "", ""},
		{alice, "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}", "", ""},
		{alice, "scientist:{{SessionName}}", "scientist:{{SessionName}}", ""},
		{alice, "alice", "alice", ""},
		{alice, access.Unknown, "", ""},
		{alice, "build-{{SessionName}}", "", alice + ": its user name build-{{SessionName}} becomes the one that EKS chooses, as the name " +
			`needs a colon before {{SessionName}}, for example "scientist:{{SessionName}}"`},
		{carol, carol, "", ""},
	}
	for _, test := range tests {
		t.Run(test.arn+" "+test.user, func(t *testing.T) {
			t.Parallel()
			live := cluster(bound("a", "r", "b", rules("get pods"), group("g")), entry(test.arn, "g"))
			live.Objects.Entries[0].UserName = test.user
			plan, err := New(live)
			require.NoError(t, err)
			for _, principal := range plan.Config.Principals {
				assert.Equal(t, test.want, principal.UserName)
			}
			assert.Equal(t, test.says, strings.Join(lines(plan.Unexpressed), "\n"))
		})
	}
}
