package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const namespace = "hyperpod-ns-research"

func TestCapabilitiesAreSufficient(t *testing.T) {
	t.Parallel()
	count := 0
	for _, command := range commands.All() {
		p, err := policy.Combine(command.Needs...)
		require.NoError(t, err, "%s %s", command.CLI, command.Name)
		for _, call := range command.Calls {
			count++
			assert.True(t, call.AllowedBy(p, namespace), "%s %s: %s is refused under %v",
				command.CLI, command.Name, call, command.Needs)
		}
	}
	require.NotZero(t, count)
	t.Logf("%d commands, %d calls, all authorized with their capabilities", len(commands.All()), count)
}

// TestCapabilitiesAreNecessary takes every single right (one verb on one resource, under one name) away from each
// capability. Some command that needs the capability must then be refused something, although it keeps all other
// capabilities that it needs.
func TestCapabilitiesAreNecessary(t *testing.T) {
	t.Parallel()
	removals := 0
	for _, capability := range policy.Catalogue() {
		if capability.Name == "documented" {
			continue
		}
		for _, less := range withoutEachRight(capability) {
			removals++
			assert.True(t, anyRefused(t, capability.Name, less.policy),
				"%s: %s is needed by no command", capability.Name, less.removed)
		}
	}
	require.NotZero(t, removals)
	t.Logf("%d rights taken away one at a time, each refused at least one call", removals)
}

type lessened struct {
	removed string
	policy  policy.Policy
}

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
		all = append(all, lessened{removed.Scope.String() + ": " + removed.PolicyRule.String(), rest.Policy()})
	}
	return all
}

// anyRefused reports whether a command that needs the capability is refused a call under less instead of it.
func anyRefused(t *testing.T, capability string, less policy.Policy) bool {
	t.Helper()
	for _, command := range commands.All() {
		if !slices.Contains(command.Needs, capability) {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(command.Needs), func(n string) bool { return n == capability })
		rest, err := policy.Combine(others...)
		require.NoError(t, err)
		if _, refused := command.Under(rest.Union(less), namespace); len(refused) > 0 {
			return true
		}
	}
	return false
}

// TestNeedsAreNecessary: no command names a capability that it could do without.
func TestNeedsAreNecessary(t *testing.T) {
	t.Parallel()
	for _, command := range commands.All() {
		for i, need := range command.Needs {
			others, err := policy.Combine(slices.Delete(slices.Clone(command.Needs), i, i+1)...)
			require.NoError(t, err)
			verdict, _ := command.Under(others, namespace)
			statements, err := policy.Statements(slices.Delete(slices.Clone(command.Needs), i, i+1)...)
			require.NoError(t, err)
			inAWS, _ := command.UnderIAM(statements)
			assert.False(t, verdict == commands.Works && inAWS == commands.Works, "%s %s works without %s", command.CLI, command.Name, need)
		}
	}
}

func TestEveryCapabilityIsProven(t *testing.T) {
	t.Parallel()
	used := map[string]bool{"documented": true}
	for _, command := range commands.All() {
		for _, need := range command.Needs {
			used[need] = true
		}
	}
	for _, c := range policy.Catalogue() {
		assert.True(t, used[c.Name], "no command needs %s", c.Name)
	}
}

// TestDocumentedPolicyUnderTheCLI pins what is known of the documented policy from AWS's own issues.
func TestDocumentedPolicyUnderTheCLI(t *testing.T) {
	t.Parallel()
	verdicts := map[string]commands.Verdict{}
	refused := map[string][]string{}
	for _, command := range commands.All() {
		verdict, calls := command.Under(policy.Documented(), "kubeflow")
		key := command.CLI + " " + command.Name
		verdicts[key] = verdict
		for _, call := range calls {
			refused[key] = append(refused[key], call.String())
		}
	}
	for _, name := range []string{"create", "list", "describe", "delete", "list-pods", "get-logs", "exec"} {
		assert.Equal(t, commands.Forbidden, verdicts["v3 hyp "+name+" hyp-pytorch-job"], name)
	}
	assert.Equal(t, commands.Forbidden, verdicts["v2 hyperpod start-job"])
	assert.Equal(t, commands.Forbidden, verdicts["v2 hyperpod list-jobs -n"])
	assert.Equal(t, commands.InPart, verdicts["v1 hyperpod start-job"])
	assert.Equal(t, []string{"update secrets"}, refused["v1 hyperpod start-job"])
	assert.Equal(t, commands.Works, verdicts["v1 hyperpod exec"])
	assert.Equal(t, commands.Works, verdicts["v3 hyp list-cluster"])
}

// TestExecIsApart: only who asks for exec gets it, apart from the documented policy, which has it.
func TestExecIsApart(t *testing.T) {
	t.Parallel()
	shell := policy.Policy{Namespace: []rbacv1.PolicyRule{{
		APIGroups: []string{""}, Resources: []string{"pods/exec"}, Verbs: []string{"create"},
	}}}
	var holders []string
	for _, c := range policy.Catalogue() {
		if ok, _ := c.Policy().Covers(shell); ok {
			holders = append(holders, c.Name)
		}
	}
	assert.Equal(t, []string{"documented", "exec"}, holders)
}
