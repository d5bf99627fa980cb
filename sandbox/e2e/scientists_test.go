package e2e

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
)

// newScientist gives a principal access by a stack with the defaults, but names of its own, and returns its profile.
func newScientist(t *testing.T, name string) (profile string) {
	t.Helper()
	profile, arn := principal(t, name)
	st := newStack(t, name, map[string]any{
		"clusterName": sandbox.Cluster,
		"namePrefix":  name,
		"principals":  map[string]any{"alice": arn},
	})
	_, err := st.Up(testContext(t))
	require.NoError(t, err)
	requireAllowed(t, profile, documentedQuestions()...)
	requireUser(t, profile, "arn:aws:sts::111122223333:assumed-role/"+name+"/session", name+"-cluster-level", name+"-namespace-level")
	return profile
}

// newAnybody gives a principal an access entry without groups, and returns its profile.
func newAnybody(t *testing.T, name string) (profile string) {
	t.Helper()
	profile, arn := principal(t, name)
	createEntry(t, arn)
	requireUser(t, profile, "arn:aws:sts::111122223333:assumed-role/"+name+"/session")
	return profile
}

// requireUser asks the API server whom it takes a principal for. The groups are those of its access entry; the API
// server itself adds system:authenticated.
func requireUser(t *testing.T, profile, name string, groups ...string) {
	t.Helper()
	review, err := client(t, box.SignIn(profile)).AuthenticationV1().SelfSubjectReviews().
		Create(testContext(t), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	require.NoError(t, err)
	require.Equal(t, name, review.Status.UserInfo.Username)
	require.ElementsMatch(t, append(groups, "system:authenticated"), review.Status.UserInfo.Groups)
}

// requireAllowed waits until the API server says yes to all: its authorizer hears of new bindings with some delay.
func requireAllowed(t *testing.T, profile string, questions ...question) {
	t.Helper()
	var yes map[question]bool
	err := wait.PollUntilContextTimeout(testContext(t), 50*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		yes = allowed(t, profile, questions)
		return len(yes) == len(questions), nil
	})
	refused := slices.DeleteFunc(slices.Clone(questions), func(q question) bool { return yes[q] })
	require.NoError(t, err, "refused: %v", refused)
}
