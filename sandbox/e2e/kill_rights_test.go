package e2e

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// onlooker looks on what some principals may do while a stack is killed and mended.
type onlooker struct {
	t          *testing.T
	arns       map[string]string // by profile
	clients    map[string]kubernetes.Interface
	namespaces []string
}

func newOnlooker(t *testing.T, arns map[string]string, namespaces ...string) *onlooker {
	t.Helper()
	o := &onlooker{t: t, arns: arns, clients: map[string]kubernetes.Interface{}, namespaces: namespaces}
	for profile := range arns {
		o.clients[profile] = client(t, box.SignIn(profile))
	}
	return o
}

// declared is what the groups of the principals' access entries give, whatever groups the API server remembers of those
// who are signed in.
func (o *onlooker) declared() map[string]bool {
	o.t.Helper()
	all := map[string]bool{}
	for profile, arn := range o.arns {
		as := rest.CopyConfig(box.Admin)
		as.Impersonate = rest.ImpersonationConfig{UserName: arn, Groups: entries(o.t)[arn]}
		for _, namespace := range o.namespaces {
			lines, err := resolvedIn(testContext(o.t), client(o.t, as), namespace)
			require.NoError(o.t, err)
			for _, line := range lines {
				all[profile+" in "+namespace+": "+line] = true
			}
		}
	}
	return all
}

// now is all that the principals may do; who cannot sign in may do nothing.
func (o *onlooker) now(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	for profile, kube := range o.clients {
		for _, namespace := range o.namespaces {
			lines, err := resolvedIn(ctx, kube, namespace)
			if apierrors.IsUnauthorized(err) {
				break
			}
			if err != nil {
				return nil, err
			}
			for _, line := range lines {
				all[profile+" in "+namespace+": "+line] = true
			}
		}
	}
	return all, nil
}

// settle waits until the API server remembers nobody with more than is declared, as it does for seconds after a change of
// groups: the scene before may have ended with one.
func (o *onlooker) settle(declared map[string]bool) {
	o.t.Helper()
	require.EventuallyWithT(o.t, func(c *assert.CollectT) {
		found, err := o.now(testContext(o.t))
		require.NoError(c, err)
		for line := range found {
			assert.True(c, declared[line], "beyond what is declared: %s", line)
		}
	}, time.Minute, 100*time.Millisecond)
}

// watch asks over and over until it is stopped. Whatever somebody may do must be declared, before or after.
func (o *onlooker) watch(declared map[string]bool) (stop func() (looks int)) {
	ctx, cancel := context.WithCancel(testContext(o.t))
	var done sync.WaitGroup
	looks := 0
	done.Go(func() {
		for ctx.Err() == nil {
			found, err := o.now(ctx)
			if ctx.Err() != nil {
				return
			}
			assert.NoError(o.t, err)
			for line := range found {
				assert.True(o.t, declared[line], "beyond what is declared: %s", line)
			}
			looks++
			time.Sleep(50 * time.Millisecond)
		}
	})
	return func() int {
		cancel()
		done.Wait()
		return looks
	}
}
