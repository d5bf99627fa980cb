package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// TestAssumedRole: the providers of AWS and of Kubernetes both act as the role that aws:assumeRole names.
func TestAssumedRole(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "assumed"))
	const deployer = "arn:aws:iam::" + sandbox.AccountID + ":role/ci/Deployer"
	require.NoError(t, box.AddPrincipal("Deployer", deployer, eks.Administrator()))
	createEntry(t, deployer, "assumed-deployers")
	_, err := admin(t).RbacV1().ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "assumed-deployers"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "assumed-deployers"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = admin(t).RbacV1().ClusterRoleBindings().Delete(testContext(t), "assumed-deployers", metav1.DeleteOptions{})
	})
	profile, arn := principal(t, "AssumedAlice")
	st := newStack(t, "assumed", config{
		"aws:assumeRole": config{"roleArn": deployer},
		"clusterName":    sandbox.Cluster, "namePrefix": "assumed", "namespaces": []string{"assumed"}, "principals": config{"alice": arn},
	})
	_, err = st.Up(ctx)
	require.NoError(t, err)
	requireAllowed(t, profile, found{namespaces: []string{"assumed"}}.rights()...)
	var asRole []string
	for _, event := range audited(t, "arn:aws:sts::"+sandbox.AccountID+":assumed-role/Deployer/EKSGetTokenAuth") {
		asRole = append(asRole, event.String())
	}
	assert.Contains(t, asRole, "allow patch roles.rbac.authorization.k8s.io in assumed")
}
