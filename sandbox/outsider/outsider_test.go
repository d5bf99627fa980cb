// Package outsider builds the published modules as people elsewhere do: with the go command alone, from a module proxy.
package outsider

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/internal/version"
	"github.com/scientist-access/scientist-access/toolchain/release"
)

const released = "v" + version.Number

// TestInstall installs the command and the plugin as the README says.
func TestInstall(t *testing.T) {
	o := newOutsider(t)
	o.run("go", "install", release.Root+"/cmd/scientist-access@"+released)
	assert.Equal(t, "scientist-access version "+released+"\n", o.run(filepath.Join(o.bin, "scientist-access"), "--version"))
	o.run("go", "install", release.Root+"/provider@"+released)
	assert.Contains(t, o.run("go", "version", "-m", filepath.Join(o.bin, "provider")), "\tdep\t"+release.Root+"\t"+released)
}

// TestImport imports the component into a module of its own, and tells what that takes beside a program that does the same
// with Pulumi's SDKs alone.
func TestImport(t *testing.T) {
	o := newOutsider(t)
	bare := o.module("bare", filepath.Join("bench", "bare", "main.go"))
	bare.run("go", "get", "github.com/pulumi/pulumi-aws/sdk/v6@v6.83.2", "github.com/pulumi/pulumi-kubernetes/sdk/v4@v4.25.0",
		"github.com/pulumi/pulumi/sdk/v3@v3.250.0")
	ours := o.module("ours", filepath.Join("..", "examples", "go", "main.go"))
	ours.run("go", "get", release.Root+"/component@"+released)
	for _, m := range []outsider{bare, ours} {
		m.run("go", "mod", "tidy")
		m.run("go", "build", "-o", os.DevNull, ".")
	}
	t.Logf("downloads: bare SDKs %d modules, ours %d", len(bare.modules()), len(ours.modules()))
	t.Logf("compiles: bare SDKs %d packages, ours %d", len(bare.packages()), len(ours.packages()))
	extra := minus(ours.modules(), bare.modules())
	t.Logf("modules that only ours needs: %s", strings.Join(extra, " "))
	for _, unwanted := range []string{"k8s.io/client-go", "github.com/pulumi/pulumi/pkg/v3", "github.com/aws/aws-sdk-go-v2", "github.com/spf13/viper"} {
		assert.NotContains(t, extra, unwanted, "who imports the component gets nothing that it does not need")
	}
	assert.Contains(t, extra, release.Root)
}

func minus(all, less []string) []string {
	known := map[string]bool{}
	for _, one := range less {
		known[one] = true
	}
	var left []string
	for _, one := range all {
		if !known[one] {
			left = append(left, one)
		}
	}
	return left
}

// outsider is somebody with nothing of ours but a proxy.
type outsider struct {
	t        *testing.T
	dir, bin string
	vars     []string
}

func newOutsider(t *testing.T) outsider {
	t.Helper()
	checkout, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	user, err := os.UserCacheDir()
	require.NoError(t, err)
	// Always in the same place, so that what was compiled from there need not be compiled again.
	vars, err := release.Environment(checkout, released, filepath.Join(user, "scientist-access", "outsider"))
	require.NoError(t, err)
	o := outsider{t: t, dir: t.TempDir(), bin: t.TempDir()}
	o.vars = slices.Concat(os.Environ(), vars, []string{"GOWORK=off", "GOBIN=" + o.bin})
	return o
}

// module is a new module with one file of a program.
func (o outsider) module(name, program string) outsider {
	o.t.Helper()
	o.dir = filepath.Join(o.dir, name)
	require.NoError(o.t, os.Mkdir(o.dir, 0o755))
	text, err := os.ReadFile(filepath.Join("..", program))
	require.NoError(o.t, err)
	require.NoError(o.t, os.WriteFile(filepath.Join(o.dir, "main.go"), text, 0o644))
	o.run("go", "mod", "init", "example.com/"+name)
	return o
}

// modules are those whose code is compiled.
func (o outsider) modules() []string {
	o.t.Helper()
	return o.list("-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".")
}

func (o outsider) packages() []string { return o.list("-deps", ".") }

func (o outsider) list(args ...string) []string {
	o.t.Helper()
	var found []string
	seen := map[string]bool{}
	for line := range strings.Lines(o.run("go", append([]string{"list"}, args...)...)) {
		line = strings.TrimSpace(line)
		if line != "" && !seen[line] {
			seen[line] = true
			found = append(found, line)
		}
	}
	return found
}

func (o outsider) run(name string, args ...string) string {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), name, args...)
	cmd.Dir, cmd.Env = o.dir, o.vars
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(o.t, err, "%s %v: %s%s", name, args, out, &stderr)
	return string(out)
}
