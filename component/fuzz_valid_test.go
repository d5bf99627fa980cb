package component_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

// requireValid reads what is registered as Kubernetes does.
func requireValid(t *testing.T, all map[string]registration) *fuzzed.Cluster {
	t.Helper()
	c, places := &fuzzed.Cluster{}, map[string]bool{}
	meta := func(kind string, m metav1.ObjectMeta, namespaced bool) {
		require.Empty(t, validation.ValidateObjectMeta(&m, namespaced, path.ValidatePathSegmentName, nil))
		place := kind + " " + m.Namespace + "/" + m.Name
		require.False(t, places[place], "%s is created twice", place)
		places[place] = true
	}
	for _, kind := range []string{"ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"} {
		for _, reg := range ofType(all, "kubernetes:rbac.authorization.k8s.io/v1:"+kind) {
			raw, err := json.Marshal(reg.Inputs)
			require.NoError(t, err)
			switch kind {
			case "ClusterRole":
				role := read[rbacv1.ClusterRole](t, raw)
				meta(kind, role.ObjectMeta, false)
				c.ClusterRoles = append(c.ClusterRoles, role)
				requireRules(t, role.Rules, false)
			case "Role":
				role := read[rbacv1.Role](t, raw)
				meta(kind, role.ObjectMeta, true)
				c.Roles = append(c.Roles, role)
				requireRules(t, role.Rules, true)
			case "ClusterRoleBinding":
				binding := read[rbacv1.ClusterRoleBinding](t, raw)
				meta(kind, binding.ObjectMeta, false)
				c.ClusterRoleBindings = append(c.ClusterRoleBindings, binding)
				require.True(t, places["ClusterRole /"+binding.RoleRef.Name])
			case "RoleBinding":
				binding := read[rbacv1.RoleBinding](t, raw)
				meta(kind, binding.ObjectMeta, true)
				c.RoleBindings = append(c.RoleBindings, binding)
				require.True(t, places["Role "+binding.Namespace+"/"+binding.RoleRef.Name])
			}
		}
	}
	return c
}

func read[T any](t *testing.T, raw []byte) T {
	t.Helper()
	var object T
	require.NoError(t, json.Unmarshal(raw, &object))
	return object
}

func requireRules(t *testing.T, rules []rbacv1.PolicyRule, namespaced bool) {
	t.Helper()
	require.NotEmpty(t, rules)
	for _, r := range rules {
		require.Empty(t, mustRefuseRule(r, namespaced))
	}
}
