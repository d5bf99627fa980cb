package e2e

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// installers run the part of a job that installs a program, with a variable of the file set, and return its path.
var installers = map[string]func(t *testing.T, st *stack.Stack, program, variable, value string) (path, output string){
	"github": func(t *testing.T, st *stack.Stack, program, variable, value string) (string, string) {
		run := newGithubRun(t, st)
		require.Contains(t, run.workflow.Env, variable)
		run.workflow.Env[variable] = value
		job, output := run.workflow.Jobs["verify"], ""
		require.NoError(t, os.Mkdir(run.path("bin"), 0o700)) // by the step before
		for _, step := range job.Steps {
			if strings.EqualFold(step.Name, "install "+program) {
				output = run.step(job, step)
			}
		}
		require.NotEmpty(t, run.outcome)
		if run.failed {
			return "", output
		}
		return run.path("bin/" + program), output
	},
	"gitlab": func(t *testing.T, st *stack.Stack, program, variable, value string) (string, string) {
		run := newGitlabRun(t, st)
		require.Contains(t, run.pipeline.object(t, "variables"), variable)
		run.pipeline.object(t, "variables")[variable] = value
		part := map[string]string{"pulumi": "install-pulumi", "scientist-access": "install"}[program]
		script, ok := run.pipeline.object(t, ".shell")[part].(string)
		require.True(t, ok, part)
		passed, output := run.shell(script + "\ncommand -v " + program)
		if !passed {
			return "", output
		}
		lines := strings.Split(strings.TrimSpace(output), "\n")
		return lines[len(lines)-1], output
	},
}

func TestWorkflowInstallsPulumiByItsChecksum(t *testing.T) {
	archive := pulumiArchive(t)
	sum := sha256.Sum256(archive)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/releases/sdk/pulumi-v3.250.0-linux-x64.tar.gz" {
			_, _ = w.Write(archive)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	st := passingStack(t, "dev", config{})
	st.Setenv(stubServer + "=" + server.URL)
	tests := []struct {
		name, sum string
		installed bool
	}{
		{"right", hex.EncodeToString(sum[:]), true},
		{"wrong", strings.Repeat("0", 64), false},
		{"none", "", false},
	}
	for host, install := range installers {
		for _, test := range tests {
			t.Run(host+"/"+test.name, func(t *testing.T) {
				path, output := install(t, st, "pulumi", "PULUMI_SHA256", test.sum)
				if !test.installed {
					assert.Empty(t, path)
					assert.Contains(t, output, "sha256sum")
					return
				}
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				assert.Equal(t, "the released one", string(text))
			})
		}
	}
}

// pulumiArchive is like a release: a folder "pulumi" with the program.
func pulumiArchive(t *testing.T) []byte {
	t.Helper()
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	files := tar.NewWriter(zip)
	const text = "the released one"
	require.NoError(t, files.WriteHeader(&tar.Header{Name: "pulumi/pulumi", Mode: 0o755, Size: int64(len(text))}))
	_, err := files.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, files.Close())
	require.NoError(t, zip.Close())
	return archive.Bytes()
}

func TestWorkflowInstallsATagOrACommit(t *testing.T) {
	repository := t.TempDir()
	git(t, repository, "init", "--quiet")
	first := commitCommand(t, repository, "first")
	git(t, repository, "tag", "v9.9.9")
	second := commitCommand(t, repository, "second")
	commitCommand(t, repository, "third")
	st := passingStack(t, "dev", config{})
	st.Setenv("GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url.file://"+repository+".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/scientist-access/scientist-access")
	tests := []struct{ name, version, says, fails string }{
		{"tag", "v9.9.9", "first", ""},
		{"commit", second, "second", ""},
		{"commit of a tag", first, "first", ""},
		{"unknown", "v0.1.0", "", "v0.1.0"},
		{"not set", "", "", "SCIENTIST_ACCESS_VERSION: is empty: set it to a commit or a tag"},
	}
	for host, install := range installers {
		for _, test := range tests {
			t.Run(host+"/"+test.name, func(t *testing.T) {
				path, output := install(t, st, "scientist-access", "SCIENTIST_ACCESS_VERSION", test.version)
				if test.fails != "" {
					assert.Empty(t, path)
					assert.Contains(t, output, test.fails)
					return
				}
				says, err := exec.CommandContext(testContext(t), path).CombinedOutput()
				require.NoError(t, err)
				assert.Equal(t, test.says, string(says))
			})
		}
	}
}

// commitCommand commits a program in the place of scientist-access that prints a word, and returns the commit.
func commitCommand(t *testing.T, repository, word string) string {
	t.Helper()
	folder := filepath.Join(repository, "cmd", "scientist-access")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	for file, text := range map[string]string{
		"go.mod":  "module command\n\ngo 1.25\n",
		"main.go": "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Print(\"" + word + "\") }\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600))
	}
	git(t, repository, "add", ".")
	git(t, repository, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", word)
	return git(t, repository, "rev-parse", "HEAD")
}

func git(t *testing.T, repository string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(testContext(t), "git", append([]string{"-C", repository}, args...)...).CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.TrimSpace(string(out))
}
