package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestOwnProgram uses the component in another program, to show what mocks cannot: what the engine does with options,
// and what EKS answers when principals whose ARNs are outputs change keys.
func TestOwnProgram(t *testing.T) {
	_, alice := principal(t, "OwnProgramAlice")
	_, bob := principal(t, "OwnProgramBob")
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, adminKubeconfig(t), 0o600))
	settings := config{
		"clusterName": sandbox.Cluster, "namespace": "own-program", "name": "scientists", "formerName": "unused",
		"principals": config{"alice": config{"arn": alice}, "bob": config{"arn": bob}},
	}
	st := newStackOf(t, "sandbox/e2e/testdata/own-program", "own-program", config{"settings": settings})
	st.Setenv("KUBECONFIG=" + kubeconfig)

	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	assertNamespaceFirst(t, changes)
	assert.Equal(t, map[string]string{"via": "transform"}, describeEntry(t, alice).Tags)
	created := *describeEntry(t, alice).CreatedAt

	apply(t, st, config{}, []edit{{
		name: "the component gets another name",
		change: func(c config) {
			settings["name"], settings["formerName"] = "access", "scientists"
			c["settings"] = settings
		},
		want: plan{},
	}, {
		name: "a principal gets another key",
		change: func(c config) {
			settings["principals"] = config{
				"al":  config{"arn": alice, "formerKeys": []string{"alice"}},
				"bob": config{"arn": bob},
			}
			c["settings"] = settings
		},
		want: plan{},
	}, {
		name: "the former key goes",
		change: func(c config) {
			settings["principals"] = config{"al": config{"arn": alice}, "bob": config{"arn": bob}}
			c["settings"] = settings
		},
		want: plan{},
	}})
	assert.Equal(t, created, *describeEntry(t, alice).CreatedAt)

	for name, principals := range map[string]config{
		"keys that swap":    {"al": config{"arn": bob}, "bob": config{"arn": alice}},
		"a key taken over":  {"al": config{"arn": bob}},
		"a key not renamed": {"alice": config{"arn": alice}, "bob": config{"arn": bob}},
	} {
		t.Run("refused, with nothing lost: "+name, func(t *testing.T) {
			settings["principals"] = principals
			require.NoError(t, st.Configure(config{"settings": settings}))
			_, err := st.Up(testContext(t))
			require.ErrorContains(t, err, "already in use on this cluster")
			for _, arn := range []string{alice, bob} {
				assert.Equal(t, []string{"own-program-cluster-level", "own-program-namespace-level"}, sorted(entries(t)[arn]))
			}
			assert.Equal(t, created, *describeEntry(t, alice).CreatedAt)
		})
	}
}

// assertNamespaceFirst: no child of the component is created before the namespace exists.
func assertNamespaceFirst(t *testing.T, changes stack.Changes) {
	t.Helper()
	there := changes.Index(stack.Change{Op: "create", Type: "Namespace", Name: "own-program", Done: true})
	require.NotEqual(t, -1, there)
	for _, c := range changes[:there] {
		assert.Contains(t, []string{"Namespace", "ScientistAccess"}, c.Type, "before the namespace: %v", c)
	}
}
