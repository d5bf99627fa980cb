package e2e

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
)

// TestRefusedUpdateIsNotLost: EKS refuses once to move a principal to another team. Pulumi's AWS provider notes the move
// as done. The program looks at EKS first, and does it again. A program that does not look, as those of others that import
// the component, has to say that it is not done.
func TestRefusedUpdateIsNotLost(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "lost-a"))
	require.NoError(t, createNamespace(ctx, "lost-b"))
	_, arn := principal(t, "LostAlice")
	eks, through := beforeEKS(t)
	settings := with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": "lost",
		"teams":      config{"a": config{"namespaces": []string{"lost-a"}}, "b": config{"namespaces": []string{"lost-b"}}},
		"principals": config{"alice": config{"arn": arn, "teams": []string{"a"}}},
	})
	st := newStack(t, "lost", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)

	require.NoError(t, st.Configure(with(settings, config{"principals": config{"alice": config{"arn": arn, "teams": []string{"b"}}}})))
	var refused atomic.Bool
	eks.Harm(func(c faults.Call) faults.Fault {
		if c.Method == http.MethodPost && strings.Contains(c.Path, "/access-entries/") && !refused.Swap(true) {
			return denied
		}
		return nil
	})
	_, err = st.Up(ctx)
	require.ErrorContains(t, err, "AccessDeniedException")
	require.Equal(t, []string{"lost-a-cluster-level", "lost-a-namespace-level"}, sorted(entries(t)[arn]))

	const say = "principals.alice: its access entry has other groups in EKS than the state of the stack tells, because an " +
		"update was refused or somebody changed it, and this update would not notice: run pulumi up --refresh"
	_, err = st.Run(ctx, "preview", "--refresh=false")
	require.ErrorContains(t, err, say)
	_, err = st.Up(ctx, "--refresh=false")
	require.ErrorContains(t, err, say)

	changes, err := st.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"update AccessEntry": 1}, changes.Ops())
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"update AccessEntry": 1}, changes.Ops())
	assert.Equal(t, []string{"lost-b-cluster-level", "lost-b-namespace-level"}, sorted(entries(t)[arn]))
	requireSettled(t, st)
}
