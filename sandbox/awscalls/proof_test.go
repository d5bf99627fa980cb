package awscalls

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// asking are the commands that ask something of AWS.
func asking() []commands.Command {
	return slices.DeleteFunc(commands.All(), func(c commands.Command) bool { return len(c.AWS) == 0 })
}

// TestPoliciesSuffice: with the policy of what a command needs, AWS denies none of its calls.
func TestPoliciesSuffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	calls := 0
	for _, command := range asking() {
		statements, err := policy.Statements(command.Needs...)
		require.NoError(t, err)
		assert.Empty(t, w.scientist(t, statements).refused(t, command), "%s %s", command.CLI, command.Name)
		calls += len(command.AWS)
	}
	require.NotZero(t, calls)
	t.Logf("%d commands, %d calls to AWS, none denied", len(asking()), calls)
}

// TestStatementsAreNecessary takes one statement at a time away from each policy: AWS then denies a command something, and
// to every command exactly what the catalogue says.
func TestStatementsAreNecessary(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	removals := 0
	for _, capability := range policy.Catalogue() {
		if capability.Name == "documented" {
			continue // AWS wrote it, and it has actions that no command takes
		}
		all, err := policy.Statements(capability.Name)
		require.NoError(t, err)
		whole := w.denied(t, all)
		for i, removed := range all {
			removals++
			less := w.denied(t, slices.Delete(slices.Clone(all), i, i+1))
			assert.Greater(t, less, whole, "%s without %s", capability.Name, removed.Action)
		}
	}
	require.NotZero(t, removals)
	t.Logf("%d statements taken away one at a time, at least one call denied each time", removals)
}

// TestDocumentedPolicy: what docs/iam.md says of AWS's own policy is what AWS denies with it.
func TestDocumentedPolicy(t *testing.T) {
	t.Parallel()
	statements, err := policy.Statements("documented")
	require.NoError(t, err)
	require.NotZero(t, newWorld(t).denied(t, statements))
}

// denied makes the calls of all commands with the statements, requires that AWS denies what the catalogue says, and counts
// that.
func (w *world) denied(t *testing.T, statements []policy.Statement) int {
	t.Helper()
	scientist := w.scientist(t, statements)
	count := 0
	for _, command := range asking() {
		_, calls := command.UnderIAM(statements)
		var want []string
		for _, c := range calls {
			want = append(want, c.Action)
		}
		want = slices.Compact(want)
		assert.Equal(t, want, scientist.refused(t, command), "%s %s", command.CLI, command.Name)
		count += len(want)
	}
	return count
}
