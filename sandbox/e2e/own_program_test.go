package e2e

import (
	"os"
	"path/filepath"
	"strings"
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
	_, carol := principal(t, "OwnProgramCarol")
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

	secret := func(arn string) config { return config{"arn": arn, "secret": true} }
	for _, c := range []struct {
		name       string
		principals config
		says       []string
	}{
		{"secrets that swap", config{"al": secret(bob), "bob": secret(alice)}, []string{"first rename them to new ones"}},
		{"a key taken over", config{"al": config{"arn": bob}}, []string{
			"principals.al.arn: Forbidden: the principal has an access entry on the cluster already", "first rename them",
		}},
		{"a key moved", config{"al": config{"arn": alice}, "bob": config{"arn": carol}, "b": config{"arn": bob}}, []string{
			"principals.b.arn", "first rename them",
		}},
		{"a key not renamed", config{"alice": config{"arn": alice}, "bob": config{"arn": bob}}, []string{
			"principals.alice.arn", "add that one to formerKeys",
		}},
	} {
		t.Run("refused at preview: "+c.name, func(t *testing.T) {
			settings["principals"] = c.principals
			require.NoError(t, st.Configure(config{"settings": settings}))
			_, err := st.Preview(testContext(t))
			require.Error(t, err)
			for _, words := range c.says {
				assert.ErrorContains(t, err, words)
			}
			if c.name == "secrets that swap" {
				assert.NotContains(t, err.Error(), alice)
				assert.NotContains(t, err.Error(), bob)
			}
		})
	}
	t.Run("refused without a preview, with nothing lost: keys that swap", func(t *testing.T) {
		settings["principals"] = config{"al": config{"arn": bob}, "bob": config{"arn": alice}}
		require.NoError(t, st.Configure(config{"settings": settings}))
		_, err := st.Up(testContext(t), "--skip-preview")
		require.ErrorContains(t, err, "EKS allows one per principal")
		for _, arn := range []string{alice, bob} {
			assert.Equal(t, []string{"own-program-cluster-level", "own-program-namespace-level"}, sorted(entries(t)[arn]))
		}
	})

	apply(t, st, config{}, []edit{{
		name: "the keys to swap become new ones",
		change: func(c config) {
			settings["principals"] = config{
				"alice2": config{"arn": alice, "formerKeys": []string{"al"}},
				"bob2":   config{"arn": bob, "formerKeys": []string{"bob"}},
			}
			c["settings"] = settings
		},
		want: plan{},
	}, {
		name: "and are swapped",
		change: func(c config) {
			settings["principals"] = config{
				"al":  config{"arn": bob, "formerKeys": []string{"bob2"}},
				"bob": config{"arn": alice, "formerKeys": []string{"alice2"}},
			}
			c["settings"] = settings
		},
		want: plan{},
	}, {
		name: "an ARN becomes plain",
		change: func(c config) {
			settings["principals"] = config{"al": config{"arn": bob}, "bob": config{"arn": alice, "plain": true}}
			c["settings"] = settings
		},
		want: plan{},
	}})

	t.Run("an ARN becomes a secret", func(t *testing.T) {
		settings["principals"] = config{"al": config{"arn": bob}, "bob": secret(alice)}
		require.NoError(t, st.Configure(config{"settings": settings}))
		_, err := st.Preview(testContext(t))
		require.ErrorContains(t, err, "first rename the entry and its access policies with pulumi state rename")
		urn := "urn:pulumi:own-program::own-program::scientistaccess:index:ScientistAccess$aws:eks/accessEntry:AccessEntry::access/"
		_, err = st.Run(testContext(t), "state", "rename", urn+strings.TrimPrefix(alice, "arn:aws:iam::"), "access/bob", "--yes")
		require.NoError(t, err)
		changes, err := st.Up(testContext(t))
		require.NoError(t, err)
		assert.Equal(t, plan{}, changes.Ops())
	})
	assert.Equal(t, created, *describeEntry(t, alice).CreatedAt)
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
