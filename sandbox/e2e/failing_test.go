package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/faults"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// failing runs commands while calls fail.
type failing struct {
	stack     *stack.Stack
	verifier  verifier
	proxies   map[string]*faults.Proxy
	explained []string // what a message may have, as docs/operating.md explains it

	runs, errors, calls int
	mended              map[string]int
}

// TestFailingCalls lets every distinct call of up, preview, verify and destroy fail once, in one way after another, and
// runs the command again until it succeeds, which must leave what an undisturbed run leaves. It takes two ways;
// "make faults" takes all.
func TestFailingCalls(t *testing.T) {
	f, from, to := newFailing(t, "failing")
	nothing := allAccess(t)
	made, changed := f.undisturbed(t, from), f.undisturbed(t, to)
	f.verifier = f.newVerifier(t)
	require.NoError(t, f.destroy(t))

	for server, kinds := range faultsOf {
		for kind, fault := range kinds {
			if !allFaults && !inSelection(server, kind) {
				continue
			}
			t.Run(server+" "+kind, func(t *testing.T) {
				once := func(command func(*testing.T) error) { t.Helper(); f.untilItWorks(t, server, kind, fault, command) }
				require.NoError(t, f.stack.Configure(from))
				once(f.up)
				require.Equal(t, made, allAccess(t))
				require.NoError(t, f.stack.Configure(to))
				once(f.preview)
				once(f.up)
				require.Equal(t, changed, allAccess(t))
				f.verifier.requireAsDeclared(t) // once everybody has heard of the changes
				once(f.verify)
				once(f.destroy)
				require.Equal(t, nothing, allAccess(t))
			})
		}
	}
	t.Logf("%d commands, in which %d calls failed; %d commands failed, and succeeded when run again, each after a message that "+
		"docs/operating.md explains; what some of the messages said to do first, and how often: %v", f.runs, f.calls, f.errors, f.mended)
}

func inSelection(server, kind string) bool {
	return server == "EKS" && (kind == faults.KindExpired || kind == faults.KindThrottle)
}

// neverFails are the ways that clients must live with: throttling as the servers do it, and slowness.
func neverFails(server, kind string) bool {
	switch kind {
	case faults.KindRetryLate, faults.KindSlow:
		return true
	case faults.KindThrottle: // an API server says after which time to come again
		return server == "EKS"
	}
	return false
}

func newFailing(t *testing.T, name string) (f *failing, from, to config) {
	t.Helper()
	a, b := name+"-a", name+"-b"
	for _, namespace := range []string{a, b} {
		require.NoError(t, createNamespace(testContext(t), namespace))
	}
	_, alice := principal(t, name+"-alice")
	_, bob := principal(t, name+"-bob")
	eks, through := beforeEKS(t)
	from = with(through, config{
		"clusterName": sandbox.Cluster, "namePrefix": name, "namespaces": []string{a}, "principals": config{"alice": alice},
	})
	to = with(from, config{
		"namespaces": []string{a, b}, "capabilities": []string{"exec"}, "principals": config{"alice": alice, "bob": bob},
		"tags": config{"owner": "ml"},
	})
	f = &failing{mended: map[string]int{}, proxies: map[string]*faults.Proxy{"EKS": eks, "Kubernetes": beforeAPIServer(t)}, explained: explainedMessages(t)}
	f.stack = newStack(t, name, from)
	return f, from, to
}

// TestAnswerLost: the API server makes an object, and its answer breaks off. The stack makes it once more, and can change
// it ever after.
func TestAnswerLost(t *testing.T) {
	f, from, to := newFailing(t, "answer-lost")
	require.NoError(t, f.stack.Configure(from))
	var lost atomic.Bool
	f.proxies["Kubernetes"].Harm(func(c faults.Call) faults.Fault {
		if c.Changes() && strings.Contains(c.Path, "/roles/") && !lost.Swap(true) {
			return faults.Half
		}
		return nil
	})
	require.ErrorContains(t, f.up(t), "was not successfully created by the Kubernetes API server")
	require.NoError(t, f.up(t))
	require.NoError(t, f.stack.Configure(to))
	require.NoError(t, f.up(t))
}

// explainedMessages are those in the first column of the table in docs/operating.md.
func explainedMessages(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(box.Root, "docs", "operating.md"))
	require.NoError(t, err)
	_, section, found := strings.Cut(string(page), "## When a call fails\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	var messages []string
	for _, row := range regexp.MustCompile(`(?m)^\| (.*?) \|`).FindAllStringSubmatch(section, -1) {
		for _, code := range regexp.MustCompile("`(.*?)`").FindAllStringSubmatch(row[1], -1) {
			messages = append(messages, code[1])
		}
	}
	require.NotEmpty(t, messages)
	return messages
}

func (f *failing) undisturbed(t *testing.T, to config) map[string]string {
	t.Helper()
	require.NoError(t, f.stack.Configure(to))
	require.NoError(t, f.up(t))
	return allAccess(t)
}

// untilItWorks runs a command again and again. Each call that was not made before fails.
func (f *failing) untilItWorks(t *testing.T, server, kind string, fault faults.Fault, command func(*testing.T) error) {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	failed := func() int { mu.Lock(); defer mu.Unlock(); return len(seen) }
	f.proxies[server].Harm(func(c faults.Call) faults.Fault {
		mu.Lock()
		defer mu.Unlock()
		call := stable(c.String())
		if seen[call] {
			return nil
		}
		seen[call] = true
		return fault
	})
	defer f.proxies[server].Harm(nil)
	for {
		before := failed()
		f.runs++
		err := command(t)
		if err == nil {
			f.calls += failed()
			return
		}
		f.errors++
		require.False(t, neverFails(server, kind), err)
		if failed() == before { // an answer was lost that had done something
			f.mended[mend(t, f.stack, err)]++
			continue
		}
		f.requireExplained(t, err)
	}
}

// namesCall is how a message says what failed: with a resource, or an action of an API.
var namesCall = regexp.MustCompile(`kubernetes:\S+ \(scientist-access/|operation error EKS: \w+|eks:[A-Z]\w+|(list|get|create) [A-Za-z]+[ a-z/-]*:|could not look whether`)

func (f *failing) requireExplained(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	require.Regexp(t, namesCall, err.Error())
	for _, message := range f.explained {
		if strings.Contains(err.Error(), message) {
			return
		}
	}
	require.Fail(t, "docs/operating.md does not explain this", err.Error())
}

func (f *failing) up(t *testing.T) error {
	_, err := f.stack.Up(testContext(t))
	return err
}

func (f *failing) preview(t *testing.T) error {
	_, err := f.stack.Preview(testContext(t))
	return err
}

func (f *failing) destroy(t *testing.T) error {
	_, err := f.stack.Destroy(testContext(t))
	return err
}

func (f *failing) newVerifier(t *testing.T) verifier {
	t.Helper()
	export, err := f.stack.Run(testContext(t), "stack", "export")
	require.NoError(t, err)
	v := newVerifier(t, export, sandbox.Administrator)
	v.env = []string{"AWS_ENDPOINT_URL_EKS=" + f.proxies["EKS"].Endpoint}
	return v
}

// verify must not take what it could not read for a difference.
func (f *failing) verify(t *testing.T) error {
	found := f.verifier.run(t)
	switch found.code {
	case 0:
		require.Positive(t, found.Asked)
		return nil
	case 1:
		require.Empty(t, found.stdout)
		return fmt.Errorf("verify: %s", found.stderr)
	}
	require.Fail(t, "verify found something", found.stdout)
	return nil
}
