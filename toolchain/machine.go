package toolchain

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// A machine is where programs may be already. Its folders are absolute, or "".
type machine struct {
	path       []string      // as in PATH
	assets     string        // of etcd and Kubernetes
	pulumiHome string        // of Pulumi's plugins
	patience   time.Duration // with a program that is asked for its version
}

func machineOf(getenv func(string) string) machine {
	home := getenv("PULUMI_HOME")
	if home == "" {
		home = filepath.Join(getenv("HOME"), ".pulumi")
	}
	return machine{
		path:       filepath.SplitList(getenv("PATH")),
		assets:     absolute(getenv("KUBEBUILDER_ASSETS")),
		pulumiHome: absolute(home),
		patience:   10 * time.Second,
	}
}

func absolute(dir string) string {
	path, err := filepath.Abs(dir)
	if dir == "" || err != nil {
		return ""
	}
	return path
}

// onPath is the program that a shell would run. Like Go, it passes over folders that depend on where one is.
func onPath(m machine, name string) []string {
	for _, dir := range m.path {
		if path := filepath.Join(dir, name); filepath.IsAbs(dir) && isProgram(path) {
			return []string{path}
		}
	}
	return nil
}

// inAssets is the program that envtest would run, and after it the one on the path.
func inAssets(m machine, name string) []string {
	assets := m
	assets.path = []string{m.assets}
	return append(onPath(assets, name), onPath(m, name)...)
}

// A plugin lies in a folder with its version in the name, by which Pulumi goes too.
const pluginFolder = "resource-kubernetes-"

// installedPlugin is the Kubernetes provider in the version that is needed, or else in the latest that Pulumi has installed.
func installedPlugin(m machine, name string) []string {
	plugins := filepath.Join(m.pulumiHome, "plugins")
	best := ""
	for _, version := range installedVersions(plugins, name) {
		if version == KubernetesProviderVersion {
			best = version
			break
		}
		if semver.Compare(version, best) > 0 {
			best = version
		}
	}
	if best == "" {
		return nil
	}
	return []string{filepath.Join(plugins, pluginFolder+best, name)}
}

// installedVersions leaves out a plugin that is not installed completely: Pulumi keeps a file beside it that says so.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/workspace/plugins.go (PartialFilePath)
func installedVersions(plugins, name string) []string {
	entries, err := os.ReadDir(plugins)
	if err != nil {
		return nil
	}
	var versions []string
	for _, entry := range entries {
		folder := filepath.Join(plugins, entry.Name())
		version, ok := strings.CutPrefix(entry.Name(), pluginFolder)
		if ok && semver.IsValid(version) && !isFile(folder+".partial") && isProgram(filepath.Join(folder, name)) {
			versions = append(versions, version)
		}
	}
	return versions
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
