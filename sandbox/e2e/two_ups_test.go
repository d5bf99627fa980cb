package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// locked is what Pulumi says to who comes second.
const locked = "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file " +
	"with `pulumi cancel`."

// TestTwoUpsAtOnce: while an update of a stack runs, another one is refused. Previews and exports are not.
func TestTwoUpsAtOnce(t *testing.T) {
	states := newBucket(t)
	for name, variables := range map[string][]string{"folder": nil, "s3": {states.backend(states.endpoint)}} {
		t.Run(name, func(t *testing.T) {
			st, eks := contested(t, "contested-"+name, variables...)
			first, release := holdUp(t, st, eks)
			calls := len(changesOf(eks))
			_, err := st.Up(testContext(t))
			require.ErrorContains(t, err, locked)
			require.ErrorContains(t, err, "created by ")
			require.Len(t, changesOf(eks), calls, "the second changes nothing")
			_, err = st.Preview(testContext(t))
			require.NoError(t, err)
			_, err = st.Run(testContext(t), "stack", "export")
			require.NoError(t, err)

			release()
			require.NoError(t, first.Wait())
			again, err := st.Up(testContext(t))
			require.NoError(t, err)
			require.Empty(t, again)
		})
	}
}

// TestCancelStopsNobody: pulumi cancel takes the lock away from an update that goes on, which then writes over what the
// next one has noted.
func TestCancelStopsNobody(t *testing.T) {
	st, eks := contested(t, "contested-cancel")
	first, release := holdUp(t, st, eks)
	_, err := st.Run(testContext(t), "cancel", "--yes")
	require.NoError(t, err)
	_, err = st.Up(testContext(t))
	require.NoError(t, err, "the second makes the entry")
	release()
	require.ErrorContains(t, first.Wait(), "already in use on this cluster")
	require.Equal(t, []string{"pulumi import"}, upUntilMended(t, st))
}

// TestTwoUpsAtTheSameMoment: both lock the stack before either looks for the other's lock. They do not both go on. Where
// both give way, one may read the other's lock when that is gone already.
func TestTwoUpsAtTheSameMoment(t *testing.T) {
	states := newBucket(t)
	way, err := faults.NewProxy(states.endpoint, nil)
	require.NoError(t, err)
	t.Cleanup(way.Close)
	st, _ := contested(t, "contested-moment", states.backend(way.Endpoint))
	var locks atomic.Int32
	both := make(chan struct{})
	way.Harm(func(c faults.Call) faults.Fault {
		if c.Method != http.MethodPut || !strings.Contains(c.Path, "/locks/") {
			return nil
		}
		if locks.Add(1) == 2 {
			close(both)
		}
		return letThrough(testContext(t), both)
	})
	var errs [2]error
	var ups sync.WaitGroup
	for i := range errs {
		ups.Go(func() { _, errs[i] = st.Up(testContext(t)) })
	}
	ups.Wait()
	way.Harm(nil)
	refused := 0
	for _, err := range errs {
		if err != nil {
			require.Regexp(t, regexp.QuoteMeta(locked)+"|NoSuchKey", err.Error())
			refused++
		}
	}
	require.Positive(t, refused)
	t.Logf("%d of 2 refused", refused)
	_, err = st.Up(testContext(t))
	require.NoError(t, err)
}

// contested is a stack with one principal, and a proxy before its EKS.
func contested(t *testing.T, name string, variables ...string) (*stack.Stack, *faults.Proxy) {
	t.Helper()
	require.NoError(t, createNamespace(testContext(t), name))
	_, arn := principal(t, name)
	eks, through := beforeEKS(t)
	return newStack(t, name, with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": name, "namespaces": []string{name}, "principals": config{"alice": arn},
	}), variables...), eks
}

// holdUp begins an update and holds it at its first change of EKS, when the objects of Kubernetes are there, until it is
// released.
func holdUp(t *testing.T, st *stack.Stack, eks *faults.Proxy) (update *errgroup.Group, release func()) {
	t.Helper()
	update, ctx := errgroup.WithContext(testContext(t))
	reached, let := make(chan struct{}), make(chan struct{})
	release = sync.OnceFunc(func() { close(let) })
	t.Cleanup(release) // before the stack is destroyed
	eks.Harm(firstChange(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		close(reached)
		letThrough(ctx, let)(w, r, next)
	}))
	update.Go(func() error {
		_, err := st.Up(ctx)
		return err
	})
	select {
	case <-reached:
	case <-ctx.Done():
		require.NoError(t, update.Wait(), "the update did not come to EKS")
	}
	return update, release
}

func changesOf(proxy *faults.Proxy) (changes []faults.Call) {
	for _, c := range proxy.Calls() {
		if c.Changes() {
			changes = append(changes, c)
		}
	}
	return changes
}
