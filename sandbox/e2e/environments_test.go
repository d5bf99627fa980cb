package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

const (
	roboticsARN = "arn:aws:iam::111122223333:role/RoboticsScientists"
	genomicsARN = "arn:aws:iam::111122223333:role/GenomicsScientists"
	releaseARN  = "arn:aws:iam::444455556666:role/RoboticsRelease"

	// examplePassphrase is the one in docs/environments.md.
	examplePassphrase = "PULUMI_CONFIG_PASSPHRASE=example"
)

var (
	trainRobotics = question{verb: "create", resource: resourceOf("sagemaker.amazonaws.com", "hyperpodpytorchjobs"), namespace: "aws-hyperpod-robotics"}
	shellRobotics = question{verb: "create", resource: resourceOf("", "pods/exec"), namespace: "aws-hyperpod-robotics"}
	trainGenomics = question{verb: "create", resource: resourceOf("sagemaker.amazonaws.com", "hyperpodpytorchjobs"), namespace: "aws-hyperpod-genomics"}
)

// TestEnvironments promotes the program through the example stack files, as docs/environments.md tells. The sandbox
// has one cluster: it stands for both, one after the other.
func TestEnvironments(t *testing.T) {
	profiles := map[string]string{roboticsARN: "EnvRobotics", genomicsARN: "EnvGenomics", releaseARN: "EnvRelease"}
	for arn, profile := range profiles {
		require.NoError(t, box.AddPrincipal(profile, arn))
	}
	questions := []question{trainRobotics, shellRobotics, trainGenomics}
	tests := []struct {
		stack, cluster, secret string
		may                    map[string][]question // by principal; the others cannot even sign in
	}{
		{"dev", "ml-dev", "bluebird-dev-2027", map[string][]question{
			roboticsARN: {trainRobotics, shellRobotics},
			genomicsARN: {trainGenomics},
		}},
		{"prod", "ml-prod", "bluebird-prod-2027", map[string][]question{
			releaseARN: {trainRobotics},
		}},
	}
	for _, test := range tests {
		t.Run(test.stack, func(t *testing.T) {
			// What a stack leaves on one cluster is not there on the other.
			t.Cleanup(func() { deleteNamespaces(t, "aws-hyperpod-robotics", "aws-hyperpod-genomics") })
			st := environment(t, test.stack)
			assert.Equal(t, test.cluster, clusterInFile(t, test.stack))
			texts := promote(t, st)
			for arn, profile := range profiles {
				want, signsIn := test.may[arn]
				if !signsIn {
					requireUnauthorized(t, profile)
					continue
				}
				requireExactly(t, profile, questions, want)
				assert.Equal(t, test.secret, describeEntry(t, arn).Tags["project"], "the secret arrives where it is meant to")
			}
			for name, text := range texts {
				assert.NotEmpty(t, text, name)
				assertSecret(t, name, text, test.secret)
			}
			for _, name := range []string{"preview", "export"} {
				assert.Contains(t, texts[name], test.secret, "%s: docs/environments.md tells that tagsAll shows it", name)
			}
		})
	}
}

// deleteNamespaces deletes those that are there, and waits until they are gone.
func deleteNamespaces(t *testing.T, names ...string) {
	t.Helper()
	namespaces := admin(t).CoreV1().Namespaces()
	for _, name := range names {
		err := wait.PollUntilContextTimeout(testContext(t), 100*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
			err := namespaces.Delete(ctx, name, metav1.DeleteOptions{})
			return apierrors.IsNotFound(err), nil
		})
		require.NoError(t, err, name)
	}
}

// tagsAll is the one property that shows secret tags, as JSON or as the CLI prints it.
var tagsAll = regexp.MustCompile(`\btagsAll"?\s*:\s*\{[^}]*\}`)

// assertSecret shows the lines that give the secret away, those of tagsAll apart.
func assertSecret(t *testing.T, name, text, secret string) {
	t.Helper()
	for line := range strings.Lines(tagsAll.ReplaceAllString(text, "")) {
		assert.NotContains(t, line, secret, name)
	}
}

// environment is a stack of an example file, on the sandbox's cluster.
func environment(t *testing.T, name string) *stack.Stack {
	t.Helper()
	st := passingStack(t, name, config{})
	st.Setenv(examplePassphrase)
	require.NoError(t, st.ConfigureFrom(environmentFile(name), config{"scientist-access:clusterName": sandbox.Cluster}))
	return st
}

func environmentFile(name string) string {
	return filepath.Join(box.Root, "examples", "environments", "Pulumi."+name+".yaml")
}

// clusterInFile is what the test overrides.
func clusterInFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(environmentFile(name))
	require.NoError(t, err)
	var file struct{ Config map[string]json.RawMessage }
	require.NoError(t, yaml.Unmarshal(text, &file))
	var cluster string
	require.NoError(t, json.Unmarshal(file.Config["scientist-access:clusterName"], &cluster))
	return cluster
}

// promote applies a stack, and returns all that is printed and kept on the way.
func promote(t *testing.T, st *stack.Stack) map[string]string {
	t.Helper()
	texts := map[string]string{}
	run := func(name string, args ...string) string {
		out, errs := runInStack(t, st, "", "pulumi", append(args, "--non-interactive")...)
		texts[name] = out + errs
		return out
	}
	preview := run("preview", "preview", "--json", "--show-sames")
	run("diff", "preview", "--diff")
	run("log", "up", "--yes", "--skip-preview")
	export := run("export", "stack", "export")
	run("outputs", "stack", "output", "--json")
	run("config", "config")
	for name, input := range map[string]string{"preview": preview, "export": export} {
		for _, format := range []string{"text", "markdown", "json"} {
			texts["review of the "+name+", "+format], _ = runInStack(t, st, input, "scientist-access", "review", "--format", format)
		}
	}
	return texts
}

// runInStack runs a command in a stack's folder and returns what it prints. Exit code 2 is a review's word for changes.
func runInStack(t *testing.T, st *stack.Stack, input, name string, args ...string) (stdout, stderr string) {
	t.Helper()
	path := map[string]string{"pulumi": box.Pulumi(), "scientist-access": filepath.Join(commandFolder(t), "scientist-access")}[name]
	cmd := exec.CommandContext(testContext(t), path, args...)
	cmd.Dir, cmd.Env = st.Dir(), st.Env()
	cmd.Stdin = strings.NewReader(input)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 2 {
		require.NoError(t, err, "%s %v\n%s\n%s", name, args, &out, &errs)
	}
	return out.String(), errs.String()
}

// requireExactly waits until the principal may do exactly this: changes of access entries take some seconds.
func requireExactly(t *testing.T, profile string, questions, want []question) {
	t.Helper()
	wanted := map[question]bool{}
	for _, q := range want {
		wanted[q] = true
	}
	var missing, excess []string
	err := wait.PollUntilContextTimeout(testContext(t), 200*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		got := map[question]bool{}
		for _, q := range questions {
			yes, err := ask(ctx, client(t, box.SignIn(profile)), q)
			if err != nil {
				return false, nil
			}
			if yes {
				got[q] = true
			}
		}
		missing, excess = compare(wanted, got)
		return len(missing)+len(excess) == 0, nil
	})
	require.NoError(t, err, "%s: missing %v, in excess %v", profile, missing, excess)
}
