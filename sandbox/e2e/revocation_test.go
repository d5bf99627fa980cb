package e2e

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestRevocationNeedsNoGarbageCollector: while the cluster's garbage collector does nothing, a namespace and a principal are
// taken away, and then everything.
func TestRevocationNeedsNoGarbageCollector(t *testing.T) {
	ctx := testContext(t)
	for _, namespace := range []string{"revoked-a", "revoked-b"} {
		require.NoError(t, createNamespace(ctx, namespace))
	}
	_, alice := principal(t, "RevokedAlice")
	_, bob := principal(t, "RevokedBob")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "revoked", "namespaces": []string{"revoked-a", "revoked-b"},
		"principals": config{"alice": alice, "bob": bob},
	}
	st := newStack(t, "revoked", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	freezeControllers(t)

	settings["namespaces"], settings["principals"] = []string{"revoked-a"}, config{"alice": alice}
	require.NoError(t, st.Configure(settings))
	// Pulumi would wait for the garbage collector for ten minutes.
	short, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	changes, err := st.Up(short)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"delete Role": 1, "delete RoleBinding": 1, "delete AccessEntry": 1}, changes.Ops())
	_, err = admin(t).RbacV1().RoleBindings("revoked-b").Get(ctx, "revoked-namespace-level-role-binding", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "%v", err)
	_, err = admin(t).RbacV1().RoleBindings("revoked-a").Get(ctx, "revoked-namespace-level-role-binding", metav1.GetOptions{})
	require.NoError(t, err)
	assert.NotContains(t, entries(t), bob)

	_, err = st.Destroy(short)
	require.NoError(t, err)
}

// freezeControllers stops the controller manager, in which the garbage collector runs, until the test ends.
func freezeControllers(t *testing.T) {
	t.Helper()
	pids := box.PIDs()
	manager := pids[len(pids)-1]
	t.Cleanup(func() { assert.NoError(t, syscall.Kill(manager, syscall.SIGCONT)) })
	require.NoError(t, syscall.Kill(manager, syscall.SIGSTOP))
}
