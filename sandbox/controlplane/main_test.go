package controlplane

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/toolchain"
)

// patience bounds every wait. Nothing takes that long unless it is broken.
const patience = 2 * time.Minute

// Shared by the tests, each of which has its own objects and tokens.
var (
	tools   toolchain.Tools
	shared  *ControlPlane
	tokens  *webhook
	rootDir string
)

func TestMain(m *testing.M) {
	if log := os.Getenv(parentVariable); log != "" {
		beParent(log)
	}
	code, err := runTests(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func runTests(m *testing.M) (code int, err error) {
	if tools, err = toolchain.Ensure(context.Background(), os.Stderr); err != nil {
		return 0, err
	}
	if rootDir, err = os.MkdirTemp("", "controlplane"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(rootDir)
	tokens = newWebhook()
	defer tokens.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	shared, err = Start(ctx, Config{Dir: filepath.Join(rootDir, "shared"), Tools: tools, Webhook: tokens.URL})
	if err != nil {
		return 0, err
	}
	defer shared.Stop()
	return m.Run(), nil
}

// start starts a control plane for one test.
func start(t *testing.T) *ControlPlane {
	t.Helper()
	return startWith(t, tools)
}

func startWith(t *testing.T, tools toolchain.Tools) *ControlPlane {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, err := Start(ctx, Config{Dir: filepath.Join(t.TempDir(), "own"), Tools: tools, Webhook: tokens.URL})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Stop()) })
	return c
}

func clientFor(t *testing.T, config *rest.Config) *kubernetes.Clientset {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	require.NoError(t, err)
	return client
}

// as signs in to the shared control plane with a bearer token.
func as(t *testing.T, token string) *kubernetes.Clientset {
	t.Helper()
	return clientFor(t, &rest.Config{
		Host:            shared.Endpoint,
		BearerToken:     token,
		TLSClientConfig: rest.TLSClientConfig{CAData: shared.CertificateAuthority},
	})
}

func eventually(t *testing.T, message string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, patience, 20*time.Millisecond, message)
}
