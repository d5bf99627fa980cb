package e2e

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestWhatSomeoneElseChangedIsRestored changes everything there is to change behind Pulumi's back.
func TestWhatSomeoneElseChangedIsRestored(t *testing.T) {
	ctx, rbac := testContext(t), admin(t).RbacV1()
	require.NoError(t, createNamespace(ctx, "drift"))
	profile, arn := principal(t, "Drift")
	_, gone := principal(t, "DriftGone")
	st := newStack(t, "drift", config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "drift",
		"namespaces":  []string{"drift"},
		"principals":  config{"alice": arn, "gone": gone},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)

	role, err := rbac.Roles("drift").Get(ctx, "drift-namespace-level-role", metav1.GetOptions{})
	require.NoError(t, err)
	before := role.DeepCopy()
	role.Rules = []rbacv1.PolicyRule{{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}}}
	_, err = rbac.Roles("drift").Update(ctx, role, metav1.UpdateOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)

	binding, err := rbac.ClusterRoleBindings().Get(ctx, "drift-cluster-role-binding", metav1.GetOptions{})
	require.NoError(t, err)
	binding.Subjects[0].Name = "somebody-elses"
	_, err = rbac.ClusterRoleBindings().Update(ctx, binding, metav1.UpdateOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)

	require.NoError(t, rbac.RoleBindings("drift").Delete(ctx, "drift-namespace-level-role-binding", metav1.DeleteOptions{}))
	_, err = eksClient(t).UpdateAccessEntry(ctx, &eks.UpdateAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), KubernetesGroups: []string{"somebody-elses"},
		Username: aws.String("somebody"),
	})
	require.NoError(t, err)
	deleteEntry(t, gone)

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{
		"update Role": 1, "update ClusterRoleBinding": 1, "create RoleBinding": 1,
		"update AccessEntry": 1, "create AccessEntry": 1,
	}, changes.Ops())

	role, err = rbac.Roles("drift").Get(ctx, before.Name, metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, before.Rules, role.Rules)
	binding, err = rbac.ClusterRoleBindings().Get(ctx, binding.Name, metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "drift-cluster-level"}}, binding.Subjects)
	assert.Equal(t, []string{"drift-cluster-level", "drift-namespace-level"}, sorted(entries(t)[arn]))
	assert.Equal(t, "arn:aws:sts::"+sandbox.AccountID+":assumed-role/Drift/{{SessionName}}", *describeEntry(t, arn).Username,
		"what EKS gives a role")
	assert.Contains(t, entries(t), gone)
	assertMayListSecrets(t, profile, "drift", true)

	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)
}

// TestWhatRefreshDoesNotSee pins a limit of Pulumi's Kubernetes provider, which docs/operating.md tells users of: it
// compares as many elements of a list as the program wrote, so that elements added at the end go unseen. Deleting the
// object brings ours back.
func TestWhatRefreshDoesNotSee(t *testing.T) {
	ctx, rbac := testContext(t), admin(t).RbacV1()
	require.NoError(t, createNamespace(ctx, "unseen"))
	_, arn := principal(t, "Unseen")
	st := newStack(t, "unseen", config{
		"clusterName": sandbox.Cluster, "namePrefix": "unseen", "namespaces": []string{"unseen"},
		"principals": config{"alice": arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	role, err := rbac.Roles("unseen").Get(ctx, "unseen-namespace-level-role", metav1.GetOptions{})
	require.NoError(t, err)
	ours := role.DeepCopy().Rules
	role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}})
	_, err = rbac.Roles("unseen").Update(ctx, role, metav1.UpdateOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes, "once this fails, the provider sees it: correct docs/operating.md")

	require.NoError(t, rbac.Roles("unseen").Delete(ctx, role.Name, metav1.DeleteOptions{}))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"create Role": 1}, changes.Ops())
	role, err = rbac.Roles("unseen").Get(ctx, "unseen-namespace-level-role", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, ours, role.Rules)
}

// TestEntryThatExistsAlready shows both ways out of the conflict: remove the other entry, or import it.
func TestEntryThatExistsAlready(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "conflict"))
	_, removed := principal(t, "ConflictRemoved")
	_, imported := principal(t, "ConflictImported")
	createEntry(t, removed, "somebody-elses")
	createEntry(t, imported, "somebody-elses")
	settings := config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "conflict",
		"namespaces":  []string{"conflict"},
		"principals":  config{"removed": removed},
	}
	st := newStack(t, "conflict", settings)

	for _, run := range []func(context.Context) (stack.Changes, error){
		st.Preview, func(ctx context.Context) (stack.Changes, error) { return st.Up(ctx) },
	} {
		_, err := run(ctx)
		require.Error(t, err)
		assert.Contains(t, err.Error(), "these exist on cluster ml already, and stack organization/scientist-access/conflict")
		assert.Contains(t, err.Error(), "access entry of "+removed)
	}
	assert.Equal(t, []string{"somebody-elses"}, entries(t)[removed], "the other's entry is as it was")
	_, err := admin(t).RbacV1().ClusterRoles().Get(ctx, "conflict-cluster-role", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err), "nothing was created")

	deleteEntry(t, removed)
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{
		"create ClusterRole": 1, "create ClusterRoleBinding": 1, "create Role": 1, "create RoleBinding": 1, "create AccessEntry": 1,
	}, changes.Ops())

	_, err = st.Run(ctx, "import", "--yes", "--protect=false", "--generate-code=false", "--skip-preview",
		"aws:eks/accessEntry:AccessEntry", "scientist-access/imported", sandbox.Cluster+":"+imported,
		"--parent", "access="+componentURN("conflict"))
	require.NoError(t, err)
	settings["principals"] = config{"removed": removed, "imported": imported}
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"update AccessEntry": 1}, changes.Ops(), "taken over in place")
	assert.Equal(t, []string{"conflict-cluster-level", "conflict-namespace-level"}, sorted(entries(t)[imported]))
}

func componentURN(stack string) string {
	return "urn:pulumi:" + stack + "::scientist-access::scientistaccess:index:ScientistAccess::scientist-access"
}

// TestArnThatBecomesSecret: a secret ARN must not be part of a name, so that its entry is named after the key, and so are its
// access policies.
func TestArnThatBecomesSecret(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "secretive"))
	_, arn := principal(t, "Secretive")
	st := newStack(t, "secretive", config{
		"clusterName": sandbox.Cluster, "namePrefix": "secretive", "namespaces": []string{"secretive"},
		"principals": config{"alice": arn}, "capabilities": []string{"documented"},
		"accessPolicies": []config{{"policy": "AmazonEKSViewPolicy"}},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	created := describeEntry(t, arn).CreatedAt
	_, err = st.Run(ctx, "config", "set", "--secret", "--path", "principals.alice", arn)
	require.NoError(t, err)
	_, err = st.Up(ctx)
	require.ErrorContains(t, err, "first rename the entry and its access policies with pulumi state rename")

	for resource, name := range map[string]string{
		"accessEntry:AccessEntry::" + entryName("Secretive"):                                                  "scientist-access/alice",
		"accessPolicyAssociation:AccessPolicyAssociation::" + entryName("Secretive") + "/AmazonEKSViewPolicy": "scientist-access/alice/AmazonEKSViewPolicy",
	} {
		urn := "urn:pulumi:secretive::scientist-access::scientistaccess:index:ScientistAccess$aws:eks/" + resource
		_, err = st.Run(ctx, "state", "rename", "--yes", urn, name)
		require.NoError(t, err)
	}
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes)
	assert.Equal(t, created, describeEntry(t, arn).CreatedAt)
	assert.Equal(t, map[string][]string{"AmazonEKSViewPolicy": {"secretive"}}, associations(t, arn))
}

func TestNamespacesOnRequestOutliveTheStack(t *testing.T) {
	ctx := testContext(t)
	_, arn := principal(t, "Namespaces")
	settings := config{
		"clusterName":      sandbox.Cluster,
		"namePrefix":       "namespaces",
		"namespaces":       []string{"ours-a", "ours-b"},
		"createNamespaces": true,
		"principals":       config{"alice": arn},
	}
	st := newStack(t, "namespaces", settings)
	_, err := st.Up(ctx)
	require.NoError(t, err)

	settings["namespaces"] = []string{"ours-a"}
	require.NoError(t, st.Configure(settings))
	_, err = st.Up(ctx)
	require.NoError(t, err)
	_, err = st.Destroy(ctx)
	require.NoError(t, err)
	for _, name := range []string{"ours-a", "ours-b"} {
		namespace, err := admin(t).CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
		require.NoError(t, err)
		assert.Nil(t, namespace.DeletionTimestamp)
	}
}
