package e2e

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// allAccess is all access on the cluster, and what guards it, by what it is called: what the stack has made, and what is not its
// own.
func allAccess(t *testing.T) map[string]string {
	t.Helper()
	ctx, rbac, everything := testContext(t), admin(t).RbacV1(), metav1.ListOptions{}
	all := map[string]string{}
	note := func(kind string, meta metav1.ObjectMeta, parts ...any) {
		text, err := json.Marshal(append(parts, meta.Labels, meta.Annotations["scientist-access/stack"]))
		require.NoError(t, err)
		all[kind+" "+meta.Namespace+"/"+meta.Name] = string(text)
	}
	clusterRoles, err := rbac.ClusterRoles().List(ctx, everything)
	require.NoError(t, err)
	for _, role := range clusterRoles.Items {
		note("ClusterRole", role.ObjectMeta, role.Rules)
	}
	clusterBindings, err := rbac.ClusterRoleBindings().List(ctx, everything)
	require.NoError(t, err)
	for _, binding := range clusterBindings.Items {
		note("ClusterRoleBinding", binding.ObjectMeta, binding.RoleRef, binding.Subjects)
	}
	roles, err := rbac.Roles("").List(ctx, everything)
	require.NoError(t, err)
	for _, role := range roles.Items {
		note("Role", role.ObjectMeta, role.Rules)
	}
	bindings, err := rbac.RoleBindings("").List(ctx, everything)
	require.NoError(t, err)
	for _, binding := range bindings.Items {
		note("RoleBinding", binding.ObjectMeta, binding.RoleRef, binding.Subjects)
	}
	admission := admin(t).AdmissionregistrationV1()
	policies, err := admission.ValidatingAdmissionPolicies().List(ctx, everything)
	require.NoError(t, err)
	for _, policy := range policies.Items {
		note("ValidatingAdmissionPolicy", policy.ObjectMeta, policy.Spec)
	}
	policyBindings, err := admission.ValidatingAdmissionPolicyBindings().List(ctx, everything)
	require.NoError(t, err)
	for _, binding := range policyBindings.Items {
		note("ValidatingAdmissionPolicyBinding", binding.ObjectMeta, binding.Spec)
	}
	for arn := range entries(t) {
		entry := describeEntry(t, arn)
		for policy, scope := range associations(t, arn) {
			note("access policy "+policy, metav1.ObjectMeta{Name: arn}, scope)
		}
		note("access entry", metav1.ObjectMeta{Name: arn}, sorted(entry.KubernetesGroups), entry.Username, entry.Type, entry.Tags)
	}
	return all
}
