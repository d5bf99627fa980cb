package e2e

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// colleagues are principals who work while somebody changes how they have their access.
type colleagues struct {
	t      *testing.T
	cancel context.CancelFunc
	done   sync.WaitGroup
	asked  atomic.Int64

	mu      sync.Mutex
	refused []string
}

// working has each principal use all of some rights, over and over. Each use is a request as that principal: the API
// server signs it in anew, and says whether it has the right.
func working(t *testing.T, profiles []string, rights []question) *colleagues {
	t.Helper()
	requireAllowed(t, profiles[0], rights...)
	ctx, cancel := context.WithCancel(testContext(t))
	c := &colleagues{t: t, cancel: cancel}
	t.Cleanup(cancel)
	pause := time.Duration(len(profiles)) * 5 * time.Millisecond // two hundred requests a second, whoever sends them
	for _, profile := range profiles {
		kube := client(t, box.SignIn(profile))
		c.done.Go(func() { c.work(ctx, profile, kube, rights, pause) })
	}
	return c
}

func (c *colleagues) work(ctx context.Context, profile string, kube kubernetes.Interface, rights []question, pause time.Duration) {
	for {
		for _, right := range rights {
			allowed, err := ask(ctx, kube, right)
			if ctx.Err() != nil {
				return
			}
			c.asked.Add(1)
			if err != nil || !allowed {
				c.mu.Lock()
				c.refused = append(c.refused, time.Now().Format(time.StampMilli)+" "+profile+": "+right.String()+": "+message(err))
				c.mu.Unlock()
			}
			time.Sleep(pause)
		}
	}
}

func message(err error) string {
	if err == nil {
		return "403"
	}
	return err.Error()
}

// stop asserts that nobody was ever refused.
func (c *colleagues) stop() {
	c.t.Helper()
	c.cancel()
	c.done.Wait()
	if refused := len(c.refused); refused > 0 {
		assert.Fail(c.t, "refused", "%d times, first %s, last %s", refused, c.refused[0], c.refused[refused-1])
	}
	assert.Greater(c.t, c.asked.Load(), int64(100), "they hardly worked")
	c.t.Logf("%d requests meanwhile, %d refused", c.asked.Load(), len(c.refused))
}

// waitForGroup waits until the API server knows of a group of a principal who is signed in: it goes on with the former
// ones for a while.
func waitForGroup(t *testing.T, profile, group string) {
	t.Helper()
	kube := client(t, box.SignIn(profile))
	require.Eventually(t, func() bool {
		me, err := kube.AuthenticationV1().SelfSubjectReviews().Create(testContext(t), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		return err == nil && slices.Contains(me.Status.UserInfo.Groups, group)
	}, time.Minute, 100*time.Millisecond)
}
