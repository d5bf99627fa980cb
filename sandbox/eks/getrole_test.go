package eks

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/stretchr/testify/require"
)

func (a account) getRole(t *testing.T, key Credentials, name string) (*iam.GetRoleOutput, error) {
	t.Helper()
	return a.iamClient(key).GetRole(t.Context(), &iam.GetRoleInput{RoleName: &name})
}

func TestGetRole(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	alice := principalKey(t, a.Server, aliceARN)
	principalKey(t, a.Server, deployerARN)
	principalKey(t, a.Server, "arn:aws:iam::444455556666:role/Elsewhere")
	reader := principalKey(t, a.Server, "arn:aws:iam::111122223333:role/Reader", Actions("iam:GetRole"))

	found, err := a.getRole(t, reader, "Deployer")
	require.NoError(t, err)
	require.Equal(t, deployerARN, *found.Role.Arn)
	require.Equal(t, "/ci/", *found.Role.Path)
	require.Regexp(t, "^AROA", *found.Role.RoleId)

	_, err = a.getRole(t, reader, "ci/Deployer")
	require.ErrorContains(t, err, "NoSuchEntity", "a name has no path")
	_, err = a.getRole(t, reader, "Elsewhere")
	require.ErrorContains(t, err, "The role with name Elsewhere cannot be found.", "in this account")
	_, err = a.getRole(t, alice, "Deployer")
	require.ErrorContains(t, err, "is not authorized to perform: iam:GetRole on resource: role Deployer")
}

// TestRoleMadeAnew: a role that was removed and added again is younger than its entry.
func TestRoleMadeAnew(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	start := time.Now().Add(-time.Minute)
	a.setClock(start)
	principalKey(t, a.Server, roleARN)
	before, err := a.getRole(t, a.admin, "Scientist")
	require.NoError(t, err)
	a.setClock(start.Add(2 * time.Second))
	entry := a.create(t, roleARN).AccessEntry
	require.True(t, before.Role.CreateDate.Before(*entry.CreatedAt))

	a.RemovePrincipal(roleARN)
	a.setClock(start.Add(4 * time.Second))
	principalKey(t, a.Server, roleARN)
	after, err := a.getRole(t, a.admin, "Scientist")
	require.NoError(t, err)
	require.True(t, after.Role.CreateDate.After(*entry.CreatedAt))
	require.NotEqual(t, *before.Role.RoleId, *after.Role.RoleId)
}
