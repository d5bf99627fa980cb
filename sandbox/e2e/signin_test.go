package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestPrincipalsOfEveryKindSignIn: an access entry names a principal with its path, the token tells the session of
// a role, which has none, and both must meet.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func TestPrincipalsOfEveryKindSignIn(t *testing.T) {
	kinds := map[string]struct{ arn, user string }{
		"user-with-path": {
			arn:  "arn:aws:iam::111122223333:user/research/vision/bob",
			user: "arn:aws:iam::111122223333:user/research/vision/bob",
		},
		"role-with-path": {
			arn:  "arn:aws:iam::111122223333:role/research/vision/Trainer",
			user: "arn:aws:sts::111122223333:assumed-role/Trainer/session",
		},
		"identity-center": {
			arn:  "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/us-west-2/AWSReservedSSO_Scientist_0123456789abcdef",
			user: "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/session",
		},
		"other-account": {
			arn:  "arn:aws:iam::444455556666:role/Partner",
			user: "arn:aws:sts::444455556666:assumed-role/Partner/session",
		},
	}
	principals := map[string]any{}
	for profile, kind := range kinds {
		require.NoError(t, box.AddPrincipal(profile, kind.arn))
		principals[profile] = kind.arn
	}
	st := newStack(t, "kinds", map[string]any{
		"clusterName": sandbox.Cluster, "namePrefix": "kinds", "principals": principals,
	})
	_, err := st.Up(testContext(t))
	require.NoError(t, err)
	for profile, kind := range kinds {
		t.Run(profile, func(t *testing.T) {
			requireAllowed(t, profile, documentedQuestions()...)
			requireUser(t, profile, kind.user, "kinds-cluster-level", "kinds-namespace-level")
		})
	}
}

// TestRecreatedRoleNeedsANewEntry: an entry knows its principal by the unique id that IAM gave it, so a role that is
// deleted and made again under the same ARN is a stranger, until its entry is made again, too.
// https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
func TestRecreatedRoleNeedsANewEntry(t *testing.T) {
	ctx := testContext(t)
	profile, arn := principal(t, "recreated")
	st := newStack(t, "recreated", map[string]any{
		"clusterName": sandbox.Cluster, "namePrefix": "recreated", "principals": map[string]any{"alice": arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	requireAllowed(t, profile, documentedQuestions()...)

	box.EKS.RemovePrincipal(arn)
	require.NoError(t, box.AddPrincipal("recreated-again", arn))
	requireUnauthorized(t, profile)
	requireUnauthorized(t, "recreated-again")
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes, "the entry is as configured; what is wrong with it can't be seen")
	requireUnauthorized(t, "recreated-again")

	_, err = eksClient(t).DeleteAccessEntry(ctx, &eks.DeleteAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
	})
	require.NoError(t, err)
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"create AccessEntry": 1}, changes.Ops())
	requireAllowed(t, "recreated-again", documentedQuestions()...)
	requireUnauthorized(t, profile)
	_, err = client(t, box.SignIn("recreated-again")).CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
}
