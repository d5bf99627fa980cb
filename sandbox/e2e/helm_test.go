package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// helmRelease is one of Helm's, of the chart in testdata/charts, whose subcharts resemble AWS's.
type helmRelease struct {
	t    *testing.T
	name string
}

func install(t *testing.T, name string, values config) helmRelease {
	t.Helper()
	r := helmRelease{t, name}
	r.helm(values, "install", name, filepath.Join("testdata", "charts"), "--values", "-")
	t.Cleanup(func() { r.helm(nil, "uninstall", name, "--ignore-not-found") })
	return r
}

// upgrade changes some values.
func (r helmRelease) upgrade(values config) {
	r.t.Helper()
	r.helm(values, "upgrade", r.name, filepath.Join("testdata", "charts"), "--reuse-values", "--values", "-")
}

func (r helmRelease) uninstall() {
	r.t.Helper()
	r.helm(nil, "uninstall", r.name)
}

// helm runs the real command.
func (r helmRelease) helm(values config, args ...string) {
	r.t.Helper()
	helm, err := buildHelm()
	require.NoError(r.t, err)
	kubeconfig := filepath.Join(r.t.TempDir(), "kubeconfig")
	require.NoError(r.t, os.WriteFile(kubeconfig, adminKubeconfig(r.t), 0o600))
	cmd := exec.CommandContext(testContext(r.t), helm, append(args, "--namespace", "kube-system", "--kubeconfig", kubeconfig)...)
	cmd.Env = commandEnv()
	text, err := json.Marshal(values) // JSON is YAML, too
	require.NoError(r.t, err)
	cmd.Stdin = bytes.NewReader(text)
	out, err := cmd.CombinedOutput()
	require.NoError(r.t, err, "helm %v: %s", args, out)
}

var buildHelm = sync.OnceValues(func() (string, error) {
	path := filepath.Join(box.Root, ".build", "helm")
	return path, goBuild(filepath.Join("toolchain", "helm"), "helm.sh/helm/v3/cmd/helm", path)
})
