package controlplane

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/toolchain"
)

func TestStartedControlPlaneIsReady(t *testing.T) {
	t.Parallel()
	admin := clientFor(t, shared.Admin)
	for _, name := range []string{"default", "kube-system", "kube-public", "kube-node-lease"} {
		_, err := admin.CoreV1().Namespaces().Get(t.Context(), name, metav1.GetOptions{})
		assert.NoError(t, err)
	}
	for _, name := range []string{"cluster-admin", "system:basic-user", "system:discovery"} {
		_, err := admin.RbacV1().ClusterRoleBindings().Get(t.Context(), name, metav1.GetOptions{})
		assert.NoError(t, err)
	}
	version, err := admin.Discovery().ServerVersion()
	require.NoError(t, err)
	assert.Equal(t, toolchain.KubernetesVersion, version.GitVersion)
	assert.Equal(t, "1.33", version.Major+"."+version.Minor)
}

func TestWithoutControllers(t *testing.T) {
	t.Parallel()
	two := tools
	two.ControllerManager = ""
	c := startWith(t, two)
	assert.Len(t, c.PIDs(), 2, "etcd, kube-apiserver")
	accounts, err := clientFor(t, c.Admin).CoreV1().ServiceAccounts("default").List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	assert.Empty(t, accounts.Items, "a controller has made a service account")
}

func TestDeletingANamespaceFinishes(t *testing.T) {
	t.Parallel()
	admin := clientFor(t, shared.Admin)
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "short-lived-"}}
	namespace, err := admin.CoreV1().Namespaces().Create(t.Context(), namespace, metav1.CreateOptions{})
	require.NoError(t, err)
	work := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "work"}}
	_, err = admin.CoreV1().ConfigMaps(namespace.Name).Create(t.Context(), work, metav1.CreateOptions{})
	require.NoError(t, err)

	require.NoError(t, admin.CoreV1().Namespaces().Delete(t.Context(), namespace.Name, metav1.DeleteOptions{}))
	eventually(t, "the namespace is still there", func() bool {
		_, err := admin.CoreV1().Namespaces().Get(t.Context(), namespace.Name, metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func TestForegroundDeletionFinishes(t *testing.T) {
	t.Parallel()
	configMaps := clientFor(t, shared.Admin).CoreV1().ConfigMaps("default")
	owner := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "owner-"}}
	owner, err := configMaps.Create(t.Context(), owner, metav1.CreateOptions{})
	require.NoError(t, err)
	dependent := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Name:            owner.Name + "-dependent",
		OwnerReferences: []metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: owner.Name, UID: owner.UID}},
	}}
	_, err = configMaps.Create(t.Context(), dependent, metav1.CreateOptions{})
	require.NoError(t, err)

	foreground := metav1.DeletePropagationForeground
	require.NoError(t, configMaps.Delete(t.Context(), owner.Name, metav1.DeleteOptions{PropagationPolicy: &foreground}))
	for _, name := range []string{owner.Name, dependent.Name} {
		eventually(t, name+" is still there", func() bool {
			_, err := configMaps.Get(t.Context(), name, metav1.GetOptions{})
			return apierrors.IsNotFound(err)
		})
	}
}

// Nobody fills the rules of admin, edit and view but a controller.
func TestAggregatedClusterRolesHaveRules(t *testing.T) {
	t.Parallel()
	admin := clientFor(t, shared.Admin)
	for _, name := range []string{"admin", "edit", "view"} {
		eventually(t, "cluster role "+name+" has no rules", func() bool {
			role, err := admin.RbacV1().ClusterRoles().Get(t.Context(), name, metav1.GetOptions{})
			return err == nil && len(role.Rules) > 0
		})
	}
}

func TestTwoControlPlanesStartTogether(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "other"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := start(t)
			assert.NotEqual(t, shared.Endpoint, own.Endpoint)
			_, err := clientFor(t, own.Admin).CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
			assert.NoError(t, err)
		})
	}
}

func TestStopLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	own := start(t)
	waited := make(chan error, 1)
	go func() { waited <- own.Wait() }()
	pids := own.PIDs()
	require.Len(t, pids, 3)

	require.NoError(t, own.Stop())
	assert.NoError(t, <-waited)
	for _, pid := range pids {
		assert.ErrorIs(t, syscall.Kill(pid, 0), syscall.ESRCH, "process %d runs", pid)
	}
	endpoint, err := url.Parse(own.Endpoint)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", endpoint.Host)
	require.NoError(t, err, "the port is not free")
	require.NoError(t, listener.Close())
	assert.FileExists(t, own.AuditLog)
	assert.NoError(t, own.Stop(), "a second time")
}

func TestStartStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := Start(ctx, Config{Dir: t.TempDir(), Tools: tools, Webhook: tokens.URL})
	assert.Nil(t, c)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "kube-apiserver is not ready")
}

func TestStartTellsTheLastWordsOfAFailedProgram(t *testing.T) {
	t.Parallel()
	broken := tools
	broken.APIServer = script(t, "echo no more handles >&2; exit 3")
	c, err := Start(t.Context(), Config{Dir: t.TempDir(), Tools: broken, Webhook: tokens.URL})
	assert.Nil(t, c)
	assert.ErrorContains(t, err, "kube-apiserver ended: exit status 3")
	assert.ErrorContains(t, err, "no more handles")
}

func TestStartRefusesABadConfig(t *testing.T) {
	t.Parallel()
	taken := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(taken, etcdData), 0o700))
	noTools := tools
	noTools.ControllerManager = filepath.Join(t.TempDir(), "missing")

	for name, test := range map[string]struct {
		config Config
		want   string
	}{
		"no folder":         {Config{"", tools, tokens.URL}, "Dir is empty"},
		"taken folder":      {Config{taken, tools, tokens.URL}, "needs a folder of its own"},
		"no tools":          {Config{t.TempDir(), toolchain.Tools{}, tokens.URL}, "toolchain.Ensure"},
		"missing tool":      {Config{t.TempDir(), noTools, tokens.URL}, noTools.ControllerManager},
		"no webhook":        {Config{t.TempDir(), tools, ""}, `"" is not an http URL`},
		"https webhook":     {Config{t.TempDir(), tools, "https://127.0.0.1:1/"}, "is not an http URL"},
		"webhook elsewhere": {Config{t.TempDir(), tools, "http://192.0.2.1:1/"}, "on a loopback address"},
		"malformed webhook": {Config{t.TempDir(), tools, "http://127.0.0.1:port/"}, "invalid port"},
	} {
		c, err := Start(t.Context(), test.config)
		assert.Nil(t, c, name)
		assert.ErrorContains(t, err, test.want, name)
	}
}

// script writes an executable shell script.
func script(t *testing.T, commands string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+commands+"\n"), 0o755))
	return path
}
