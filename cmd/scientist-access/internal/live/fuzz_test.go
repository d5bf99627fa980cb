package live

import (
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/internal/fuzzed"
)

// FuzzObjects checks that no object on an API server is left out or makes the reading panic, that the model of what is read
// claims no right that the authorizer does not give, and that no ConfigMap aws-auth
// is an error.
func FuzzObjects(f *testing.F) {
	for _, seed := range fuzzed.Seeds() {
		f.Add(seed, "", "", "")
	}
	f.Add([]byte{}, nodeRole, "- userarn: "+bob+"\n  username: b", `- "444455556666"`)
	f.Add([]byte{}, `[{"rolearn":"`+alice+`","username":"u:{{SessionName}}","groups":["g0"]}]`, "{", "[]")
	f.Add([]byte{}, "a: &a [*a]", "- {}", "- 1")
	f.Fuzz(func(t *testing.T, data []byte, mapRoles, mapUsers, mapAccounts string) {
		b := fuzzed.From(data)
		cluster := fuzzed.AnyCluster(b)
		k := &Kubernetes{cluster: "ml", client: serving(cluster, map[string]string{
			"mapRoles": mapRoles, "mapUsers": mapUsers, "mapAccounts": mapAccounts,
		})}
		var objects access.Objects
		require.NoError(t, k.Read(t.Context(), &objects))
		require.Len(t, objects.Roles, len(cluster.Roles)+len(cluster.ClusterRoles))
		require.Len(t, objects.Bindings, len(cluster.RoleBindings)+len(cluster.ClusterRoleBindings))
		objects.Entries = fuzzed.Entries(b, access.Origin{Cluster: "ml"})
		require.Empty(t, cluster.Differences(access.New(objects), "ml", b))

		lines, notes, err := k.AWSAuth(t.Context())
		require.NoError(t, err)
		for _, line := range lines {
			require.NotEmpty(t, line.PrincipalARN)
		}
		for _, note := range notes {
			require.NotContains(t, note.Message, "\n", "a note is one line")
		}
		objects.Entries = append(objects.Entries, awsauth.Effective(objects.Entries, lines)...)
		m := access.New(objects)
		for _, id := range m.Principals() {
			m.Rights(id)
		}
	})
}

// serving is a client of an API server that has these objects.
func serving(c *fuzzed.Cluster, awsAuth map[string]string) *fake.Clientset {
	client := &fake.Clientset{}
	client.AddReactor("*", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		switch action.GetResource().Resource {
		case "roles":
			return true, &rbacv1.RoleList{Items: c.Roles}, nil
		case "clusterroles":
			return true, &rbacv1.ClusterRoleList{Items: c.ClusterRoles}, nil
		case "rolebindings":
			return true, &rbacv1.RoleBindingList{Items: c.RoleBindings}, nil
		case "clusterrolebindings":
			return true, &rbacv1.ClusterRoleBindingList{Items: c.ClusterRoleBindings}, nil
		}
		return true, &corev1.ConfigMap{Data: awsAuth}, nil
	})
	return client
}
