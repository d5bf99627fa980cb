package guardrails

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/sandbox/controlplane"
	"github.com/scientist-access/scientist-access/toolchain"
)

// patience bounds every wait. Nothing takes that long unless it is broken.
const patience = time.Minute

var (
	server  *controlplane.ControlPlane
	admin   *kubernetes.Clientset
	objects *dynamic.DynamicClient
	mapper  *restmapper.DeferredDiscoveryRESTMapper
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	tools, err := toolchain.Ensure(context.Background(), os.Stderr)
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "guardrails")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	noTokens := httptest.NewServer(nil)
	defer noTokens.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	server, err = controlplane.Start(ctx, controlplane.Config{
		Dir: filepath.Join(dir, "cluster"), Tools: tools, Webhook: noTokens.URL,
	})
	if err != nil {
		return 0, err
	}
	defer func() { err = server.Stop() }()
	if admin, err = kubernetes.NewForConfig(server.Admin); err != nil {
		return 0, err
	}
	if objects, err = dynamic.NewForConfig(server.Admin); err != nil {
		return 0, err
	}
	if err := serveAll(ctx); err != nil {
		return 0, err
	}
	mapper = restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(admin.Discovery()))
	return m.Run(), nil
}

// team is a namespace whose members may do everything in it, as far as RBAC is concerned.
type team struct {
	namespace, group string
}

func newTeam(t testing.TB, name string) team {
	t.Helper()
	of := team{namespace: name, group: name + "-namespace-level"}
	_, err := admin.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = admin.RbacV1().RoleBindings(name).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "everything"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: of.group}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	for _, account := range []string{"default", "trainer", "powerful"} {
		require.Eventually(t, func() bool {
			_, err := admin.CoreV1().ServiceAccounts(name).Create(t.Context(), &corev1.ServiceAccount{
				ObjectMeta: metav1.ObjectMeta{Name: account}}, metav1.CreateOptions{})
			_, seen := admin.CoreV1().ServiceAccounts(name).Get(t.Context(), account, metav1.GetOptions{})
			return (err == nil || account == "default") && seen == nil
		}, patience, 20*time.Millisecond)
	}
	return of
}

// member signs in as a member of the team, and of other groups.
func (of team) member(t testing.TB, others ...string) *dynamic.DynamicClient {
	t.Helper()
	client, err := dynamic.NewForConfig(of.config(others...))
	require.NoError(t, err)
	return client
}

func (of team) config(others ...string) *rest.Config {
	config := rest.CopyConfig(server.Admin)
	config.Impersonate = rest.ImpersonationConfig{
		UserName: "alice", Groups: append([]string{of.group, "system:authenticated"}, others...),
	}
	return config
}

// guard puts guardrails into force, and waits until the API server knows them.
func (of team) guard(t testing.TB, action guardrails.Action, serviceAccounts, hostPaths []string) {
	t.Helper()
	g := guardrails.Guardrails{Groups: []string{of.group}, ServiceAccounts: serviceAccounts, HostPaths: hostPaths}
	of.put(t, g.Policy(), action)
}

func (of team) put(t testing.TB, spec admissionv1.ValidatingAdmissionPolicySpec, action guardrails.Action) {
	t.Helper()
	api := admin.AdmissionregistrationV1()
	policy := &admissionv1.ValidatingAdmissionPolicy{ObjectMeta: metav1.ObjectMeta{Name: of.namespace}, Spec: spec}
	_, err := api.ValidatingAdmissionPolicies().Create(t.Context(), policy, metav1.CreateOptions{})
	require.NoError(t, err)
	binding := &admissionv1.ValidatingAdmissionPolicyBinding{
		ObjectMeta: metav1.ObjectMeta{Name: of.namespace}, Spec: guardrails.Binding(of.namespace, of.namespace, action),
	}
	_, err = api.ValidatingAdmissionPolicyBindings().Create(t.Context(), binding, metav1.CreateOptions{})
	require.NoError(t, err)
}

// awaitDeny waits until the API server refuses what the guardrails refuse.
func (of team) awaitDeny(t testing.TB) {
	t.Helper()
	secret := object("v1", "Secret", of.namespace, map[string]any{
		"type": "kubernetes.io/service-account-token",
		"metadata": map[string]any{
			"name": "probe", "annotations": map[string]any{"kubernetes.io/service-account.name": "powerful"},
		},
	})
	require.Eventually(t, func() bool {
		_, err := of.member(t).Resource(schema.GroupVersionResource{Version: "v1", Resource: "secrets"}).Namespace(of.namespace).
			Create(context.Background(), secret, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return refusal(err) != ""
	}, patience, 50*time.Millisecond)
}
