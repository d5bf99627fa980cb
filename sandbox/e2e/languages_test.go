package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/internal/version"
	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
	"github.com/scientist-access/scientist-access/toolchain"
	"github.com/scientist-access/scientist-access/toolchain/release"
)

// The resource that the examples in other languages let scientists create, and where.
var pytorchJobs = schema.GroupVersionResource{Group: "sagemaker.amazonaws.com", Version: "v1", Resource: "hyperpodpytorchjobs"}

const exampleNamespace = "hyperpod-ns-vision"

// installPackage installs the component's plugin as a user does, and the language host of YAML.
var installPackage = sync.OnceValue(func() error {
	plugin, host := filepath.Join(box.Root, ".build", "pulumi-resource-scientistaccess"), filepath.Join(box.Root, ".build", "pulumi-language-yaml")
	if err := goBuild("provider", ".", plugin); err != nil {
		return err
	}
	if err := goBuild(filepath.Join("toolchain", "pulumi-language-yaml"), ".", host); err != nil {
		return err
	}
	if err := box.InstallPlugin(host, "language-yaml-v1.25.0", "pulumi-language-yaml"); err != nil {
		return err
	}
	// The host of YAML reads schemas itself, for which it starts source plugins in Go.
	return box.InstallPlugin(filepath.Join(filepath.Dir(box.Pulumi()), "pulumi-language-go"), "language-go-"+toolchain.PulumiVersion, "pulumi-language-go")
})

// withPlugin makes the stack's commands find the package.
func withPlugin(t *testing.T, st *stack.Stack) {
	t.Helper()
	require.NoError(t, installPackage())
	_, err := st.Run(testContext(t), "plugin", "install", "resource", "scientistaccess", "v"+version.Number, "--reinstall", "--file",
		filepath.Join(box.Root, ".build", "pulumi-resource-scientistaccess"))
	require.NoError(t, err)
}

// kubeconfigFile is the administrator's, for programs that take the provider from the environment.
func kubeconfigFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(path, adminKubeconfig(t), 0o600))
	return path
}

// exampleNamespaceExists is for examples that name it.
func exampleNamespaceExists(t *testing.T) {
	t.Helper()
	if err := createNamespace(testContext(t), exampleNamespace); !apierrors.IsAlreadyExists(err) {
		require.NoError(t, err)
	}
}

// project writes a project file into a folder of its own, for [stack.New].
func project(t *testing.T, p config) string {
	t.Helper()
	dir := t.TempDir()
	writeProject(t, dir, p)
	return dir
}

func writeProject(t *testing.T, dir string, p config) {
	t.Helper()
	text, err := yaml.Marshal(p)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), text, 0o600))
}

// exampleProject is the project file of an example, without the line by which it follows the checkout.
func exampleProject(t *testing.T, name string) config {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(box.Root, "examples", name, "Pulumi.yaml"))
	require.NoError(t, err)
	var p config
	require.NoError(t, yaml.Unmarshal(text, &p))
	require.Equal(t, map[string]any{"scientistaccess": "../../provider"}, p["packages"])
	delete(p, "packages")
	return p
}

// TestSchemaIsServed asks the plugin for what the repository has as its schema.
func TestSchemaIsServed(t *testing.T) {
	st := newStackOf(t, project(t, config{"name": "schema", "runtime": "go"}), "schema", config{})
	withPlugin(t, st)
	served, err := st.Run(testContext(t), "package", "get-schema", "scientistaccess")
	require.NoError(t, err)
	want, err := os.ReadFile(filepath.Join(box.Root, "provider", "internal", "served", "schema.json"))
	require.NoError(t, err)
	assert.JSONEq(t, string(want), served[strings.Index(served, "{"):])
	var is struct{ Version string }
	require.NoError(t, json.Unmarshal(want, &is))
	assert.Equal(t, version.Number, is.Version)
}

// TestSourcePlugin adds the package to a program as the README says, but from a copy of the checkout, and the program runs with
// what Pulumi compiles from there. The copy's modules are to be had in their version, as they are once that is tagged.
func TestSourcePlugin(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, installPackage())
	exampleNamespaceExists(t)
	profile, arn := principal(t, "SourcePlugin")
	st := newStackOf(t, project(t, exampleProject(t, "yaml")), "source-plugin", config{"clusterName": sandbox.Cluster, "scientistsArn": arn},
		"KUBECONFIG="+kubeconfigFile(t))
	user, err := os.UserCacheDir()
	require.NoError(t, err)
	vars, err := release.Environment(box.Root, "v"+version.Number, filepath.Join(user, "scientist-access", "outsider"))
	require.NoError(t, err)
	st.Setenv(vars...)
	checkout := t.TempDir()
	require.NoError(t, release.CopyFiles(box.Root, checkout))
	checkout = filepath.Join(checkout, "provider")

	_, err = st.Run(ctx, "package", "add", checkout)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(st.Dir(), "Pulumi.yaml"))
	require.NoError(t, err)
	var p config
	require.NoError(t, yaml.Unmarshal(text, &p))
	assert.Equal(t, map[string]any{"scientistaccess": checkout}, p["packages"])

	_, err = st.Up(ctx)
	require.NoError(t, err)
	assertMayCreate(t, profile, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)
}
