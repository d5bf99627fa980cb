package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

func TestServeCleansUpAfterItself(t *testing.T) {
	for name, signal := range map[string]os.Signal{"Ctrl-C": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serving(t)
			require.Len(t, processesWith(s.temp), 4, "the command, etcd, kube-apiserver, kube-controller-manager")
			require.NoError(t, s.cmd.Process.Signal(signal))
			require.NoError(t, s.wait(), "%s", &s.messages)
			assertNothingLeft(t, s.temp)
		})
	}
}

func TestServeTellsWhenAProgramDies(t *testing.T) {
	t.Parallel()
	s := serving(t)
	for pid, program := range processesWith(s.temp) {
		if filepath.Base(program) == "kube-controller-manager" {
			require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
		}
	}
	var failed *exec.ExitError
	require.ErrorAs(t, s.wait(), &failed)
	assert.Equal(t, 1, failed.ExitCode())
	assert.Contains(t, s.messages.String(), "kube-controller-manager ended: signal: killed")
	assertNothingLeft(t, s.temp)
}

func TestTwoInstancesDoNotCollide(t *testing.T) {
	t.Parallel()
	one, two := serving(t), serving(t)
	for _, name := range []string{"KUBECONFIG", "PULUMI_HOME", "PULUMI_BACKEND_URL", "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL_EKS"} {
		assert.NotEmpty(t, one.env[name], name)
		assert.NotEqual(t, one.env[name], two.env[name], name)
	}
	meta := metav1.ObjectMeta{Name: "only-in-one"}
	ctx := t.Context()
	namespace, err := one.kubectl(t, "admin").CoreV1().Namespaces().Get(ctx, workNamespace, metav1.GetOptions{})
	require.NoError(t, err)
	namespace.ObjectMeta = meta
	_, err = one.kubectl(t, "admin").CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = two.kubectl(t, "admin").CoreV1().Namespaces().Get(ctx, meta.Name, metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "error is %v, want 404", err)
}

func TestKubeconfigSignsInAsTheProfile(t *testing.T) {
	t.Parallel()
	s := serving(t, "--principal", "eve=arn:aws:iam::111122223333:user/eve")
	_, err := s.kubectl(t, "admin").CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	for _, profile := range []string{"scientist", "other", "eve"} {
		_, err := s.kubectl(t, profile).CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
		assert.True(t, apierrors.IsUnauthorized(err), "%s has no access entry; error is %v, want 401", profile, err)
		assert.Contains(t, s.messages.String(), "\n  "+profile)
	}
}

func TestServeRefusesABadPrincipal(t *testing.T) {
	t.Parallel()
	for argument, want := range map[string]string{
		"eve=nobody": "--principal eve=nobody: ",
		"eve":        "eve must be formatted as key=value",
		"admin=arn:aws:iam::111122223333:role/Other": "--principal admin=arn:aws:iam::111122223333:role/Other: the profile admin is there already",
	} {
		s := launch(t, "--principal", argument)
		_, _ = io.Copy(io.Discard, s.exports)
		assert.Error(t, s.wait(), argument)
		assert.Contains(t, s.messages.String(), want)
		assertNothingLeft(t, s.temp)
	}
}

// served is a command that runs as a process of its own, with a folder for temporary files of its own.
type served struct {
	cmd      *exec.Cmd
	temp     string
	exports  *bufio.Reader
	messages bytes.Buffer // to be read when wait has returned, or serving
	env      map[string]string
}

func launch(t *testing.T, args ...string) *served {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	s := &served{temp: t.TempDir()}
	s.cmd = exec.Command(program, append([]string{"serve"}, args...)...)
	s.cmd.Env = append(os.Environ(), asCommand+"=1", "TMPDIR="+s.temp)
	s.cmd.Stderr = &s.messages
	out, err := s.cmd.StdoutPipe()
	require.NoError(t, err)
	s.exports = bufio.NewReader(out)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
	})
	return s
}

// serving is a command that has printed all exports, which a shell has read.
func serving(t *testing.T, args ...string) *served {
	t.Helper()
	s := launch(t, args...)
	var lines strings.Builder
	for !strings.Contains(lines.String(), "export KUBECONFIG=") {
		line, err := s.exports.ReadString('\n')
		if err != nil {
			t.Fatalf("it ended: %v\n%s", s.wait(), &s.messages)
		}
		lines.WriteString(line)
	}
	assert.True(t, strings.HasPrefix(lines.String(), "export PATH="), "PATH does not come first:\n%s", &lines)
	printed, err := exec.CommandContext(t.Context(), "sh", "-c", lines.String()+"exec env").Output()
	require.NoError(t, err)
	s.env = map[string]string{}
	for line := range strings.Lines(string(printed)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		s.env[name] = value
	}
	return s
}

// kubectl is a client made as kubectl makes one, in the environment that was exported.
func (s *served) kubectl(t *testing.T, profile string) kubernetes.Interface {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", s.env["KUBECONFIG"])
	require.NoError(t, err)
	for name, value := range s.env {
		config.ExecProvider.Env = append(config.ExecProvider.Env, clientcmdapi.ExecEnvVar{Name: name, Value: value})
	}
	config.ExecProvider.Env = append(config.ExecProvider.Env, clientcmdapi.ExecEnvVar{Name: "AWS_PROFILE", Value: profile})
	client, err := kubernetes.NewForConfig(config)
	require.NoError(t, err)
	return client
}

// wait returns how the command ended; a minute is enough for it.
func (s *served) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = s.cmd.Process.Kill() })
	defer stop()
	return s.cmd.Wait()
}
