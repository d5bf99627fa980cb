// Package e2e proves the project on the sandbox: the real CLI, a real API server, a real sign-in.
package e2e

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/crds"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// box is the one sandbox that all tests share. Each test has a stack, names and principals of its own.
var box *sandbox.Sandbox

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	box, err = sandbox.Start(ctx)
	if err != nil {
		return 1, err
	}
	defer func() {
		if closeErr := box.Close(); err == nil {
			err = closeErr
		}
	}()
	go closeWhenInterrupted()
	if err := crds.Install(ctx, box.Admin); err != nil {
		return 1, err
	}
	for _, namespace := range []string{"kubeflow", "aws-hyperpod", "elsewhere"} {
		if err := createNamespace(ctx, namespace); err != nil {
			return 1, err
		}
	}
	return m.Run(), nil
}

// closeWhenInterrupted leaves nothing behind on Ctrl-C.
func closeWhenInterrupted() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	<-signals
	_ = box.Close()
	os.Exit(130)
}

func createNamespace(ctx context.Context, name string) error {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	admin, err := kubernetes.NewForConfig(box.Admin)
	if err != nil {
		return err
	}
	_, err = admin.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
	return err
}

// deadline is what a test may take; it is there to end a hang, not to measure.
var deadline = 5 * time.Minute

// allFaults asks for long proofs: see the target "faults" of the Makefile. There, one command meets many slow calls.
var allFaults = os.Getenv("SANDBOX_FAULTS") == "all"

func init() {
	if allFaults {
		deadline = time.Hour
	}
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	t.Cleanup(cancel)
	return ctx
}

// admin is a client past all authorization.
func admin(t *testing.T) *kubernetes.Clientset {
	t.Helper()
	return client(t, box.Admin)
}

func client(t *testing.T, config *rest.Config) *kubernetes.Clientset {
	t.Helper()
	c, err := kubernetes.NewForConfig(config)
	require.NoError(t, err)
	return c
}

// principal registers an IAM role of its own for the test, and returns its profile and ARN.
func principal(t *testing.T, name string) (profile, arn string) {
	t.Helper()
	arn = "arn:aws:iam::" + sandbox.AccountID + ":role/" + name
	require.NoError(t, box.AddPrincipal(name, arn))
	return name, arn
}

// newStack creates a stack of the program with a configuration, and destroys it when the test ends. Variables are as in
// [stack.New].
func newStack(t *testing.T, name string, config map[string]any, variables ...string) *stack.Stack {
	t.Helper()
	st := newStackOf(t, "", name, config, variables...)
	program, err := buildProgram()
	require.NoError(t, err)
	file := filepath.Join(st.Dir(), "Pulumi.yaml")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	built := strings.Replace(string(text), "buildTarget: bin/program", "binary: "+program, 1)
	require.Contains(t, built, program)
	require.NoError(t, os.WriteFile(file, []byte(built), 0o600))
	return st
}

// buildProgram compiles the program once, which Pulumi would look at before each command. The demo and the tests of the docs
// have it do so.
var buildProgram = sync.OnceValues(func() (string, error) {
	program := filepath.Join(box.TempDir(), "program")
	return program, goBuild("", ".", program)
})

func newStackOf(t *testing.T, project, name string, config map[string]any, variables ...string) *stack.Stack {
	t.Helper()
	st, err := stack.New(testContext(t), box, project, name, variables...)
	require.NoError(t, err)
	require.NoError(t, st.Configure(config))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		if _, err := st.Destroy(ctx); err != nil {
			t.Errorf("clean up: %v", err)
		}
	})
	return st
}
