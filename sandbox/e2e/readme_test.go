package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the README's commands for a cluster, as they are written, in a copy of the repository. Only where
// the sandbox is has to be said besides.
func TestReadme(t *testing.T) {
	const arn = "arn:aws:iam::111122223333:role/ScientistUserRole"
	_, err := box.EKS.AddPrincipal(arn)
	require.NoError(t, err)
	readme, err := os.ReadFile(filepath.Join(box.Root, "README.md"))
	require.NoError(t, err)
	commands := shellBlock(t, string(readme), "## On your cluster")
	require.Less(t, strings.Count(commands, "\n"), 10)

	dir := t.TempDir()
	copyRepository(t, dir)
	before, after, found := strings.Cut(commands, "pulumi up\n")
	require.True(t, found)
	shell(t, dir, before+sandboxed()+"pulumi up\n"+after)
	t.Cleanup(func() { shell(t, dir, "pulumi destroy --remove\n") })

	assert.Equal(t, []string{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"},
		sorted(entries(t)[arn]))
}

// sandboxed are the commands that lead a stack to the sandbox.
func sandboxed() string {
	set := "pulumi config set "
	return set + "--path 'aws:endpoints[0].eks' " + box.EKSEndpoint + "\n" +
		set + "--path 'aws:endpoints[0].sts' " + box.EKSEndpoint + "\n" +
		set + "--path 'aws:endpoints[0].iam' " + box.EKSEndpoint + "\n" +
		set + "aws:skipCredentialsValidation true\n" +
		set + "aws:skipRequestingAccountId true\n"
}

// shellBlock is the first block of commands under a heading.
func shellBlock(t *testing.T, text, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, heading+"\n")
	require.True(t, found)
	_, rest, found = strings.Cut(rest, "```sh\n")
	require.True(t, found)
	block, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	return block
}

func shell(t *testing.T, dir, script string) {
	t.Helper()
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	// There is nobody to confirm.
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "PULUMI_SKIP_CONFIRMATIONS=true", "TMPDIR="+box.TempDir())
	for _, variable := range box.Environment() {
		cmd.Env = append(cmd.Env, variable.Name+"="+variable.Value)
	}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}
