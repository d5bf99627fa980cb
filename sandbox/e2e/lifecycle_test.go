package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestScientistGainsUsesAndLosesAccess is the main job, with the defaults: the objects, names, rules and groups of
// the developer guide, typed in from there.
func TestScientistGainsUsesAndLosesAccess(t *testing.T) {
	ctx := testContext(t)
	profile, arn := principal(t, "ScientistUserRole")
	leaveForeignObjects(t)
	st := newStack(t, "lifecycle", map[string]any{
		"clusterName": sandbox.Cluster,
		"principals":  map[string]any{"alice": arn},
	})
	created := map[string]int{
		"create ScientistAccess": 1, "create ClusterRole": 1, "create ClusterRoleBinding": 1,
		"create Role": 1, "create RoleBinding": 1, "create AccessEntry": 1,
	}
	requireUnauthorized(t, profile)

	plan, err := st.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, created, plan.Ops())
	requireUnauthorized(t, profile)

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, created, changes.Ops())
	assertDocumentedObjects(t)
	assertOutputs(t, st)
	_, err = client(t, box.SignIn(profile)).CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)

	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)

	changes, err = st.Destroy(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"delete ScientistAccess": 1, "delete ClusterRole": 1, "delete ClusterRoleBinding": 1,
		"delete Role": 1, "delete RoleBinding": 1, "delete AccessEntry": 1,
	}, changes.Ops())
	requireUnauthorized(t, profile)
	assertNothingOfOursIsLeft(t)
	assertForeignObjectsAreLeft(t)
}

// requireUnauthorized waits for the 401 that EKS gives a principal without an access entry: kube-apiserver honours
// a token that it has just accepted for some seconds more.
func requireUnauthorized(t *testing.T, profile string) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(testContext(t), 200*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		_, last = client(t, box.SignIn(profile)).CoreV1().Pods("").List(ctx, metav1.ListOptions{})
		return apierrors.IsUnauthorized(last), nil
	})
	require.NoError(t, err, "the last answer: %v", last)
}

func assertDocumentedObjects(t *testing.T) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	const api = "rbac.authorization.k8s.io"
	rule := func(group string, resources, verbs []string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: verbs}
	}

	clusterRole, err := rbac.ClusterRoles().Get(ctx, "hyperpod-scientist-user-cluster-role", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, []rbacv1.PolicyRule{
		rule("", []string{"pods"}, []string{"list"}),
		rule("", []string{"nodes"}, []string{"list"}),
	}, clusterRole.Rules)

	clusterBinding, err := rbac.ClusterRoleBindings().Get(ctx, "hyperpod-scientist-user-cluster-role-binding", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, rbacv1.RoleRef{APIGroup: api, Kind: "ClusterRole", Name: "hyperpod-scientist-user-cluster-role"}, clusterBinding.RoleRef)
	assert.Equal(t, []rbacv1.Subject{{Kind: "Group", APIGroup: api, Name: "hyperpod-scientist-user-cluster-level"}}, clusterBinding.Subjects)

	role, err := rbac.Roles("kubeflow").Get(ctx, "hyperpod-scientist-user-namespace-level-role", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, []rbacv1.PolicyRule{
		rule("", []string{"pods"}, []string{"create", "get"}),
		rule("", []string{"nodes"}, []string{"get", "list"}),
		rule("", []string{"pods/log"}, []string{"get", "list"}),
		rule("", []string{"pods/exec"}, []string{"get", "create"}),
		rule("kubeflow.org", []string{"pytorchjobs", "pytorchjobs/status"}, []string{"get", "list", "create", "delete", "update", "describe"}),
		rule("", []string{"configmaps"}, []string{"create", "update", "get", "list", "delete"}),
		rule("", []string{"secrets"}, []string{"create", "get", "list", "delete"}),
	}, role.Rules)

	binding, err := rbac.RoleBindings("kubeflow").Get(ctx, "hyperpod-scientist-user-namespace-level-role-binding", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, rbacv1.RoleRef{APIGroup: api, Kind: "Role", Name: "hyperpod-scientist-user-namespace-level-role"}, binding.RoleRef)
	assert.Equal(t, []rbacv1.Subject{{Kind: "Group", APIGroup: api, Name: "hyperpod-scientist-user-namespace-level"}}, binding.Subjects)
}

func assertNothingOfOursIsLeft(t *testing.T) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	_, err := rbac.ClusterRoles().Get(ctx, "hyperpod-scientist-user-cluster-role", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err))
	_, err = rbac.ClusterRoleBindings().Get(ctx, "hyperpod-scientist-user-cluster-role-binding", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err))
	_, err = rbac.Roles("kubeflow").Get(ctx, "hyperpod-scientist-user-namespace-level-role", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err))
	_, err = rbac.RoleBindings("kubeflow").Get(ctx, "hyperpod-scientist-user-namespace-level-role-binding", metav1.GetOptions{})
	assert.True(t, apierrors.IsNotFound(err))
	assert.NotContains(t, entries(t), "arn:aws:iam::111122223333:role/ScientistUserRole")
}

const foreignARN = "arn:aws:iam::" + sandbox.AccountID + ":role/Foreign"

// leaveForeignObjects creates what is not ours, side by side with what will be.
func leaveForeignObjects(t *testing.T) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	meta := metav1.ObjectMeta{Name: "foreign", Namespace: "kubeflow"}
	_, err := rbac.Roles("kubeflow").Create(ctx, &rbacv1.Role{ObjectMeta: meta}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.RoleBindings("kubeflow").Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "foreign"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "foreign"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	require.NoError(t, box.AddPrincipal("Foreign", foreignARN))
	createEntry(t, foreignARN, "foreign")
}

func assertForeignObjectsAreLeft(t *testing.T) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	_, err := rbac.Roles("kubeflow").Get(ctx, "foreign", metav1.GetOptions{})
	assert.NoError(t, err)
	_, err = rbac.RoleBindings("kubeflow").Get(ctx, "foreign", metav1.GetOptions{})
	assert.NoError(t, err)
	assert.Equal(t, []string{"foreign"}, entries(t)[foreignARN])
	_, err = admin(t).CoreV1().Namespaces().Get(ctx, "kubeflow", metav1.GetOptions{})
	assert.NoError(t, err)
}

func assertOutputs(t *testing.T, st *stack.Stack) {
	t.Helper()
	outputs, err := st.Outputs(testContext(t))
	require.NoError(t, err)
	groups := []any{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"}
	entry := describeEntry(t, "arn:aws:iam::111122223333:role/ScientistUserRole")
	assert.Equal(t, map[string]any{
		"groups":           groups,
		"principalGroups":  map[string]any{"alice": groups},
		"clusterRoles":     []any{"hyperpod-scientist-user-cluster-role"},
		"roles":            []any{"kubeflow/hyperpod-scientist-user-namespace-level-role"},
		"accessEntryArns":  map[string]any{"alice": *entry.AccessEntryArn},
		"updateKubeconfig": "aws eks update-kubeconfig --region us-west-2 --name ml",
		"firstSteps": map[string]any{"alice": `aws configure set region us-west-2 --profile ml
aws configure set role_arn arn:aws:iam::111122223333:role/ScientistUserRole --profile ml
aws configure set source_profile default --profile ml
export AWS_PROFILE=ml
aws eks update-kubeconfig --region us-west-2 --name ml
hyperpod connect-cluster --cluster-name HYPERPOD_CLUSTER --namespace kubeflow
hyperpod list-jobs
`},
		"attachIamPolicy": map[string]any{"alice": "aws iam put-role-policy --role-name ScientistUserRole --policy-name scientist-us-west-2-ml " +
			`--policy-document '{"Version":"2012-10-17","Statement":[` +
			`{"Effect":"Allow","Action":["sagemaker:ListClusters","ssm:StartSession","ssm:TerminateSession"],"Resource":["*"]},` +
			`{"Effect":"Allow","Action":["eks:DescribeCluster"],"Resource":["arn:aws:eks:us-west-2:111122223333:cluster/ml"]},` +
			`{"Effect":"Allow","Action":["sagemaker:DescribeCluster"],"Resource":["arn:aws:sagemaker:us-west-2:111122223333:cluster/*"]}]}'`},
	}, outputs)
}
