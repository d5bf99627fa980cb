package eks

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/require"
)

const deployerARN = "arn:aws:iam::111122223333:role/ci/Deployer"

func assume(t *testing.T, a account, key Credentials, role, session string) (*sts.AssumeRoleOutput, error) {
	t.Helper()
	return a.stsClient(key).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: &session})
}

func TestAssumeRole(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.create(t, deployerARN, "deployers")
	principalKey(t, a.Server, deployerARN, Actions("eks:ListAccessEntries"))

	assumed, err := assume(t, a, a.admin, deployerARN, "pulumi")

	require.NoError(t, err)
	const session = "arn:aws:sts::111122223333:assumed-role/Deployer/pulumi"
	require.Equal(t, session, *assumed.AssumedRoleUser.Arn)
	require.WithinDuration(t, time.Now().Add(time.Hour), *assumed.Credentials.Expiration, time.Minute)
	key := Credentials{
		AccessKeyID: *assumed.Credentials.AccessKeyId, SecretAccessKey: *assumed.Credentials.SecretAccessKey,
		SessionToken: *assumed.Credentials.SessionToken,
	}
	caller, err := a.stsClient(key).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	require.NoError(t, err)
	require.Equal(t, session, *caller.Arn)
	require.Equal(t, *assumed.AssumedRoleUser.AssumedRoleId, *caller.UserId)

	_, err = a.eksClient(key).ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster)})
	require.NoError(t, err, "the session may what the role may")
	_, err = a.eksClient(key).DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: aws.String(testCluster)})
	require.ErrorContains(t, err, "AccessDeniedException", "and no more, whoever assumed it")

	signedIn := review(t, a.Server, "authentication.k8s.io/v1", signInToken(t, key, testCluster, testRegion)).Status
	require.True(t, signedIn.Authenticated, signedIn.Error)
	require.Equal(t, []string{"deployers"}, signedIn.User.Groups)
	require.Equal(t, session, signedIn.User.Username)
}

func TestAssumeRoleRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	alice := principalKey(t, a.Server, aliceARN)
	principalKey(t, a.Server, deployerARN)
	for name, c := range map[string]struct {
		key           Credentials
		role, session string
		status        int
		code, message string
	}{
		"who may not": {alice, deployerARN, "x2", 403, "AccessDenied",
			"User: " + aliceARN + " is not authorized to perform: sts:AssumeRole on resource: " + deployerARN},
		"a role that does not exist": {a.admin, deployerARN + "2", "x2", 403, "AccessDenied",
			"User: arn:aws:sts::111122223333:assumed-role/Admin/session is not authorized to perform: sts:AssumeRole on resource: " + deployerARN + "2"},
		"a user": {a.admin, aliceARN, "x2", 403, "AccessDenied",
			"User: arn:aws:sts::111122223333:assumed-role/Admin/session is not authorized to perform: sts:AssumeRole on resource: " + aliceARN},
		"a malformed session name": {a.admin, deployerARN, "a b", 400, "ValidationError",
			`principal "` + deployerARN + `": session name "a b": must be 2 to 64 of letters, digits and _+=,.@-`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := assume(t, a, c.key, c.role, c.session)
			requireAPIError(t, err, c.status, c.code, c.message)
		})
	}
}
