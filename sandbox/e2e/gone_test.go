package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestClusterMadeAgain follows docs/operating.md when a cluster is gone, and another has its name.
func TestClusterMadeAgain(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "again"))
	profile, arn := principal(t, "Again")
	st := stackOfGoneCluster(t, "again", arn)

	_, err := st.Up(ctx)
	assert.ErrorContains(t, err, "failed to read resource state due to unreachable cluster", "so --run-program is needed")
	requireUnauthorized(t, profile)

	changes, err := st.Up(ctx, "--run-program")
	require.NoError(t, err)
	assert.Equal(t, plan{
		"create Role": 1, "create RoleBinding": 1, "create ClusterRole": 1, "create ClusterRoleBinding": 1,
		"create AccessEntry": 1,
	}, changes.Ops())
	assertMayListSecrets(t, profile, "again", true)
}

// TestDestroyWithoutCluster follows docs/operating.md when a cluster is gone for good.
func TestDestroyWithoutCluster(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "gone"))
	_, arn := principal(t, "Gone")
	st := stackOfGoneCluster(t, "gone", arn)

	_, err := st.Destroy(ctx)
	require.ErrorContains(t, err, "PULUMI_K8S_DELETE_UNREACHABLE", "what to set, if the cluster is gone")

	st.Setenv("PULUMI_K8S_DELETE_UNREACHABLE=true")
	_, err = st.Destroy(ctx)
	require.NoError(t, err)
	state, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	assert.NotContains(t, state, "::kubernetes:")
	assert.NotContains(t, state, "AccessEntry")
}

// stackOfGoneCluster is a stack that was applied to a cluster which is no more: nothing that it made is on the
// sandbox's, and nobody answers at the address in its state.
func stackOfGoneCluster(t *testing.T, name, arn string) *stack.Stack {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	st := newStack(t, name, config{
		"clusterName": sandbox.Cluster, "namePrefix": name, "namespaces": []string{name}, "principals": config{"alice": arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	loseCluster(t, st)

	for _, err := range []error{
		rbac.ClusterRoleBindings().Delete(ctx, name+"-cluster-role-binding", metav1.DeleteOptions{}),
		rbac.ClusterRoles().Delete(ctx, name+"-cluster-role", metav1.DeleteOptions{}),
		rbac.RoleBindings(name).Delete(ctx, name+"-namespace-level-role-binding", metav1.DeleteOptions{}),
		rbac.Roles(name).Delete(ctx, name+"-namespace-level-role", metav1.DeleteOptions{}),
	} {
		require.NoError(t, err)
	}
	_, err = eksClient(t).DeleteAccessEntry(ctx, &eks.DeleteAccessEntryInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
	})
	require.NoError(t, err)
	return st
}

// loseCluster puts an address into the stack's state where nobody listens.
func loseCluster(t *testing.T, st *stack.Stack) {
	t.Helper()
	ctx := testContext(t)
	state, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	require.Contains(t, state, box.Admin.Host)
	file := filepath.Join(t.TempDir(), "state.json")
	state = strings.ReplaceAll(state, box.Admin.Host, "https://127.0.0.1:1")
	require.NoError(t, os.WriteFile(file, []byte(state), 0o600))
	_, err = st.Run(ctx, "stack", "import", "--file", file)
	require.NoError(t, err)
}
