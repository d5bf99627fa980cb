package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// found is access that somebody made before there was a stack.
type found struct {
	name       string
	prefix     string // of names, as the documentation has them
	namespaces []string
	principals int
	// more is granted in the namespaces beside what is documented.
	more []rbacv1.PolicyRule
	// meta and manager are what a tool leaves on the objects, and keeper is who that is. From it they are taken.
	meta    metav1.ObjectMeta
	manager string
	keeper  string
	// changes are those of the first update.
	changes plan
}

// once marks each object as the stack's, and changes what differs.
var once = plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 1, "update RoleBinding": 1}

// TestAdopt takes over access by the commands that docs/adopt.md has, while its principals work.
func TestAdopt(t *testing.T) {
	for _, f := range []found{
		{
			name: "page", prefix: "hyperpod-scientist-user", namespaces: []string{"kubeflow"}, principals: 1,
			changes: once,
		},
		{
			name: "edited", prefix: "adopt-edited", namespaces: []string{"adopt-edited"}, principals: 2,
			more:    []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"events"}, Verbs: []string{"list"}}},
			changes: once,
		},
		{
			name: "many", prefix: "adopt-many", namespaces: []string{"adopt-a", "adopt-b", "adopt-c"}, principals: 30,
			changes: plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 3, "update RoleBinding": 3},
		},
		{
			name: "helm", prefix: "adopt-helm", namespaces: []string{"adopt-helm"}, principals: 1, manager: "helm",
			meta: metav1.ObjectMeta{Annotations: map[string]string{
				"meta.helm.sh/release-name": "hyperpod", "meta.helm.sh/release-namespace": "kube-system",
			}},
			keeper: "helm:kube-system/hyperpod", changes: once,
		},
		{
			name: "argocd", prefix: "adopt-argocd", namespaces: []string{"adopt-argocd"}, principals: 1, manager: "argocd-controller",
			meta:   metav1.ObjectMeta{Labels: map[string]string{"app.kubernetes.io/instance": "access"}},
			keeper: "argocd:access", changes: once,
		},
		{
			name: "flux", prefix: "adopt-flux", namespaces: []string{"adopt-flux"}, principals: 1, manager: "kustomize-controller",
			meta: metav1.ObjectMeta{Labels: map[string]string{
				"kustomize.toolkit.fluxcd.io/name": "access", "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
			}},
			keeper: "flux:flux-system/access", changes: once,
		},
		{
			name: "terraform", prefix: "adopt-terraform", namespaces: []string{"adopt-terraform"}, principals: 1, manager: "Terraform",
			keeper: "terraform", changes: once,
		},
	} {
		t.Run(f.name, func(t *testing.T) {
			profiles, principals := f.create(t)
			st := newStack(t, "adopt-"+f.name, config{
				"clusterName": sandbox.Cluster, "namePrefix": f.prefix, "namespaces": f.namespaces, "principals": principals,
			})
			_, err := st.Preview(testContext(t))
			require.ErrorContains(t, err, "these exist on cluster ml already")

			before := resolved(t, profiles, f.namespaces...)
			scientists := working(t, profiles, f.rights())
			var from []string
			if f.keeper != "" {
				requireBlocked(t, st, f.keeper)
				from = []string{"--from", f.keeper}
			}
			reviewed, changes := takeOver(t, st, from...)
			assert.Equal(t, f.changes, changes.Ops())
			scientists.stop()
			requireSettled(t, st)
			lost := f.lost(profiles)
			assert.Equal(t, summary{Losing: len(lost)}, reviewed.Summary)
			assert.Len(t, reviewed.adopted(), len(changes)/2, "each step has a begin and an end")
			maps.DeleteFunc(before, func(line string, _ bool) bool { return slices.Contains(lost, line) })
			requireSame(t, before, resolved(t, profiles, f.namespaces...))
		})
	}
}

// create makes the objects and the entries, as an administrator does by hand.
func (f found) create(t *testing.T) (profiles []string, principals config) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	by := metav1.CreateOptions{FieldManager: cmp.Or(f.manager, "kubectl-create")}
	meta := func(name string) metav1.ObjectMeta {
		m := *f.meta.DeepCopy()
		m.Name = f.prefix + name
		return m
	}
	ref := func(kind, name string) rbacv1.RoleRef {
		return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: f.prefix + name}
	}
	subjects := func(name string) []rbacv1.Subject {
		return []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: f.prefix + name}}
	}
	_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{
		ObjectMeta: meta("-cluster-role"), Rules: rulesOf(documentedClusterRules),
	}, by)
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta("-cluster-role-binding"), RoleRef: ref("ClusterRole", "-cluster-role"), Subjects: subjects("-cluster-level"),
	}, by)
	require.NoError(t, err)
	for _, namespace := range f.namespaces {
		if namespace != "kubeflow" {
			require.NoError(t, createNamespace(ctx, namespace))
		}
		_, err = rbac.Roles(namespace).Create(ctx, &rbacv1.Role{
			ObjectMeta: meta("-namespace-level-role"), Rules: slices.Concat(rulesOf(documentedNamespaceRules), f.more),
		}, by)
		require.NoError(t, err)
		_, err = rbac.RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
			ObjectMeta: meta("-namespace-level-role-binding"), RoleRef: ref("Role", "-namespace-level-role"),
			Subjects: subjects("-namespace-level"),
		}, by)
		require.NoError(t, err)
	}
	t.Cleanup(func() {
		ctx, none := testContext(t), metav1.DeleteOptions{} // what a stack has taken over is gone with it
		_ = rbac.ClusterRoleBindings().Delete(ctx, f.prefix+"-cluster-role-binding", none)
		_ = rbac.ClusterRoles().Delete(ctx, f.prefix+"-cluster-role", none)
		for _, namespace := range f.namespaces {
			_ = rbac.RoleBindings(namespace).Delete(ctx, f.prefix+"-namespace-level-role-binding", none)
			_ = rbac.Roles(namespace).Delete(ctx, f.prefix+"-namespace-level-role", none)
		}
	})
	principals = config{}
	for i := range f.principals {
		profile, arn := principal(t, fmt.Sprintf("Adopt-%s-%d", f.name, i))
		createEntry(t, arn, f.prefix+"-namespace-level", f.prefix+"-cluster-level")
		profiles, principals[fmt.Sprintf("scientist-%d", i)] = append(profiles, profile), arn
	}
	return profiles, principals
}

func rulesOf(rows []documented) []rbacv1.PolicyRule {
	var rules []rbacv1.PolicyRule
	for _, row := range rows {
		rules = append(rules, rbacv1.PolicyRule{
			APIGroups: []string{row.group}, Resources: strings.Fields(row.resources), Verbs: strings.Fields(row.verbs),
		})
	}
	return rules
}

// rights are those that everybody keeps.
func (f found) rights() []question {
	rights := map[question]bool{}
	addRights(rights, "", documentedClusterRules)
	for _, namespace := range f.namespaces {
		addRights(rights, namespace, documentedNamespaceRules)
	}
	return slices.Collect(maps.Keys(rights))
}

// lost is what the stack's policy takes away, as [resolved] has it.
func (f found) lost(profiles []string) []string {
	var lines []string
	for range f.more {
		for _, profile := range profiles {
			lines = append(lines, profile+" in "+f.namespaces[0]+": list events, any")
		}
	}
	return lines
}

// importFile previews, and runs adopt import.
func importFile(t *testing.T, st *stack.Stack, args ...string) verification {
	t.Helper()
	dir := t.TempDir()
	pending, kubeconfig := filepath.Join(dir, "pending.json"), filepath.Join(dir, "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, adminKubeconfig(t), 0o600))
	st.Setenv("SCIENTIST_ACCESS_ADOPT=true", "PULUMI_K8S_ENABLE_PATCH_FORCE=true")
	preview, err := st.Run(testContext(t), "preview", "--json", "--show-sames", "--import-file", pending)
	require.NoError(t, err)
	args = append([]string{"adopt", "import", pending, "--kubeconfig", kubeconfig}, args...)
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewBufferString(preview), &stdout, &stderr, st.Env()
	_ = cmd.Run() // the exit code tells
	return verification{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

func requireBlocked(t *testing.T, st *stack.Stack, keeper string) {
	t.Helper()
	blocked := importFile(t, st)
	require.Equal(t, 2, blocked.code, blocked.stderr)
	require.Empty(t, blocked.stdout)
	require.Contains(t, blocked.stderr, "kept by "+keeper+"\n")
}

// takeOver imports what exists, and returns the review of the first update and what that changes.
func takeOver(t *testing.T, st *stack.Stack, args ...string) (review, stack.Changes) {
	t.Helper()
	file := importFile(t, st, args...)
	require.Equal(t, 0, file.code, file.stderr)
	require.NoError(t, pulumiImport(t, st, file.stdout))
	reviewed := reviewOf(t, st, "preview", "--json", "--show-sames")
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	st.Setenv("SCIENTIST_ACCESS_ADOPT=")
	return reviewed, changes
}

func pulumiImport(t *testing.T, st *stack.Stack, file string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "import.json")
	require.NoError(t, os.WriteFile(path, []byte(file), 0o600))
	_, err := st.Run(testContext(t), "import", "--file", path, "--yes", "--skip-preview", "--protect=false", "--generate-code=false")
	return err
}

// requireSettled: there is nothing left to do, and the cluster is as declared.
func requireSettled(t *testing.T, st *stack.Stack) {
	t.Helper()
	requireUnchanged(t, st).requireAsDeclared(t)
}

// requireUnchanged: there is nothing left to do. What it returns asks whether the cluster is as declared.
func requireUnchanged(t *testing.T, st *stack.Stack) verifier {
	t.Helper()
	preview, err := st.Preview(testContext(t))
	require.NoError(t, err)
	assert.Empty(t, preview)
	export, err := st.Run(testContext(t), "stack", "export")
	require.NoError(t, err)
	return newVerifier(t, export, sandbox.Administrator)
}

// TestAdoptFromAnotherStack moves access from one stack to another, which can be destroyed then.
func TestAdoptFromAnotherStack(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "adopt-stack"))
	profile, arn := principal(t, "AdoptStack")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "adopt-stack", "namespaces": []string{"adopt-stack"},
		"principals": config{"alice": arn},
	}
	old, st := newStack(t, "adopt-old", settings), newStack(t, "adopt-new", settings)
	_, err := old.Up(ctx)
	require.NoError(t, err)

	scientists := working(t, []string{profile}, found{namespaces: []string{"adopt-stack"}}.rights())
	const keeper = "pulumi:organization/scientist-access/adopt-old"
	requireBlocked(t, st, keeper)
	reviewed, changes := takeOver(t, st, "--from", keeper)
	assert.Equal(t, once, changes.Ops())
	assert.Zero(t, reviewed.Summary)
	_, err = old.Run(ctx, "state", "delete", "--yes", "--target-dependents", componentURN("adopt-old"))
	require.NoError(t, err)
	_, err = old.Destroy(ctx)
	require.NoError(t, err)
	scientists.stop()
	requireSettled(t, st)
}

// TestAdoptWhatAKilledUpdateLeft: the state has lost what the cluster has.
func TestAdoptWhatAKilledUpdateLeft(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "adopt-killed"))
	profile, arn := principal(t, "AdoptKilled")
	_, meanwhile := principal(t, "AdoptMeanwhile")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "adopt-killed", "namespaces": []string{"adopt-killed"},
		"principals": config{"alice": arn},
	}
	st := newStack(t, "adopt-killed", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)
	_, err = st.Run(ctx, "state", "delete", "--yes", "--target-dependents", "urn:pulumi:adopt-killed::scientist-access::"+
		"scientistaccess:index:ScientistAccess$kubernetes:rbac.authorization.k8s.io/v1:Role::scientist-access/adopt-killed")
	require.NoError(t, err)
	_, err = st.Preview(ctx)
	require.ErrorContains(t, err, "its principal has an access entry on cluster ml already")

	scientists := working(t, []string{profile}, found{namespaces: []string{"adopt-killed"}}.rights())
	reviewed, changes := takeOver(t, st)
	assert.Empty(t, changes)
	assert.Zero(t, reviewed.Summary)
	requireSettled(t, st)

	// An entry that somebody made meanwhile.
	createEntry(t, meanwhile, "adopt-killed-cluster-level")
	require.NoError(t, st.Configure(with(settings, config{"principals": config{"alice": arn, "meanwhile": meanwhile}})))
	reviewed, changes = takeOver(t, st)
	assert.Equal(t, plan{"update AccessEntry": 1}, changes.Ops())
	assert.Equal(t, summary{Gaining: 1}, reviewed.Summary, "the entry that somebody made has one group of the two")
	scientists.stop()
	requireSettled(t, st)
}
