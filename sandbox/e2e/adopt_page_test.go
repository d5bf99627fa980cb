package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestAdoptPage runs the commands of docs/adopt.md as they are written, on AWS's page applied by hand, while a scientist
// works. Only where the sandbox is has to be said besides.
func TestAdoptPage(t *testing.T) {
	byHand := found{name: "doc", prefix: "hyperpod-scientist-user", namespaces: []string{"kubeflow"}, principals: 1}
	profiles, principals := byHand.create(t)
	text, err := os.ReadFile(filepath.Join(box.Root, "docs", "adopt.md"))
	require.NoError(t, err)
	commands := shellBlock(t, string(text), "# Taking over access that exists")
	plan, rest, found := strings.Cut(commands, "pulumi stack init prod\n")
	require.True(t, found)

	dir, kubeconfig := t.TempDir(), filepath.Join(t.TempDir(), "kubeconfig")
	copyRepository(t, dir)
	require.NoError(t, os.WriteFile(kubeconfig, adminKubeconfig(t), 0o600))
	here := "export AWS_REGION=" + sandbox.Region + " KUBECONFIG=" + kubeconfig + " PATH=" + commandFolder(t) + ":$PATH\n"

	scientists := working(t, profiles, byHand.rights())
	shell(t, dir, here+plan+"pulumi stack init prod\n"+sandboxed()+rest)
	scientists.stop()

	t.Cleanup(func() { shell(t, dir, "pulumi destroy --remove --stack prod\n") })
	shell(t, dir, here+"pulumi preview --expect-no-changes\npulumi stack export | scientist-access verify\n")
	for _, arn := range principals {
		assert.Equal(t, []string{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"},
			sorted(entries(t)[arn.(string)]))
	}
}
