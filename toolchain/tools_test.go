package toolchain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
)

func TestVersionsAreThoseOfTheModules(t *testing.T) {
	t.Parallel()
	for module, require := range map[string]string{
		"pulumi":     "github.com/pulumi/pulumi/pkg/v3 " + PulumiVersion,
		"kubernetes": "k8s.io/kubernetes " + KubernetesVersion,
	} {
		if !strings.Contains(goMod(t, module), require) {
			t.Errorf("%s/go.mod does not require %s", module, require)
		}
	}
}

func TestTheDocsNameTheVersions(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile(filepath.Join("..", "docs", "sandbox.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{
		"`plugins/resource-kubernetes-" + KubernetesProviderVersion + "`",
		"| `kube-apiserver`, `kube-controller-manager` | in `KUBEBUILDER_ASSETS`, then on the path | " +
			strings.TrimPrefix(semver.MajorMinor(KubernetesVersion), "v") + ",",
	} {
		if !strings.Contains(string(docs), words) {
			t.Errorf("docs/sandbox.md lacks %q", words)
		}
	}
}

// A package that go.mod does not know as a tool would lose its requirements at the next go mod tidy.
func TestModulesKnowTheirPackages(t *testing.T) {
	t.Parallel()
	for _, k := range kits {
		for _, tool := range k.tools {
			if strings.HasPrefix(tool.pkg, ".") {
				if !isFile(filepath.Join(tool.module, tool.pkg, "main.go")) {
					t.Errorf("%s: no main.go in %s/%s", tool.name, tool.module, tool.pkg)
				}
				continue
			}
			if !strings.Contains(goMod(t, tool.module), tool.pkg+"\n") {
				t.Errorf("%s/go.mod has no tool line for %s", tool.module, tool.pkg)
			}
		}
	}
}

func TestKeyDependsOnEverythingThatABuildIsMadeFrom(t *testing.T) {
	t.Parallel()
	b := fakeBuilder(t, new(output))
	file := func(name, content string) func() {
		return func() { write(t, filepath.Join(b.modules, "fake", name), content) }
	}
	k := fakeKit
	seen := map[string]string{}
	for _, step := range []struct {
		change string
		do     func()
	}{
		{"nothing", func() {}},
		{"go.mod", file("go.mod", fakeMod+"// pins\n")},
		{"go.sum", file("go.sum", "checksums\n")},
		{"a source", file("main.go", fakeMain+"// more\n")},
		{"a nested source", file("sub/sub.go", "package sub\n")},
		{"linker flags", func() { k = kit{k.name, []tool{{"first", "fake", ".", "-s", nil}, k.tools[1]}} }},
		{"a package", func() { k = kit{k.name, []tool{{"first", "fake", "./sub", "-s", nil}, k.tools[1]}} }},
		{"an embedded file", func() {
			k = kit{k.name, []tool{{"first", "fake", "./sub", "-s", []embedded{{"example.com/other", "words.txt"}}}, k.tools[1]}}
		}},
		{"a tool", func() { k = kit{k.name, k.tools[:1]} }},
	} {
		step.do()
		key, err := b.key(k)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[key]; ok {
			t.Errorf("the key is the same after a change of %s as after a change of %s", step.change, before)
		}
		seen[key] = step.change
		if again, _ := b.key(k); again != key {
			t.Errorf("two keys of the same build: %s and %s", key, again)
		}
	}
}

func TestKeyOfAMissingModule(t *testing.T) {
	t.Parallel()
	b := builder{modules: t.TempDir()}
	if key, err := b.key(fakeKit); err == nil {
		t.Errorf("a module that is not there has the key %s", key)
	}
}

func goMod(t *testing.T, module string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
