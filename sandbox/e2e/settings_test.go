package e2e

import (
	"os"
	"os/user"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestExplicitKubeconfig uses the standard kubernetes: settings in place of the derived kubeconfig. The path is one that
// starts at home, which the provider itself expands.
func TestExplicitKubeconfig(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "explicit"))
	profile, arn := principal(t, "Explicit")
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(file, adminKubeconfig(t), 0o600))
	current, err := user.Current()
	require.NoError(t, err)
	fromHome, err := filepath.Rel(current.HomeDir, file)
	require.NoError(t, err)
	st := newStack(t, "explicit", config{
		"clusterName": sandbox.Cluster, "namePrefix": "explicit", "namespaces": []string{"explicit"},
		"principals":            config{"alice": arn},
		"kubernetes:kubeconfig": "~/" + fromHome,
		"kubernetes:context":    "sandbox",
	})
	_, err = st.Up(ctx)
	require.NoError(t, err)
	assertMayListSecrets(t, profile, "explicit", true)
}

// TestStandardSettings uses aws: and kubernetes: settings that any Pulumi program takes.
func TestStandardSettings(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "settings"))
	_, arn := principal(t, "Settings")
	st := newStack(t, "settings", config{
		"clusterName": sandbox.Cluster, "namePrefix": "settings", "namespaces": []string{"settings"},
		"principals":                             config{"alice": arn},
		"tags":                                   config{"Owner": "ml-platform"},
		"labels":                                 config{"example.com/owner": "ml-platform"},
		"aws:profile":                            sandbox.Administrator,
		"aws:defaultTags":                        config{"tags": config{"Environment": "test"}},
		"kubernetes:suppressDeprecationWarnings": "true",
		"kubernetes:strictMode":                  "true",
		"kubernetes:clusterIdentifier":           "ours",
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	state, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	assert.Contains(t, state, `"clusterIdentifier": "ours"`)
	assert.Equal(t, map[string]string{"Owner": "ml-platform", "Environment": "test"}, describeEntry(t, arn).Tags)
	role, err := admin(t).RbacV1().Roles("settings").Get(ctx, "settings-namespace-level-role", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, "ml-platform", role.Labels["example.com/owner"])

	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)
}
