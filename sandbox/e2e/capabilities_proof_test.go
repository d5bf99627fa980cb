package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// proof counts what was tried.
type proof struct {
	*holder
	calls int
	codes map[int]int
}

func newProof(t *testing.T) *proof {
	t.Helper()
	return &proof{holder: newHolder(t), codes: map[int]int{}}
}

// refused makes the calls and returns those that are Forbidden.
func (p *proof) refused(t *testing.T, calls []commands.Call) []commands.Call {
	t.Helper()
	var refused []commands.Call
	for _, call := range calls {
		answer := p.do(t, call)
		p.calls++
		p.codes[answer.code]++
		if answer.forbidden(t, call) {
			refused = append(refused, call)
		}
	}
	return refused
}

// report says what was tried, unless the test has failed.
func report(t *testing.T, format string, values ...any) {
	t.Helper()
	if !t.Failed() {
		t.Logf(format, values...)
	}
}

func (p *proof) answers() string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(p.codes)) {
		parts = append(parts, fmt.Sprintf("%d×%d", p.codes[code], code))
	}
	return strings.Join(parts, ", ")
}

// TestCapabilitiesAreSufficient makes the requests of every command as a scientist who holds what the command needs:
// the API server refuses none. Before, the same scientist without any rights is refused whatever needs a right.
func TestCapabilitiesAreSufficient(t *testing.T) {
	p := newProof(t)
	all := commands.All()

	p.hold(t, policy.Policy{})
	for _, call := range distinctCalls(all) {
		assert.Equal(t, !call.AllowedBy(policy.Policy{}, proofTeam), len(p.refused(t, []commands.Call{call})) > 0, "%s", call)
	}
	p.calls, p.codes = 0, map[int]int{}

	// Commands with the same needs go together, so that the rules change less often.
	slices.SortStableFunc(all, func(a, b commands.Command) int { return slices.Compare(a.Needs, b.Needs) })
	var held []string
	for i, command := range all {
		if i == 0 || !slices.Equal(held, command.Needs) {
			held = command.Needs
			granted, err := policy.Combine(held...)
			require.NoError(t, err)
			p.hold(t, granted)
		}
		assert.Empty(t, p.refused(t, command.Calls), "%s %s, with %v", command.CLI, command.Name, held)
	}
	assert.Zero(t, p.codes[403])
	require.NotZero(t, p.calls)
	report(t, "%d commands, %d calls, all authorized (answers: %s)", len(all), p.calls, p.answers())
}

// TestCapabilitiesAreNecessary takes one right at a time away from each capability: one verb on one resource. The API
// server then refuses at least one call of a command that needs the capability and holds all others it needs.
func TestCapabilitiesAreNecessary(t *testing.T) {
	p := newProof(t)
	removals := 0
	for _, capability := range policy.Catalogue() {
		if capability.Name == "documented" {
			continue // AWS wrote it, and it has rights that no command needs
		}
		for _, less := range withoutEachRight(capability) {
			removals++
			command, rest := affected(t, capability.Name, less.rest)
			p.hold(t, rest)
			refused := p.refused(t, command.Calls)
			assert.NotEmpty(t, refused, "%s without %s: %s %s", capability.Name, less.removed, command.CLI, command.Name)
			_, want := command.Under(rest, proofTeam)
			assert.Equal(t, want, refused, "%s without %s: what the API server refuses is what we predict", capability.Name, less.removed)
		}
	}
	require.NotZero(t, removals)
	report(t, "%d rights taken away one at a time, %d calls, at least one Forbidden each time (answers: %s)",
		removals, p.calls, p.answers())
}

type lessened struct {
	removed string
	rest    policy.Policy
}

// withoutEachRight is the capability without each single right: one verb on one resource, under one name.
func withoutEachRight(c policy.Capability) []lessened {
	var rights []policy.Rule
	for _, r := range c.Rules {
		for _, single := range validation.BreakdownRule(r.PolicyRule) {
			rights = append(rights, policy.Rule{Scope: r.Scope, PolicyRule: single})
		}
	}
	var all []lessened
	for i, removed := range rights {
		rest := policy.Capability{Rules: slices.Delete(slices.Clone(rights), i, i+1)}
		all = append(all, lessened{
			fmt.Sprintf("%v on %v in the %s", removed.Verbs, removed.Resources, removed.Scope), rest.Policy(),
		})
	}
	return all
}

// affected is a command that needs the capability and should fail with less instead of it, with what it holds then.
// Where none should, it is the last that needs it: the API server has the say.
func affected(t *testing.T, capability string, less policy.Policy) (commands.Command, policy.Policy) {
	t.Helper()
	var command commands.Command
	var held policy.Policy
	for _, c := range commands.All() {
		if !slices.Contains(c.Needs, capability) {
			continue
		}
		others, err := policy.Combine(slices.DeleteFunc(slices.Clone(c.Needs), func(n string) bool { return n == capability })...)
		require.NoError(t, err)
		command, held = c, others.Union(less)
		if _, refused := c.Under(held, proofTeam); len(refused) > 0 {
			break
		}
	}
	require.NotEmpty(t, command.Calls, "no command needs %s", capability)
	return command, held
}

// TestCapabilitiesPageIsTrue makes every call under every single capability: the table in docs/commands.md follows
// from which of them are refused.
func TestCapabilitiesPageIsTrue(t *testing.T) {
	p := newProof(t)
	calls := distinctCalls(commands.All())
	for _, capability := range policy.Catalogue() {
		p.hold(t, capability.Policy())
		for _, call := range calls {
			want := !call.AllowedBy(capability.Policy(), proofTeam)
			assert.Equal(t, want, len(p.refused(t, []commands.Call{call})) > 0, "%s under %s: refused?", call, capability.Name)
		}
	}
	report(t, "%d capabilities, %d different calls each (answers: %s)", len(policy.Catalogue()), len(calls), p.answers())
}

// distinctCalls are the calls of all commands, each once.
func distinctCalls(all []commands.Command) []commands.Call {
	type right struct {
		verb, group, resource, subresource, name, path string
		scope                                          policy.Scope
	}
	seen := map[right]bool{}
	var calls []commands.Call
	for _, command := range all {
		for _, c := range command.Calls {
			r := right{c.Verb, c.Group, c.Resource, c.Subresource, c.Name, c.Path, c.Scope}
			if !seen[r] {
				seen[r] = true
				calls = append(calls, c)
			}
		}
	}
	return calls
}
