package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// TestStatementsAreWellFormed: each says where it is known from, and why it is wide if it is.
func TestStatementsAreWellFormed(t *testing.T) {
	t.Parallel()
	all := policy.Connecting()
	for _, c := range policy.Catalogue() {
		all = append(all, c.Statements...)
	}
	for _, s := range all {
		assert.Regexp(t, `^[a-z0-9]+:[A-Z][A-Za-z]+$`, s.Action)
		assert.NotEmpty(t, s.Reason, s.Action)
		assert.True(t, strings.HasPrefix(s.Source, "https://"), s.Action)
		require.NotEmpty(t, s.Resources, s.Action)
		wide := slices.ContainsFunc(s.Resources, func(r string) bool {
			return strings.Contains(r, "*") || r == arns.HyperPodCluster
		})
		assert.Equal(t, wide, s.Wide != "", "%s on %v", s.Action, s.Resources)
	}
}

func TestStatementsAreSufficient(t *testing.T) {
	t.Parallel()
	count := 0
	for _, command := range commands.All() {
		statements, err := policy.Statements(command.Needs...)
		require.NoError(t, err)
		for _, call := range command.AWS {
			count++
			assert.True(t, call.AllowedBy(statements), "%s %s: %s", command.CLI, command.Name, call.Action)
		}
	}
	require.NotZero(t, count)
	t.Logf("%d calls to AWS, all allowed with the capabilities of their commands", count)
}

// TestStatementsAreNecessary takes every statement away, from what everybody has and from each capability. Some command that
// needs it must then be refused something.
func TestStatementsAreNecessary(t *testing.T) {
	t.Parallel()
	removals := 0
	for _, capability := range policy.Catalogue() {
		if capability.Name == "documented" {
			continue
		}
		all, err := policy.Statements(capability.Name)
		require.NoError(t, err)
		for i, removed := range all {
			removals++
			rest := slices.Delete(slices.Clone(all), i, i+1)
			assert.True(t, anyRefusedByIAM(capability.Name, rest), "%s: %s is needed by no command", capability.Name, removed.Action)
		}
	}
	require.NotZero(t, removals)
	t.Logf("%d statements taken away one at a time, each refused at least one call", removals)
}

func anyRefusedByIAM(capability string, statements []policy.Statement) bool {
	return slices.ContainsFunc(commands.All(), func(command commands.Command) bool {
		if len(command.Needs) > 0 && !slices.Contains(command.Needs, capability) {
			return false
		}
		_, refused := command.UnderIAM(statements)
		return len(refused) > 0
	})
}

// TestDocumentedIAMUnderTheCLI: with AWS's documented policy alone, scientists don't get past the CLI's first command.
func TestDocumentedIAMUnderTheCLI(t *testing.T) {
	t.Parallel()
	documented, err := policy.Statements("documented")
	require.NoError(t, err)
	verdicts := map[string]commands.Verdict{}
	for _, command := range commands.All() {
		verdicts[command.CLI+" "+command.Name], _ = command.UnderIAM(documented)
	}
	assert.Equal(t, commands.Forbidden, verdicts["v3 hyp set-cluster-context"])
	assert.Equal(t, commands.Works, verdicts["v1 hyperpod connect-cluster"])
	assert.Equal(t, commands.Works, verdicts["v3 hyp list-cluster"])
	assert.Equal(t, commands.Forbidden, verdicts["v3 hyp get-monitoring"])
	assert.Equal(t, commands.InPart, verdicts["v3 hyp create hyp-jumpstart-endpoint"])
}

func TestStatementsOfNobodyElse(t *testing.T) {
	t.Parallel()
	_, err := policy.Statements("execs")
	require.ErrorContains(t, err, `did you mean "exec"`)
	none, err := policy.Statements()
	require.NoError(t, err)
	assert.Equal(t, policy.Connecting(), none)
	both, err := policy.Statements("documented", "exec")
	require.NoError(t, err)
	assert.Contains(t, actions(both), "eks:DescribeAccessEntry", "connecting is documented nowhere")
	assert.Contains(t, actions(both), "ssm:StartSession")
}

func actions(statements []policy.Statement) []string {
	var all []string
	for _, s := range statements {
		all = append(all, s.Action)
	}
	return all
}

func TestStatementAllows(t *testing.T) {
	t.Parallel()
	s := policy.Statement{Action: "a:B", Resources: []string{"arn:x", "arn:y/*/z", "arn:w/*"}}
	for resource, want := range map[string]bool{
		"arn:x": true, "arn:x2": false, "arn:": false, "": false,
		"arn:y/1/z": true, "arn:y/1/2/z": true, "arn:y//z": true, "arn:y/1/z2": false,
		"arn:w/": true, "arn:w/1": true, "arn:w": false,
	} {
		assert.Equal(t, want, s.Allows("a:B", resource), resource)
	}
	assert.False(t, s.Allows("a:C", "arn:x"))
}
