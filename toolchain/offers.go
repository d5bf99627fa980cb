package toolchain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// An offer tells where a machine may have a kit, how its first program tells its version, and which versions do.
type offer struct {
	where   func(m machine, name string) []string // paths, the best first
	version func(ctx context.Context, path string) (string, error)
	fits    versions
}

// offers has one for every kit.
var offers = map[string]offer{
	// Kubernetes 1.33 is tested with etcd 3.5, and etcd 3.6 serves the same API.
	// Sources: https://github.com/kubernetes/kubernetes/blob/v1.33.4/build/dependencies.yaml,
	// https://etcd.io/blog/2025/announcing-etcd-3.6/
	etcd: {inAssets, printed("--version", "etcd Version: "), minors("v3.5", "v3.6")},

	// Rights, admission and API groups are those of a minor version. The controllers must not be newer than the API server.
	// Source: https://kubernetes.io/releases/version-skew-policy/
	apiServer:         {inAssets, printed("--version", "Kubernetes "), minors(semver.MajorMinor(KubernetesVersion))},
	ControllerManager: {inAssets, printed("--version", "Kubernetes "), minors(semver.MajorMinor(KubernetesVersion))},

	// The component uses resource hooks, which the CLI has since 3.182.
	pulumi: {onPath, printed("version", ""), since("v3.182.0")},

	// The SDK asks for the plugin of its own version.
	providerName: {installedPlugin, ofFolder, exactly(KubernetesProviderVersion)},
}

// ofFolder is the version in the name of a plugin's folder.
func ofFolder(_ context.Context, path string) (string, error) {
	return strings.TrimPrefix(filepath.Base(filepath.Dir(path)), pluginFolder), nil
}

// printed is the version that a program prints in its first line, after some words, when it runs with an argument.
func printed(argument, words string) func(context.Context, string) (string, error) {
	return func(ctx context.Context, path string) (string, error) {
		cmd := exec.CommandContext(ctx, path, argument)
		cmd.Env = append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")
		cmd.WaitDelay = 100 * time.Millisecond // a program that it started may live on
		out, err := cmd.Output()
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if err != nil {
			return "", fmt.Errorf("asked for its version with %q, it failed: %w", argument, err)
		}
		line, _, _ := strings.Cut(string(out), "\n")
		version, ok := strings.CutPrefix(strings.TrimSpace(line), words)
		version = "v" + strings.TrimPrefix(version, "v")
		if !ok || !semver.IsValid(version) {
			return "", fmt.Errorf("asked for its version with %q, it prints %q", argument, line)
		}
		return version, nil
	}
}

// versions are those that do.
type versions struct {
	words string
	have  func(version string) bool
}

func exactly(wanted string) versions {
	return versions{wanted, func(version string) bool { return version == wanted }}
}

func minors(wanted ...string) versions {
	return versions{strings.Join(wanted, " or "), func(version string) bool {
		return slices.Contains(wanted, semver.MajorMinor(version))
	}}
}

// since has later versions of the same major version.
func since(least string) versions {
	return versions{least + " or later", func(version string) bool {
		return semver.Major(version) == semver.Major(least) && semver.Compare(version, least) >= 0
	}}
}
