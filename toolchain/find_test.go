package toolchain

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestOffersAreForEveryKit(t *testing.T) {
	t.Parallel()
	for _, k := range kits {
		if _, ok := offers[k.name]; !ok {
			t.Errorf("no offer for %s", k.name)
		}
		if k.tools[0].name != k.name {
			t.Errorf("the first tool of %s is %s", k.name, k.tools[0].name)
		}
	}
}

// A fake machine has a folder on its path, one of KUBEBUILDER_ASSETS and one of Pulumi.
const (
	folders = "DIR/bin:DIR/sbin"
	assets  = "DIR/assets"
	home    = "DIR/home"
	plugins = home + "/.pulumi/plugins/"
)

// Fake programs.
const (
	pulumiNow     = `[ "$*" = version ] && echo v3.250.0`
	pulumiOldest  = `echo v3.182.0`
	pulumiOld     = `echo v3.181.9`
	pulumiNext    = `echo v4.0.0`
	etcd35        = `[ "$*" = --version ] && printf 'etcd Version: 3.5.21\nGit SHA: a17edfd\n'`
	etcd36        = `echo 'etcd Version: 3.6.4'`
	etcd34        = `echo 'etcd Version: 3.4.37'`
	kubernetes    = `[ "$*" = --version ] && echo Kubernetes v1.33.9`
	kubernetesEKS = `echo Kubernetes v1.33.4-eks-aeac579`
	kubernetes132 = `echo Kubernetes v1.32.11`
	fails         = `echo v3.250.0; exit 3`
	hangs         = `sleep 60`
	other         = `echo 'hello, world'`
	silent        = `:`
)

func TestFind(t *testing.T) {
	t.Parallel()
	const plugin = "/pulumi-resource-kubernetes"
	for name, test := range map[string]struct {
		programs map[string]string // path to script
		found    string
		told     string
	}{
		"nothing": {},
		"everything": {
			map[string]string{
				"bin/pulumi": pulumiNow, "bin/pulumi-language-go": silent, plugins + "resource-kubernetes-v4.25.0" + plugin: fails,
				"assets/etcd": etcd35, "assets/kube-apiserver": kubernetes, "sbin/kube-controller-manager": kubernetesEKS,
			},
			"assets/etcd assets/kube-apiserver sbin/kube-controller-manager bin/pulumi " +
				"home/.pulumi/plugins/resource-kubernetes-v4.25.0/pulumi-resource-kubernetes",
			`etcd: using DIR/assets/etcd, version v3.5.21
kube-apiserver: using DIR/assets/kube-apiserver, version v1.33.9
kube-controller-manager: using DIR/sbin/kube-controller-manager, version v1.33.4-eks-aeac579
pulumi: using DIR/bin/pulumi, version v3.250.0
pulumi-resource-kubernetes: using DIR/home/.pulumi/plugins/resource-kubernetes-v4.25.0/pulumi-resource-kubernetes, version v4.25.0
`,
		},
		"the oldest CLI": {
			map[string]string{"bin/pulumi": pulumiOldest, "bin/pulumi-language-go": silent},
			"bin/pulumi", "pulumi: using DIR/bin/pulumi, version v3.182.0\n",
		},
		"an old CLI": {
			map[string]string{"bin/pulumi": pulumiOld, "bin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: its version is v3.181.9, not v3.182.0 or later\n",
		},
		"a CLI of the next major version": {
			map[string]string{"bin/pulumi": pulumiNext, "bin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: its version is v4.0.0, not v3.182.0 or later\n",
		},
		"a CLI without its language host": {
			map[string]string{"bin/pulumi": pulumiNow, "sbin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: there is no pulumi-language-go in DIR/bin\n",
		},
		"a second CLI on the path": {
			map[string]string{"bin/pulumi": pulumiOld, "bin/pulumi-language-go": silent,
				"sbin/pulumi": pulumiNow, "sbin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: its version is v3.181.9, not v3.182.0 or later\n",
		},
		"a CLI that fails": {
			map[string]string{"bin/pulumi": fails, "bin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: asked for its version with \"version\", it failed: exit status 3\n",
		},
		"a CLI that hangs": {
			map[string]string{"bin/pulumi": hangs, "bin/pulumi-language-go": silent},
			"", "pulumi: not using DIR/bin/pulumi: it does not tell its version within 2s\n",
		},
		"another program of that name": {
			map[string]string{"bin/etcd": other},
			"", "etcd: not using DIR/bin/etcd: asked for its version with \"--version\", it prints \"hello, world\"\n",
		},
		"a program that says nothing": {
			map[string]string{"bin/kube-apiserver": silent},
			"", "kube-apiserver: not using DIR/bin/kube-apiserver: asked for its version with \"--version\", it prints \"\"\n",
		},
		"one of two in KUBEBUILDER_ASSETS": {
			map[string]string{"assets/etcd": etcd36},
			"assets/etcd", "etcd: using DIR/assets/etcd, version v3.6.4\n",
		},
		"another in KUBEBUILDER_ASSETS than on the path": {
			map[string]string{"assets/kube-apiserver": kubernetes, "bin/kube-apiserver": kubernetesEKS},
			"assets/kube-apiserver", "kube-apiserver: using DIR/assets/kube-apiserver, version v1.33.9\n",
		},
		"an old one in KUBEBUILDER_ASSETS, and the right one on the path": {
			map[string]string{"assets/etcd": etcd34, "assets/kube-apiserver": kubernetes132, "bin/etcd": etcd35},
			"bin/etcd",
			"etcd: not using DIR/assets/etcd: its version is v3.4.37, not v3.5 or v3.6\n" +
				"etcd: using DIR/bin/etcd, version v3.5.21\n" +
				"kube-apiserver: not using DIR/assets/kube-apiserver: its version is v1.32.11, not v1.33\n",
		},
		"other versions of the plugin": {
			map[string]string{plugins + "resource-kubernetes-v4.24.0" + plugin: silent, plugins + "resource-kubernetes-v4.9.0" + plugin: silent},
			"", "pulumi-resource-kubernetes: not using DIR/home/.pulumi/plugins/resource-kubernetes-v4.24.0/pulumi-resource-kubernetes: " +
				"its version is v4.24.0, not v4.25.0\n",
		},
		"a later version of the plugin beside the right one": {
			map[string]string{plugins + "resource-kubernetes-v4.25.0" + plugin: silent, plugins + "resource-kubernetes-v4.26.0" + plugin: silent},
			"home/.pulumi/plugins/resource-kubernetes-v4.25.0/pulumi-resource-kubernetes",
			"pulumi-resource-kubernetes: using DIR/home/.pulumi/plugins/resource-kubernetes-v4.25.0/pulumi-resource-kubernetes, " +
				"version v4.25.0\n",
		},
		"a plugin that is half installed": {
			map[string]string{plugins + "resource-kubernetes-v4.25.0" + plugin: silent, plugins + "resource-kubernetes-v4.25.0.partial": ""},
			"", "",
		},
		"another plugin": {map[string]string{plugins + "resource-aws-v4.25.0" + plugin: silent}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for path, script := range test.programs {
				program(t, filepath.Join(dir, strings.TrimPrefix(path, "DIR")), script)
			}
			var told output
			found := fakeMachine(dir).find(t.Context(), kits, &told)

			var paths []string
			for _, k := range kits {
				if path, ok := found[k.name]; ok {
					paths = append(paths, strings.TrimPrefix(path, dir+"/"))
				}
			}
			if got := strings.Join(paths, " "); got != test.found {
				t.Errorf("found %q, want %q", got, test.found)
			}
			if got := strings.ReplaceAll(told.String(), dir, "DIR"); got != test.told {
				t.Errorf("told\n%swant\n%s", got, test.told)
			}
		})
	}
}

// TestFindKnowsLinks: package managers link to the CLI, and leave its language hosts beside it.
func TestFindKnowsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program(t, filepath.Join(dir, "Cellar", "pulumi"), pulumiNow)
	program(t, filepath.Join(dir, "Cellar", "pulumi-language-go"), silent)
	link := filepath.Join(dir, "bin", "pulumi")
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "Cellar", "pulumi"), link); err != nil {
		t.Fatal(err)
	}
	if found := fakeMachine(dir).find(t.Context(), kits, new(output)); found[pulumi] != link {
		t.Errorf("found %q, want %s", found[pulumi], link)
	}
}

func TestFindDoesNotWaitForWhatAProgramStarted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program(t, filepath.Join(dir, "bin", "etcd"), "sleep 60 &\nsleep 60")
	begin := time.Now()
	if found := fakeMachine(dir).find(t.Context(), kits, new(output)); len(found) > 0 {
		t.Errorf("found %v", found)
	}
	if took := time.Since(begin); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestMachineOfEnvironment(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		variables map[string]string
		want      machine
	}{
		"bare": {map[string]string{"HOME": "/home/ada"}, machine{pulumiHome: "/home/ada/.pulumi"}},
		"own": {
			map[string]string{"HOME": "/home/ada", "PATH": "/a:/b", "PULUMI_HOME": "/p", "KUBEBUILDER_ASSETS": "k/bin"},
			machine{path: []string{"/a", "/b"}, pulumiHome: "/p", assets: filepath.Join(here, "k", "bin")},
		},
	} {
		got := machineOf(func(name string) string { return test.variables[name] })
		got.patience = 0
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestOnPathPassesOverWhatNoShellRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a", "etcd"), "not executable")
	write(t, filepath.Join(dir, "b", "etcd", "file"), "in a folder")
	program(t, filepath.Join(dir, "c", "etcd"), etcd35)
	m := machine{path: []string{"", ".", filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "c")}}
	if got, want := fmt.Sprint(onPath(m, etcd)), fmt.Sprint([]string{filepath.Join(dir, "c", "etcd")}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNeitherWhatIsFoundNorWhatIsLeftOutIsBuilt(t *testing.T) {
	t.Parallel()
	all := len(kits)
	found := map[string]string{etcd: "/usr/bin/etcd", pulumi: "/usr/bin/pulumi"}
	for leftOut, want := range map[string]string{
		"":                "kube-apiserver kube-controller-manager pulumi-resource-kubernetes",
		ControllerManager: "kube-apiserver pulumi-resource-kubernetes",
	} {
		var names []string
		for _, k := range without(needed([]string{leftOut}), found) {
			names = append(names, k.name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("without %q it builds %q, want %q", leftOut, got, want)
		}
	}
	if len(kits) != all || kits[all-1].name == "" {
		t.Errorf("the kits themselves have changed: %v", kits)
	}
}

func fakeMachine(dir string) machine {
	variables := map[string]string{"PATH": folders, "KUBEBUILDER_ASSETS": assets, "HOME": home}
	m := machineOf(func(name string) string { return strings.ReplaceAll(variables[name], "DIR", dir) })
	m.patience = 2 * time.Second
	return m
}

// program writes a script. While it is open for writing no other test may start a process, which would inherit that, and
// the script would be busy: https://github.com/golang/go/issues/22315
func program(t *testing.T, path, script string) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	write(t, path, "#!/bin/sh\n"+script+"\n")
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
}
