package e2e

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"

	"github.com/scientist-access/scientist-access/toolchain/release"
)

// TestPulumiNew makes a project of the repository with `pulumi new`, under another name, and uses it.
func TestPulumiNew(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "template"))
	profile, arn := principal(t, "Template")
	template, project := filepath.Join(t.TempDir(), "template"), filepath.Join(t.TempDir(), "my-access")
	copyRepository(t, template)

	program := newStack(t, "template-source", config{"clusterName": sandbox.Cluster, "principals": config{"alice": arn}})
	_, err := program.Run(ctx, "new", template, "--yes", "--generate-only", "--name", "my-access", "--dir", project)
	require.NoError(t, err)

	st := newStackOf(t, project, "template", config{
		"clusterName": sandbox.Cluster, "namePrefix": "template", "namespaces": []string{"template"},
		"principals": config{"alice": arn},
	})
	_, err = st.Up(ctx)
	require.NoError(t, err)
	assertMayListSecrets(t, profile, "template", true)
}

// copyRepository copies what git would commit.
func copyRepository(t *testing.T, to string) {
	t.Helper()
	require.NoError(t, release.CopyFiles(box.Root, to))
}
