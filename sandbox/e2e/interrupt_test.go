package e2e

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// TestInterrupted presses Ctrl-C once while an update waits for EKS: it ends with that call, leaves no lock and no process,
// and the next update does the rest.
func TestInterrupted(t *testing.T) {
	require.NoError(t, createNamespace(testContext(t), "interrupted"))
	_, alice := principal(t, "InterruptedAlice")
	_, bob := principal(t, "InterruptedBob")
	eks, through := beforeEKS(t)
	st := newStack(t, "interrupted", with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": "interrupted", "namespaces": []string{"interrupted"},
		"principals": config{"alice": alice, "bob": bob},
	}))
	ctx, press := context.WithCancel(testContext(t))
	eks.Harm(func(c faults.Call) faults.Fault {
		if c.Method != http.MethodPost {
			return nil
		}
		press()
		return faults.Slow(5 * time.Second)
	})
	_, err := st.Up(ctx)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "signal: killed", "it ends by itself")
	left, err := st.Processes()
	require.NoError(t, err)
	require.Empty(t, left)

	eks.Harm(nil)
	_, err = st.Up(testContext(t))
	require.NoError(t, err, "no lock, and nothing to import")
	assert.Len(t, entries(t)[alice], 2)
	assert.Len(t, entries(t)[bob], 2)
}
