package outsider

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/toolchain/release"
)

// TestRelease goes through what the release's workflow does, for this machine's platform alone, and without GitHub: its steps
// are run as they stand in the file, with a repository in a folder and a stand-in for gh that notes what it is asked.
func TestRelease(t *testing.T) {
	platform := runtime.GOOS + "/" + runtime.GOARCH
	w := readWorkflow(t)
	repository, remote := clone(t)
	w.env = map[string]string{"GITHUB_OUTPUT": filepath.Join(t.TempDir(), "output")}
	w.run(t, repository, "build", "Take the version, which must not be tagged yet")
	output, err := os.ReadFile(w.env["GITHUB_OUTPUT"])
	require.NoError(t, err)
	assert.Equal(t, "version="+released+"\n", string(output))

	r := release.Release{Checkout: repository, Version: released, Into: filepath.Join(repository, "dist"), Progress: io.Discard}
	require.NoError(t, r.Make(t.Context(), []string{platform}))
	suffix := "-" + released + "-" + strings.ReplaceAll(platform, "/", "-")
	command, plugin := "scientist-access"+suffix, "pulumi-resource-scientistaccess"+suffix
	assert.ElementsMatch(t, []string{
		command + ".tar.gz", command + ".cdx.json", plugin + ".tar.gz", plugin + ".cdx.json", "schema.json", "SHA256SUMS",
	}, names(t, r.Into))
	binary := unpack(t, filepath.Join(r.Into, command+".tar.gz"), "scientist-access")
	says, err := exec.CommandContext(t.Context(), binary, "--version").Output()
	require.NoError(t, err)
	assert.Equal(t, "scientist-access version "+released+"\n", string(says))
	unpack(t, filepath.Join(r.Into, plugin+".tar.gz"), "pulumi-resource-scientistaccess")
	assertParts(t, filepath.Join(r.Into, plugin+".cdx.json"))

	w.run(t, r.Into, "publish", "Compare the files with their checksums")
	require.NoError(t, os.WriteFile(filepath.Join(r.Into, "schema.json"), []byte("{}"), 0o600))
	assert.Contains(t, w.fails(t, r.Into, "publish", "Compare the files with their checksums"), "schema.json: FAILED")

	w.env["VERSION"] = released
	w.run(t, repository, "publish", "Tag all modules together")
	head := git(t, repository, "rev-parse", "HEAD")
	assert.Equal(t, head+"\trefs/tags/cmd/scientist-access/"+released+"\n"+head+"\trefs/tags/provider/"+released+"\n"+
		head+"\trefs/tags/"+released, git(t, remote, "ls-remote", "--tags", "."))
	assert.Contains(t, w.fails(t, repository, "build", "Take the version, which must not be tagged yet"), "is tagged already")

	asked := filepath.Join(t.TempDir(), "asked")
	w.env["PATH"] = standIn(t, "gh", `echo "$@" > `+asked) + ":" + os.Getenv("PATH")
	w.run(t, repository, "publish", "Publish")
	words, err := os.ReadFile(asked)
	require.NoError(t, err)
	assert.Contains(t, string(words), "release create "+released+" --verify-tag")
	assert.Contains(t, string(words), "dist/"+plugin+".tar.gz")
	notes, err := os.ReadFile(filepath.Join(repository, "notes.md"))
	require.NoError(t, err)
	assert.Contains(t, string(notes), "### Added")
	assert.NotContains(t, string(notes), "Unreleased")
}

func TestReleaseOfAnUnknownPlatform(t *testing.T) {
	t.Parallel()
	r := release.Release{Checkout: filepath.Join("..", ".."), Version: released, Into: t.TempDir(), Progress: io.Discard}
	assert.ErrorContains(t, r.Make(t.Context(), []string{"linux/riscv64"}), `platform "linux/riscv64": choose of linux/amd64, linux/arm64`)
	assert.Empty(t, names(t, r.Into))
}

// assertParts checks a software bill of materials: it has the library, and every part has a version and a checksum.
func assertParts(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var parts struct {
		BOMFormat  string
		Components []struct {
			Name, Version string
			Hashes        []struct{ Content string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &parts))
	assert.Equal(t, "CycloneDX", parts.BOMFormat)
	found := map[string]string{}
	for _, c := range parts.Components {
		found[c.Name] = c.Version
		assert.NotEmpty(t, c.Version, c.Name)
	}
	assert.Equal(t, released, found[release.Root])
	assert.Equal(t, "v1.4.0", found["github.com/pulumi/pulumi-go-provider"])
}

// workflow is that of releases.
type workflow struct {
	Jobs map[string]struct {
		Steps []struct {
			Name, Run string
		}
	}
	env map[string]string
}

func readWorkflow(t *testing.T) *workflow {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "workflows", "release.yml"))
	require.NoError(t, err)
	w := &workflow{}
	require.NoError(t, yaml.Unmarshal(text, w))
	return w
}

func (w *workflow) run(t *testing.T, dir, job, step string) {
	t.Helper()
	out, err := w.step(t, dir, job, step)
	require.NoError(t, err, "%s: %s", step, out)
}

func (w *workflow) fails(t *testing.T, dir, job, step string) (output string) {
	t.Helper()
	out, err := w.step(t, dir, job, step)
	require.Error(t, err, "%s: %s", step, out)
	return out
}

func (w *workflow) step(t *testing.T, dir, job, name string) (output string, err error) {
	t.Helper()
	for _, step := range w.Jobs[job].Steps {
		if step.Name != name {
			continue
		}
		// As GitHub runs it.
		cmd := exec.CommandContext(t.Context(), "bash", "-e", "-c", step.Run)
		cmd.Dir, cmd.Env = dir, os.Environ()
		for variable, value := range w.env {
			cmd.Env = append(cmd.Env, variable+"="+value)
		}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	require.Fail(t, "no step "+name)
	return "", nil
}

// clone is a repository with the checkout's files as its only commit, and the bare one that it pushes to.
func clone(t *testing.T) (repository, remote string) {
	t.Helper()
	repository, remote = t.TempDir(), t.TempDir()
	git(t, remote, "init", "--quiet", "--bare")
	require.NoError(t, release.CopyFiles(filepath.Join("..", ".."), repository))
	git(t, repository, "init", "--quiet")
	git(t, repository, "add", "--all")
	git(t, repository, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "--message=all")
	git(t, repository, "remote", "add", "origin", remote)
	return repository, remote
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return strings.TrimSpace(string(out))
}

// standIn is a folder with a command that runs a script.
func standIn(t *testing.T, name, script string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	return folder
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var found []string
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

// unpack unpacks an archive that has one file, and returns where it is.
func unpack(t *testing.T, archive, want string) string {
	t.Helper()
	file, err := os.Open(archive)
	require.NoError(t, err)
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	packed := tar.NewReader(unzipped)
	header, err := packed.Next()
	require.NoError(t, err)
	assert.Equal(t, want, header.Name)
	assert.Equal(t, int64(0o755), header.Mode)
	content, err := io.ReadAll(packed)
	require.NoError(t, err)
	_, err = packed.Next()
	require.ErrorIs(t, err, io.EOF)
	path := filepath.Join(t.TempDir(), want)
	require.NoError(t, os.WriteFile(path, content, 0o700))
	return path
}
