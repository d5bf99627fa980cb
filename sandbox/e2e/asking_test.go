package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// assertMayListSecrets asks by a real request of the principal, signed in anew. It waits for the answer: EKS says
// that changes of access entries take some seconds, and so they do here.
func assertMayListSecrets(t *testing.T, profile, namespace string, want bool) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(testContext(t), 200*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, last = client(t, box.SignIn(profile)).CoreV1().Secrets(namespace).List(ctx, metav1.ListOptions{})
		if want {
			return last == nil, nil
		}
		return apierrors.IsForbidden(last), nil
	})
	require.NoError(t, err, "%s may list secrets in %s: want %v; the last answer: %v", profile, namespace, want, last)
}
