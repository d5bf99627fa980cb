package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

type (
	config = map[string]any
	plan   = map[string]int
)

// edit is a change of the configuration and the plan that must come of it, no more.
type edit struct {
	name   string
	change func(config)
	want   plan
	then   func(*testing.T, stack.Changes)
}

// apply makes the edits one after another on one stack. Preview and update must both be what is wanted.
func apply(t *testing.T, st *stack.Stack, settings config, edits []edit) {
	t.Helper()
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			ctx := testContext(t)
			e.change(settings)
			require.NoError(t, st.Configure(settings))
			preview, err := st.Preview(ctx)
			require.NoError(t, err)
			assert.Equal(t, e.want, preview.Ops(), "preview")
			changes, err := st.Up(ctx)
			require.NoError(t, err)
			assert.Equal(t, e.want, changes.Ops(), "update")
			if e.then != nil {
				e.then(t, changes)
			}
		})
	}
}

func TestEditsDoExactlyThisAndNoMore(t *testing.T) {
	ctx := testContext(t)
	for _, namespace := range []string{"edits-a", "edits-b"} {
		require.NoError(t, createNamespace(ctx, namespace))
	}
	_, alice := principal(t, "EditsAlice")
	_, bob := principal(t, "EditsBob")
	_, carol := principal(t, "EditsCarol")
	principals := config{"alice": alice, "bob": bob}
	settings := config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "edits",
		"namespaces":  []string{"kubeflow", "edits-a"},
		"principals":  principals,
	}
	st := newStack(t, "edits", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)

	apply(t, st, settings, []edit{
		{
			name:   "none",
			change: func(config) {},
			want:   plan{},
		},
		{
			name:   "reorder namespaces",
			change: func(c config) { c["namespaces"] = []string{"edits-a", "kubeflow"} },
			want:   plan{},
		},
		{
			name:   "add a namespace",
			change: func(c config) { c["namespaces"] = []string{"edits-b", "edits-a", "kubeflow"} },
			want:   plan{"create Role": 1, "create RoleBinding": 1},
		},
		{
			name:   "remove a namespace",
			change: func(c config) { c["namespaces"] = []string{"edits-b", "kubeflow"} },
			want:   plan{"delete Role": 1, "delete RoleBinding": 1},
		},
		{
			name:   "add a principal",
			change: func(config) { principals["carol"] = carol },
			want:   plan{"create AccessEntry": 1},
		},
		{
			name:   "remove a principal",
			change: func(config) { delete(principals, "carol") },
			want:   plan{"delete AccessEntry": 1},
			then: func(t *testing.T, _ stack.Changes) {
				assert.NotContains(t, entries(t), carol)
			},
		},
		{
			name:   "another ARN under the same key",
			change: func(config) { principals["bob"] = carol },
			want:   plan{"create AccessEntry": 1, "delete AccessEntry": 1},
			then: func(t *testing.T, changes stack.Changes) {
				made := changes.Index(stack.Change{Op: "create", Type: "AccessEntry", Name: entryName("EditsCarol"), Done: true})
				gone := changes.Index(stack.Change{Op: "delete", Type: "AccessEntry", Name: entryName("EditsBob")})
				assert.NotEqual(t, -1, made)
				assert.Less(t, made, gone)
				assert.NotContains(t, entries(t), bob)
				assert.Contains(t, entries(t), carol)
			},
		},
		{
			name: "other keys",
			change: func(config) {
				delete(principals, "alice")
				delete(principals, "bob")
				principals["al"], principals["carol"] = alice, carol
			},
			want: plan{},
		},
		{
			name:   "keys that swap",
			change: func(config) { principals["al"], principals["carol"] = carol, alice },
			want:   plan{},
		},
		{
			name:   "a third principal",
			change: func(config) { principals["bob"] = bob },
			want:   plan{"create AccessEntry": 1},
		},
		{
			name: "a key that goes over to another principal",
			change: func(config) {
				principals["al"] = bob
				delete(principals, "bob")
			},
			want: plan{"delete AccessEntry": 1},
			then: func(t *testing.T, _ stack.Changes) {
				assert.NotContains(t, entries(t), carol)
				assert.Contains(t, entries(t), bob)
				assert.Contains(t, entries(t), alice)
			},
		},
		{
			name: "change the rules of the policy",
			change: func(c config) {
				c["policy"] = config{
					"cluster":   []config{{"apiGroups": []string{""}, "resources": []string{"nodes"}, "verbs": []string{"list"}}},
					"namespace": []config{{"apiGroups": []string{""}, "resources": []string{"pods"}, "verbs": []string{"get"}}},
				}
			},
			want: plan{"update ClusterRole": 1, "update Role": 2},
		},
		{
			name:   "change the prefix",
			change: func(c config) { c["namePrefix"] = "edited" },
			want: plan{
				"create-replacement ClusterRole": 1, "replace ClusterRole": 1, "delete-replaced ClusterRole": 1,
				"create-replacement ClusterRoleBinding": 1, "replace ClusterRoleBinding": 1, "delete-replaced ClusterRoleBinding": 1,
				"create-replacement Role": 2, "replace Role": 2, "delete-replaced Role": 2,
				"create-replacement RoleBinding": 2, "replace RoleBinding": 2, "delete-replaced RoleBinding": 2,
				"update AccessEntry": 2,
			},
			then: func(t *testing.T, changes stack.Changes) {
				assertEntriesOnlyEverNameBoundGroups(t, changes)
				assert.Equal(t, []string{"edited-cluster-level", "edited-namespace-level"}, sorted(entries(t)[alice]))
			},
		},
	})
}

// entryName is the name of the Pulumi resource of a role's access entry.
func entryName(role string) string { return "scientist-access/" + sandbox.AccountID + ":role/" + role }

// assertEntriesOnlyEverNameBoundGroups reads from the order of the steps that every new binding was there before any
// entry changed, and every old one stayed until all entries had.
func assertEntriesOnlyEverNameBoundGroups(t *testing.T, changes stack.Changes) {
	t.Helper()
	firstEntry, lastEntry := len(changes), -1
	for i, c := range changes {
		if c.Type != "AccessEntry" {
			continue
		}
		if !c.Done {
			firstEntry = min(firstEntry, i)
			continue
		}
		lastEntry = i
	}
	require.NotEqual(t, -1, lastEntry)

	made, removed := 0, 0
	for i, c := range changes {
		if c.Type != "RoleBinding" && c.Type != "ClusterRoleBinding" {
			continue
		}
		if c.Op == "create-replacement" && c.Done {
			made++
			assert.Less(t, i, firstEntry, "%v is there before an entry names its group", c)
		}
		if c.Op == "delete-replaced" && !c.Done {
			removed++
			assert.Greater(t, i, lastEntry, "%v stays until no entry names its group", c)
		}
	}
	assert.Equal(t, 3, made)
	assert.Equal(t, 3, removed)
}

func TestTeams(t *testing.T) {
	ctx := testContext(t)
	for _, namespace := range []string{"aws-hyperpod-vision", "aws-hyperpod-speech"} {
		require.NoError(t, createNamespace(ctx, namespace))
	}
	profile, alice := principal(t, "TeamsAlice")
	_, bob := principal(t, "TeamsBob")
	principals := config{
		"alice": config{"arn": alice, "teams": []string{"vision"}},
		"bob":   config{"arn": bob, "teams": []string{"vision", "speech"}},
	}
	settings := config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "teams",
		"principals":  principals,
		"teams": config{
			"vision": config{"namespaces": []string{"aws-hyperpod-vision"}},
			"speech": config{"namespaces": []string{"aws-hyperpod-speech"}},
		},
	}
	st := newStack(t, "teams", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"teams-speech-cluster-level", "teams-speech-namespace-level",
		"teams-vision-cluster-level", "teams-vision-namespace-level",
	}, sorted(entries(t)[bob]), "one entry with the union")
	assertMayListSecrets(t, profile, "aws-hyperpod-vision", true)
	assertMayListSecrets(t, profile, "aws-hyperpod-speech", false)

	apply(t, st, settings, []edit{{
		name: "move a principal into another team",
		change: func(config) {
			principals["alice"] = config{"arn": alice, "teams": []string{"speech"}}
		},
		want: plan{"update AccessEntry": 1},
		then: func(t *testing.T, _ stack.Changes) {
			assertMayListSecrets(t, profile, "aws-hyperpod-vision", false)
			assertMayListSecrets(t, profile, "aws-hyperpod-speech", true)
		},
	}, {
		name: "reorder a principal's teams",
		change: func(config) {
			principals["bob"] = config{"arn": bob, "teams": []string{"speech", "vision"}}
		},
		want: plan{},
	}})
}

func sorted(values []string) []string { return slices.Sorted(slices.Values(values)) }

// with is a copy of a configuration with some keys set.
func with(base, changes config) config {
	merged := maps.Clone(base)
	maps.Copy(merged, changes)
	return merged
}
