package e2e

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestSharedBackend keeps the state in an S3 bucket, as a team does whose members have machines of their own.
func TestSharedBackend(t *testing.T) {
	before, states := allAccess(t), newBucket(t)
	for _, namespace := range []string{"shared-a", "shared-b"} {
		require.NoError(t, createNamespace(testContext(t), namespace))
	}
	t.Run("life cycle", func(t *testing.T) { liveInBucket(t, states) })
	t.Run("two at once, one killed", func(t *testing.T) { killOneOfTwo(t, states) })
	require.Equal(t, before, allAccess(t))
	require.Empty(t, states.find(t, "stacks/*/*.json"), "all stacks are removed")
	require.Empty(t, states.find(t, "locks/*/*/*/*"))
}

func liveInBucket(t *testing.T, states bucket) {
	before := allAccess(t)
	_, alice := principal(t, "SharedAlice")
	_, bob := principal(t, "SharedBob")
	in := func(arn, team string) config { return config{"arn": arn, "teams": []string{team}} }
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "shared",
		"teams": config{
			"vision": config{"namespaces": []string{"shared-a"}},
			"speech": config{"namespaces": []string{"shared-b"}},
		},
	}
	st := passingStack(t, "shared", settings, states.backend(states.endpoint))
	apply(t, st, settings, []edit{{
		name:   "make",
		change: func(c config) { c["principals"] = config{"alice": in(alice, "vision")} },
		want: plan{
			"create ScientistAccess": 1, "create ClusterRole": 2, "create ClusterRoleBinding": 2, "create Role": 2,
			"create RoleBinding": 2, "create AccessEntry": 1,
		},
	}, {
		name:   "move one, add another",
		change: func(c config) { c["principals"] = config{"alice": in(alice, "speech"), "bob": in(bob, "vision")} },
		want:   plan{"update AccessEntry": 1, "create AccessEntry": 1},
	}, {
		name:   "nothing",
		change: func(config) {},
		want:   plan{},
	}})
	requireDeclared(t, st)

	changes, err := st.Destroy(testContext(t))
	require.NoError(t, err)
	require.Equal(t, plan{
		"delete ScientistAccess": 1, "delete ClusterRole": 2, "delete ClusterRoleBinding": 2, "delete Role": 2,
		"delete RoleBinding": 2, "delete AccessEntry": 2,
	}, changes.Ops())
	require.Equal(t, before, allAccess(t))
}

// killOneOfTwo kills a stack's update when it has sent half of the state with an access entry that EKS has just made, while
// another stack's update waits for EKS.
func killOneOfTwo(t *testing.T, states bucket) {
	way, err := faults.NewProxy(states.endpoint, nil)
	require.NoError(t, err)
	t.Cleanup(way.Close)
	killed, killedEKS := oneOfTwo(t, "shared-killed", states.backend(way.Endpoint))
	calm, calmEKS := oneOfTwo(t, "shared-calm", states.backend(states.endpoint))

	group, ctx := errgroup.WithContext(testContext(t))
	waiting, dead := make(chan struct{}), make(chan struct{})
	calmEKS.Harm(firstChange(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		close(waiting)
		letThrough(ctx, dead)(w, r, next)
	}))
	var made atomic.Bool
	killedEKS.Harm(firstChange(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		made.Store(true)
		letThrough(ctx, waiting)(w, r, next)
	}))
	way.Harm(func(c faults.Call) faults.Fault {
		if !made.Load() || c.Method != http.MethodPut || !strings.HasSuffix(c.Path, "/shared-killed.json") {
			return nil
		}
		return faults.During(func() { _ = killed.Kill() })
	})

	var death error
	group.Go(func() error {
		defer close(dead)
		_, death = killed.Up(ctx)
		return nil
	})
	group.Go(func() error {
		_, err := calm.Up(ctx)
		return err
	})
	require.NoError(t, group.Wait())
	require.ErrorContains(t, death, "signal: killed")
	way.Harm(nil)
	again, err := calm.Up(testContext(t))
	require.NoError(t, err)
	require.Empty(t, again)

	require.Equal(t, []string{"pulumi cancel", "pulumi import"}, upUntilMended(t, killed))
	clearPendingCreates(t, killed)
	requireDeclared(t, killed)
	requireDeclared(t, calm)
	require.Equal(t, accessNamed(t, "shared-calm"), accessNamed(t, "shared-killed"))
}

// oneOfTwo is a stack with one principal, and a proxy before its EKS.
func oneOfTwo(t *testing.T, name string, variables ...string) (*stack.Stack, *faults.Proxy) {
	t.Helper()
	_, arn := principal(t, name)
	eks, through := beforeEKS(t)
	return passingStack(t, name, with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": name, "namespaces": []string{"shared-a"}, "principals": config{"alice": arn},
	}), variables...), eks
}

// firstChange harms the first call that changes something.
func firstChange(fault faults.Fault) func(faults.Call) faults.Fault {
	var came atomic.Bool
	return func(c faults.Call) faults.Fault {
		if !c.Changes() || came.Swap(true) {
			return nil
		}
		return fault
	}
}

// letThrough has a call wait for something, or for the end of the test.
func letThrough(ctx context.Context, when <-chan struct{}) faults.Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		select {
		case <-when:
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		case <-ctx.Done():
		}
	}
}

// upUntilMended updates a stack until that succeeds, and returns what the messages said to do on the way.
func upUntilMended(t *testing.T, st *stack.Stack) (mended []string) {
	t.Helper()
	for range 5 {
		_, err := st.Up(testContext(t))
		if err == nil {
			return mended
		}
		mended = append(mended, mend(t, st, err))
	}
	require.Fail(t, "there is no end to what is to be done", "%v", mended)
	return nil
}

// clearPendingCreates does what verify says: the state still tells of the creation that was interrupted.
func clearPendingCreates(t *testing.T, st *stack.Stack) {
	t.Helper()
	found := verifierOf(t, st).run(t)
	require.Equal(t, 1, found.code)
	require.Contains(t, found.stdout, "run pulumi up, then pulumi refresh --clear-pending-creates")
	_, err := st.Run(testContext(t), "refresh", "--yes", "--skip-preview", "--clear-pending-creates")
	require.NoError(t, err)
}

func requireDeclared(t *testing.T, st *stack.Stack) {
	t.Helper()
	verifierOf(t, st).requireAsDeclared(t)
}

func verifierOf(t *testing.T, st *stack.Stack) verifier {
	t.Helper()
	export, err := st.Run(testContext(t), "stack", "export")
	require.NoError(t, err)
	return newVerifier(t, export, sandbox.Administrator)
}

// accessNamed is the access that has a name in its own, without the name.
func accessNamed(t *testing.T, name string) map[string]string {
	t.Helper()
	named := map[string]string{}
	for what, is := range allAccess(t) {
		if strings.Contains(what, name) {
			named[strings.ReplaceAll(what, name, "NAME")] = strings.ReplaceAll(is, name, "NAME")
		}
	}
	require.Len(t, named, 5)
	return named
}
