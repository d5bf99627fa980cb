package component_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/component"
)

type principalArgs = map[string]component.PrincipalArgs

func entriesOf(t *testing.T, principals principalArgs) map[string]registration {
	t.Helper()
	args := simple()
	args.Principals = principals
	return ofType(mustCreate(t, args), entryType)
}

// TestAnEntryFollowsItsPrincipal: an entry stays the same resource under another key, even if that key was in use.
func TestAnEntryFollowsItsPrincipal(t *testing.T) {
	t.Parallel()
	alice, bob := component.PrincipalArgs{Arn: pulumi.String(aliceARN)}, component.PrincipalArgs{Arn: pulumi.String(bobARN)}
	before := entriesOf(t, principalArgs{"alice": alice, "bob": bob})
	assert.Len(t, before, 2)
	exceptAliases := cmpopts.IgnoreFields(registration{}, "Aliases")
	for name, principals := range map[string]principalArgs{
		"new keys":      {"al": alice, "robert": bob},
		"the keys swap": {"alice": bob, "bob": alice},
	} {
		assert.Empty(t, cmp.Diff(before, entriesOf(t, principals), exceptAliases), name)
	}
	moved := entriesOf(t, principalArgs{"alice": bob})
	assert.Len(t, moved, 1)
	assert.Empty(t, cmp.Diff(before[bobEntry], moved[bobEntry], exceptAliases), "bob takes over alice's key")
}

// TestAnEntryOfAnOutputFollowsTheKey: outputs cannot be part of a name.
func TestAnEntryOfAnOutputFollowsTheKey(t *testing.T) {
	t.Parallel()
	output := pulumi.String(aliceARN).ToStringOutput()
	entries := entriesOf(t, principalArgs{"alice": {Arn: output}})
	assert.Contains(t, entries, "hyperpod/alice")
	assert.Empty(t, entries["hyperpod/alice"].Aliases)

	renamed := entriesOf(t, principalArgs{"al": {Arn: output, FormerKeys: []string{"alice", "alicia"}}})
	assert.Equal(t, []string{"hyperpod/alice", "hyperpod/alicia"}, renamed["hyperpod/al"].Aliases)
}

// TestAnEntryMayHaveBeenKeyed: perhaps the ARN was an output before, or the entry was imported by its key.
func TestAnEntryMayHaveBeenKeyed(t *testing.T) {
	t.Parallel()
	entries := entriesOf(t, principalArgs{"al": {Arn: pulumi.String(aliceARN), FormerKeys: []string{"alice"}}})
	assert.Equal(t, []string{"hyperpod/al", "hyperpod/alice"}, entries[aliceEntry].Aliases)
}

// TestReplacementsComeFirst: if a principal has an entry under another key, EKS refuses the second one. By then, the
// first must not be deleted.
func TestReplacementsComeFirst(t *testing.T) {
	t.Parallel()
	entries := entriesOf(t, principalArgs{
		"alice": {Arn: pulumi.String(aliceARN)},
		"bob":   {Arn: pulumi.String(bobARN).ToStringOutput()},
	})
	assert.Len(t, entries, 2)
	for name, entry := range entries {
		assert.False(t, entry.DeleteBeforeReplace, name)
	}
}
