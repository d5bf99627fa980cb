package iam_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/iam"
)

func TestIsSession(t *testing.T) {
	t.Parallel()
	const sso = "AWSReservedSSO_Admin_0123456789abcdef"
	for name, c := range map[string]struct {
		caller, principal string
		want              bool
	}{
		"a session of the role": {"arn:aws:sts::111122223333:assumed-role/Deployer/ci", "arn:aws:iam::111122223333:role/Deployer", true},
		"of a role with a path": {"arn:aws:sts::111122223333:assumed-role/" + sso + "/alice",
			"arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/us-west-2/" + sso, true},
		"of another role":      {"arn:aws:sts::111122223333:assumed-role/Deployer/ci", "arn:aws:iam::111122223333:role/Deploy", false},
		"of another account":   {"arn:aws:sts::444455556666:assumed-role/Deployer/ci", "arn:aws:iam::111122223333:role/Deployer", false},
		"the user":             {"arn:aws:iam::111122223333:user/a/bob", "arn:aws:iam::111122223333:user/a/bob", true},
		"another user":         {"arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:user/a/bob", false},
		"not known":            {"", "", false},
		"not known, of a role": {"", "arn:aws:iam::111122223333:role/Deployer", false},
		"a user of that name":  {"arn:aws:iam::111122223333:user/Deployer", "arn:aws:iam::111122223333:role/Deployer", false},
	} {
		assert.Equal(t, c.want, iam.IsSession(c.caller, c.principal), name)
	}
}

func TestRole(t *testing.T) {
	t.Parallel()
	account, name, isRole := iam.Role("arn:aws:iam::111122223333:role/team/Alice")
	assert.Equal(t, []any{"111122223333", "Alice", true}, []any{account, name, isRole})
	for _, other := range []string{"arn:aws:iam::111122223333:user/Alice", "arn:aws:sts::111122223333:role/Alice", "", "role/Alice"} {
		_, _, isRole := iam.Role(other)
		assert.False(t, isRole, other)
	}
	assert.Equal(t, "aws-cn", iam.Partition("arn:aws-cn:iam::111122223333:role/Alice"))
	assert.Empty(t, iam.Partition("alice"))
	assert.Empty(t, iam.Partition("urn:aws:iam::111122223333:role/Alice"))
	assert.Empty(t, iam.Partition("arn:aws:iam::111122223333"))
}

func TestSession(t *testing.T) {
	t.Parallel()
	account, role, isSession := iam.Session("arn:aws:sts::111122223333:assumed-role/Alice/a@b")
	assert.Equal(t, []any{"111122223333", "Alice", true}, []any{account, role, isSession})
	for _, other := range []string{"arn:aws:iam::111122223333:user/Alice", "arn:aws:iam::111122223333:assumed-role/Alice/a",
		"arn:aws:sts::111122223333:federated-user/Alice", ""} {
		_, _, isSession := iam.Session(other)
		assert.False(t, isSession, other)
	}
	assert.Equal(t, "111122223333", iam.Account("arn:aws:iam::111122223333:role/Alice"))
	assert.Empty(t, iam.Account("Alice"))
}

func TestSameCaller(t *testing.T) {
	t.Parallel()
	const alice, user = "arn:aws:sts::111122223333:assumed-role/Alice/a", "arn:aws:iam::111122223333:user/Alice"
	for other, want := range map[string]bool{
		alice: true, "arn:aws:sts::111122223333:assumed-role/Alice/botocore-session-1": true,
		"arn:aws:sts::111122223333:assumed-role/Bob/a": false, "arn:aws:sts::444455556666:assumed-role/Alice/a": false, user: false, "": false,
	} {
		assert.Equal(t, want, iam.SameCaller(alice, other), other)
		assert.Equal(t, want, iam.SameCaller(other, alice), other)
	}
	assert.True(t, iam.SameCaller(user, user))
	assert.False(t, iam.SameCaller(user, user+"s"))
}

func TestPermissionSet(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{
		"AWSReservedSSO_Data_Scientist_0123456789abcdef": "Data_Scientist", "AWSReservedSSO_0123456789abcdef": "",
		"AWSReservedSSO_Scientist_0123456789ABCDEF": "", "Scientist": "", "": "",
	} {
		assert.Equal(t, want, iam.PermissionSet(role), role)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	partition, region, account := iam.Place("arn:aws-cn:eks:cn-north-1:111122223333:cluster/ml")
	assert.Equal(t, []string{"aws-cn", "cn-north-1", "111122223333"}, []string{partition, region, account})
	partition, region, account = iam.Place("ml")
	assert.Empty(t, partition+region+account)
}
