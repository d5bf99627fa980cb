package e2e

import (
	"maps"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox/faults"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// step is a call of an operation, told from others like it by how often it came before. Calls come in no fixed order.
type step struct {
	server string
	call   string
	nth    int
	watch  bool
	writes bool
}

// moment is right before or right after a step.
type moment struct {
	step
	after bool
}

func (m moment) String() string {
	return map[bool]string{false: "before ", true: "after "}[m.after] + m.server + ": " + m.call
}

// killing kills a stack's commands, through proxies that know their calls.
type killing struct {
	t       *testing.T
	stack   *stack.Stack
	through config
	proxies map[string]*faults.Proxy

	mu    sync.Mutex
	steps []step
	kill  *moment

	onlooker             *onlooker
	kills, absent, looks int
	mended               map[string]int
}

// TestKilled kills the engine and its plugins right before and right after calls, once each. Then it does what a user
// does, until the stack is as it was meant to be. It takes some calls of the first update; "make faults" goes through all
// calls of all operations.
func TestKilled(t *testing.T) {
	alice, aliceARN := principal(t, "KilledAlice")
	bob, bobARN := principal(t, "KilledBob")
	k := newKilling(t)
	k.onlooker = newOnlooker(t, map[string]string{alice: aliceARN, bob: bobARN}, "killed-a", "killed-b", "hyperpod-ns-killed")
	for _, s := range scenes([]string{aliceARN, bobARN}) {
		if !allFaults && s.name != "up" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			k.t = t
			k.reach(s.from)
			before, declared := allAccess(t), k.onlooker.declared()
			k.onlooker.settle(declared)
			k.listen(nil)
			k.reach(s.to)
			steps, want := k.steps, allAccess(t)
			maps.Copy(declared, k.onlooker.declared())
			moments := momentsOf(steps, allFaults)
			t.Logf("%d calls, %d moments", len(steps), len(moments))
			for _, m := range moments {
				k.reach(s.from)
				require.Equal(t, before, allAccess(t), "the start of %s", m)
				stop := k.onlooker.watch(declared)
				k.killedAt(s.to, m)
				k.looks += stop()
				require.Equal(t, want, allAccess(t), m.String())
			}
		})
	}
	t.Logf("%d kills, %d calls that did not come; what the command said after a kill, and how often: %v; looked %d times meanwhile, nobody "+
		"had more than is declared", k.kills, k.absent, k.mended, k.looks)
}

// momentsOf are those at which to kill. Right after a watch there is nothing: it has no end.
func momentsOf(steps []step, all bool) []moment {
	var moments []moment
	for _, s := range steps {
		if !all && !s.isSelected() {
			continue
		}
		moments = append(moments, moment{s, false})
		if !s.watch {
			moments = append(moments, moment{s, true})
		}
	}
	return moments
}

// isSelected chooses the first thing that an update makes, the last binding, and the access entry.
func (s step) isSelected() bool {
	return s.writes && (s.server == "EKS" || strings.Contains(s.call, "/clusterroles/") || strings.Contains(s.call, "/rolebindings/"))
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	for _, namespace := range []string{"killed-a", "killed-b", "hyperpod-ns-killed"} {
		require.NoError(t, createNamespace(testContext(t), namespace))
	}
	eks, through := beforeEKS(t)
	k := &killing{t: t, through: through, mended: map[string]int{}, proxies: map[string]*faults.Proxy{"EKS": eks, "Kubernetes": beforeAPIServer(t)}}
	k.stack = newStack(t, "killed", through)
	return k
}

// listen notes the steps from now on, and kills at a moment.
func (k *killing) listen(kill *moment) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.steps, k.kill = nil, kill
	for server, proxy := range k.proxies {
		proxy.Harm(func(c faults.Call) faults.Fault { return k.fault(server, c) })
	}
}

func (k *killing) fault(server string, c faults.Call) faults.Fault {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := step{server: server, call: stable(c.String()), watch: c.Watch, writes: c.Changes()}
	for _, earlier := range k.steps {
		if earlier.server == s.server && earlier.call == s.call {
			s.nth++
		}
	}
	k.steps = append(k.steps, s)
	if k.kill == nil || k.kill.step != s {
		return nil
	}
	die := func() { _ = k.stack.Kill() }
	if k.kill.after {
		return faults.After(die)
	}
	return faults.Before(die)
}

// stable is a call without what differs each time: names that the API server makes up.
func stable(call string) string { return madeUp.ReplaceAllString(call, "ID") }

var madeUp = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// reach brings the stack to a configuration, undisturbed.
func (k *killing) reach(to config) {
	k.t.Helper()
	require.NoError(k.t, k.run(to), "undisturbed")
}

func (k *killing) run(to config) error {
	k.t.Helper()
	ctx := testContext(k.t)
	if to == nil {
		_, err := k.stack.Destroy(ctx)
		return err
	}
	require.NoError(k.t, k.stack.Configure(with(to, k.through)))
	_, err := k.stack.Up(ctx)
	return err
}

// killedAt kills the operation at a moment, and mends it.
func (k *killing) killedAt(to config, m moment) {
	k.t.Helper()
	k.listen(&m)
	err := k.run(to)
	k.listen(nil)
	if err == nil && (!m.writes || m.nth > 0) {
		k.absent++ // the last questions whether something is gone are not always needed, nor is a repetition
		return
	}
	require.ErrorContains(k.t, err, "signal: killed", "%s did not come", m)
	k.kills++
	for range 5 { // attributes to remove, a lock, two entries to import, and the work itself
		if err = k.run(to); err == nil {
			return
		}
		k.mended[mend(k.t, k.stack, err)]++
	}
	require.NoError(k.t, err, m.String())
}
