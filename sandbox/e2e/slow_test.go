package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// TestWaitingIsExplained: while EKS takes long over the cluster or an entry, the update says over what and why that may be.
func TestWaitingIsExplained(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "slow"))
	_, alice := principal(t, "SlowAlice")
	eks, through := beforeEKS(t)
	st := newStack(t, "slow", with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": "slow", "namespaces": []string{"slow"}, "principals": config{"alice": alice},
	}))
	eks.Harm(func(c faults.Call) faults.Fault {
		if c.Method == http.MethodPost || allFaults && c.Path == "/clusters/"+sandbox.Cluster {
			return faults.Slow(17 * time.Second)
		}
		return nil
	})
	out, err := st.Run(ctx, "up", "--yes", "--skip-preview")
	require.NoError(t, err)
	if allFaults {
		assert.Contains(t, out, "EKS has not told of cluster ml within 15s: it cannot be reached, fails, or has too much to do")
	}
	assert.Contains(t, out, "EKS has not confirmed the access entry of principals.alice within 15s. It refuses a role or user that IAM "+
		"does not know, and Pulumi tries for two minutes")
}
