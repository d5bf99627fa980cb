package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox/faults"
)

const unreachable = "unreachable"

// outages are the ways in which a server fails every call. Where EKS answers with an error that may pass, or resets
// connections, Pulumi's AWS provider tries for ten minutes; these are left out.
var outages = map[string][]string{
	"Kubernetes": {faults.KindBusy, faults.KindReset, faults.KindHalf, faults.KindThrottle, faults.KindError, faults.KindExpired, unreachable},
	"EKS":        {faults.KindExpired, unreachable},
}

// TestOutage: where a server fails every call, each command ends, says what failed, and leaves nothing that it does not
// mend when the server is back. It takes one way; "make faults" takes all.
func TestOutage(t *testing.T) {
	f, settings, _ := newFailing(t, "outage")
	nothing, made := allAccess(t), f.undisturbed(t, settings)
	f.verifier = f.newVerifier(t)
	f.verifier.requireAsDeclared(t)
	for server, kinds := range outages {
		for _, kind := range kinds {
			if !allFaults && (server != "Kubernetes" || kind != faults.KindBusy) {
				continue
			}
			t.Run(server+" "+kind, func(t *testing.T) {
				begin, end := f.outage(t, server, kind)
				begin()
				for _, command := range []func(*testing.T) error{f.preview, f.verify, f.up, f.destroy} {
					f.requireExplained(t, command(t))
				}
				end()
				require.NoError(t, f.destroy(t))
				require.Equal(t, nothing, allAccess(t))

				begin()
				f.requireExplained(t, f.up(t))
				end()
				require.NoError(t, f.up(t))
				require.Equal(t, made, allAccess(t))
			})
		}
	}
}

// outage gives what begins and ends one.
func (f *failing) outage(t *testing.T, server, kind string) (begin, end func()) {
	t.Helper()
	proxy := f.proxies[server]
	if kind == unreachable {
		return func() { require.NoError(t, proxy.Away()) }, func() { require.NoError(t, proxy.Back()) }
	}
	fault := faultsOf[server][kind]
	return func() { proxy.Harm(func(faults.Call) faults.Fault { return fault }) }, func() { proxy.Harm(nil) }
}
