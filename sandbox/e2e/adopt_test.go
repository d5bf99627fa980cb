package e2e

import (
	"bytes"
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
	// meta is what a tool leaves on the objects.
	meta metav1.ObjectMeta
	// from are the arguments with which it is taken over.
	from []string
	// changes are those of the first update.
	changes plan
}

// TestAdopt takes over access by the commands that docs/adopt.md has, while its principals work.
func TestAdopt(t *testing.T) {
	for _, f := range []found{
		{
			name: "page", prefix: "hyperpod-scientist-user", namespaces: []string{"kubeflow"}, principals: 1,
			changes: plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 1, "update RoleBinding": 1},
		},
		{
			name: "edited", prefix: "adopt-edited", namespaces: []string{"adopt-edited"}, principals: 2,
			more:    []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"events"}, Verbs: []string{"list"}}},
			changes: plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 1, "update RoleBinding": 1},
		},
		{
			name: "many", prefix: "adopt-many", namespaces: []string{"adopt-a", "adopt-b", "adopt-c"}, principals: 30,
			changes: plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 3, "update RoleBinding": 3},
		},
		{
			name: "release", prefix: "adopt-release", namespaces: []string{"adopt-release"}, principals: 1,
			meta: metav1.ObjectMeta{Annotations: map[string]string{
				"meta.helm.sh/release-name": "hyperpod", "meta.helm.sh/release-namespace": "kube-system",
			}},
			from:    []string{"--from", "helm"},
			changes: plan{"update ClusterRole": 1, "update ClusterRoleBinding": 1, "update Role": 1, "update RoleBinding": 1},
		},
	} {
		t.Run(f.name, func(t *testing.T) {
			profiles, principals := f.create(t)
			st := newStack(t, "adopt-"+f.name, config{
				"clusterName": sandbox.Cluster, "namePrefix": f.prefix, "namespaces": f.namespaces, "principals": principals,
			})
			_, err := st.Preview(testContext(t))
			require.ErrorContains(t, err, "these exist on cluster ml already")

			scientists := working(t, profiles, f.rights())
			if len(f.from) > 0 {
				blocked := f.importFile(t, st, nil)
				assert.Equal(t, 2, blocked.code)
				assert.Empty(t, blocked.stdout)
				assert.Contains(t, blocked.stderr, "kept by helm:kube-system/hyperpod")
			}
			file := f.importFile(t, st, f.from)
			require.Equal(t, 0, file.code, file.stderr)
			f.adopt(t, st, file)
			scientists.stop()

			preview, err := st.Preview(testContext(t))
			require.NoError(t, err)
			assert.Empty(t, preview)
			export, err := st.Run(testContext(t), "stack", "export")
			require.NoError(t, err)
			newVerifier(t, export, sandbox.Administrator).requireAsDeclared(t)
		})
	}
}

// create makes the objects and the entries, as an administrator does by hand.
func (f found) create(t *testing.T) (profiles []string, principals config) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	by := metav1.CreateOptions{FieldManager: "kubectl-create"}
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

// importFile previews, and runs adopt import.
func (f found) importFile(t *testing.T, st *stack.Stack, from []string) verification {
	t.Helper()
	dir := t.TempDir()
	pending, kubeconfig := filepath.Join(dir, "pending.json"), filepath.Join(dir, "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, adminKubeconfig(t), 0o600))
	st.Setenv("SCIENTIST_ACCESS_ADOPT=true", "PULUMI_K8S_ENABLE_PATCH_FORCE=true")
	preview, err := st.Run(testContext(t), "preview", "--json", "--import-file", pending)
	require.NoError(t, err)
	args := append([]string{"adopt", "import", pending, "--kubeconfig", kubeconfig}, from...)
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = bytes.NewBufferString(preview), &stdout, &stderr, st.Env()
	_ = cmd.Run() // the exit code tells
	return verification{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

// adopt imports, and updates for the first time.
func (f found) adopt(t *testing.T, st *stack.Stack, file verification) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "import.json")
	require.NoError(t, os.WriteFile(path, []byte(file.stdout), 0o600))
	_, err := st.Run(testContext(t), "import", "--file", path, "--yes", "--skip-preview", "--protect=false", "--generate-code=false")
	require.NoError(t, err)
	st.Setenv("SCIENTIST_ACCESS_ADOPT=")
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	assert.Equal(t, f.changes, changes.Ops())
}
