package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

// FuzzModel checks that the model claims no right that the API server's RBAC authorizer does not give, and misses none of
// what it knows, whatever the roles, bindings and access entries, of this and of another cluster.
func FuzzModel(f *testing.F) {
	for _, seed := range fuzzed.Seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := fuzzed.From(data)
		here, there := fuzzed.AnyCluster(b), fuzzed.AnyCluster(b)
		objects := objectsOf(inML, here)
		objects.Entries = fuzzed.Entries(b, inML)
		other := objectsOf(access.Origin{Cluster: "other"}, there)
		objects.Roles = append(objects.Roles, other.Roles...)
		objects.Bindings = append(objects.Bindings, other.Bindings...)
		m := access.New(objects)
		require.Empty(t, here.Differences(m, "ml", b))
		require.Empty(t, there.Differences(m, "other", b))
	})
}

func objectsOf(origin access.Origin, c *fuzzed.Cluster) access.Objects {
	var o access.Objects
	role := func(kind, namespace, name string, rules []rbacv1.PolicyRule) {
		o.Roles = append(o.Roles, access.Role{Origin: origin, Kind: kind, Namespace: namespace, Name: name, Rules: rules})
	}
	bind := func(kind, namespace, name string, ref rbacv1.RoleRef, subjects []rbacv1.Subject) {
		o.Bindings = append(o.Bindings, access.Binding{
			Origin: origin, Kind: kind, Namespace: namespace, Name: name, RoleRef: ref, Subjects: subjects,
		})
	}
	for _, r := range c.Roles {
		role("Role", r.Namespace, r.Name, r.Rules)
	}
	for _, r := range c.ClusterRoles {
		role("ClusterRole", "", r.Name, r.Rules)
	}
	for _, b := range c.RoleBindings {
		bind("RoleBinding", b.Namespace, b.Name, b.RoleRef, b.Subjects)
	}
	for _, b := range c.ClusterRoleBindings {
		bind("ClusterRoleBinding", "", b.Name, b.RoleRef, b.Subjects)
	}
	return o
}
