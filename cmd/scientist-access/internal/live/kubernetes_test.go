package live

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"

	"github.com/scientist-access/scientist-access/access"
)

var (
	noon    = time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	getPods = []rbacv1.PolicyRule{{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"pods"}}}
)

func meta(namespace, name, field string) metav1.ObjectMeta {
	at := metav1.NewTime(noon)
	return metav1.ObjectMeta{Namespace: namespace, Name: name, ManagedFields: []metav1.ManagedFieldsEntry{{
		Manager: "helm", Time: &at, FieldsV1: &metav1.FieldsV1{Raw: []byte(`{"` + field + `":{}}`)},
	}}}
}

// TestReadKubernetes: every field that decides about access is read, each object with its cluster, its author and its owner.
func TestReadKubernetes(t *testing.T) {
	t.Parallel()
	subjects := []rbacv1.Subject{{Kind: "Group", Name: "g"}}
	theirs := meta("", "theirs", "f:subjects")
	theirs.Labels = map[string]string{"kubernetes.io/bootstrapping": "rbac-defaults"}
	released := meta("a", "r", "f:rules")
	released.Annotations = map[string]string{"meta.helm.sh/release-name": "hp", "meta.helm.sh/release-namespace": "sys"}
	client := fake.NewClientset(
		&rbacv1.Role{ObjectMeta: released, Rules: getPods},
		&rbacv1.ClusterRole{ObjectMeta: meta("", "c", "f:rules"), Rules: getPods, AggregationRule: &rbacv1.AggregationRule{}},
		&rbacv1.RoleBinding{ObjectMeta: meta("a", "rb", "f:subjects"), RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "r"}, Subjects: subjects},
		&rbacv1.ClusterRoleBinding{ObjectMeta: theirs, RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: "c"}, Subjects: subjects},
	)
	var found access.Objects
	require.NoError(t, (&Kubernetes{cluster: "ml", client: client}).Read(t.Context(), &found))
	origin := access.Origin{Cluster: "ml", By: access.Author{Manager: "helm", Time: noon}}
	owned := origin
	owned.Owner = "helm:sys/hp"
	defaulted := origin
	defaulted.Default = true
	assert.Equal(t, access.Objects{
		Roles: []access.Role{
			{Origin: owned, Kind: "Role", Namespace: "a", Name: "r", Rules: getPods},
			{Origin: origin, Kind: "ClusterRole", Name: "c", Rules: getPods, Aggregated: true},
		},
		Bindings: []access.Binding{
			{Origin: origin, Kind: "RoleBinding", Namespace: "a", Name: "rb", RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "r"}, Subjects: subjects},
			{Origin: defaulted, Kind: "ClusterRoleBinding", Name: "theirs", RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: "c"}, Subjects: subjects},
		},
	}, found)
}

// TestReadKubernetesNeedsRights: the error names the right that is missing, and other errors what was tried.
func TestReadKubernetesNeedsRights(t *testing.T) {
	t.Parallel()
	for _, resource := range []string{"roles", "clusterroles", "rolebindings", "clusterrolebindings"} {
		for name, c := range map[string]struct {
			err  error
			says string
		}{
			"forbidden": {apierrors.NewForbidden(schema.GroupResource{Resource: resource}, "", errors.New("no")), "the Kubernetes right to list " + resource + " is missing"},
			"broken":    {errors.New("connection refused"), "list " + resource + ": connection refused"},
		} {
			t.Run(resource+" "+name, func(t *testing.T) {
				t.Parallel()
				client := fake.NewClientset()
				client.PrependReactor("list", resource, func(clienttesting.Action) (bool, runtime.Object, error) { return true, nil, c.err })
				var found access.Objects
				assert.ErrorContains(t, (&Kubernetes{client: client}).Read(t.Context(), &found), c.says)
			})
		}
	}
}

// TestAllowed: what is asked, and what is made of the answer.
func TestAllowed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		right access.Right
		want  string
	}{
		{"a resource", access.Right{Namespace: "a", Verb: "get", APIGroup: "apps", Resource: "deployments", Name: "x"},
			`{"resourceAttributes":{"namespace":"a","verb":"get","group":"apps","resource":"deployments","name":"x"},"user":"u","groups":["g"]}`},
		{"a subresource", access.Right{Verb: "get", Resource: "pods/log"},
			`{"resourceAttributes":{"verb":"get","resource":"pods","subresource":"log"},"user":"u","groups":["g"]}`},
		{"an address", access.Right{Verb: "get", Path: "/metrics"},
			`{"nonResourceAttributes":{"path":"/metrics","verb":"get"},"user":"u","groups":["g"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, allowed := range []bool{true, false} {
				client := fake.NewClientset()
				client.PrependReactor("create", "subjectaccessreviews", func(action clienttesting.Action) (bool, runtime.Object, error) {
					asked := action.(clienttesting.CreateAction).GetObject().(*authorizationv1.SubjectAccessReview)
					spec, err := json.Marshal(asked.Spec)
					assert.NoError(t, err)
					assert.JSONEq(t, test.want, string(spec))
					asked.Status.Allowed = allowed
					return true, asked, nil
				})
				yes, err := (&Kubernetes{client: client}).Allowed(t.Context(), "u", []string{"g"}, test.right)
				require.NoError(t, err)
				assert.Equal(t, allowed, yes)
			}
		})
	}
	client := fake.NewClientset()
	client.PrependReactor("create", "subjectaccessreviews", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, nil, apierrors.NewForbidden(schema.GroupResource{}, "", errors.New("no"))
	})
	_, err := (&Kubernetes{client: client}).Allowed(t.Context(), "u", nil, access.Right{})
	assert.ErrorContains(t, err, "the Kubernetes right to create subjectaccessreviews is missing")
}

func TestNewKubernetes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(file, []byte(`{"apiVersion":"v1","kind":"Config","current-context":"one","clusters":[
		{"name":"one","cluster":{"server":"https://one.example"}},{"name":"two","cluster":{"server":"https://two.example"}}],
		"contexts":[{"name":"one","context":{"cluster":"one"}},{"name":"two","context":{"cluster":"two"}}]}`), 0o600))
	for context, server := range map[string]string{"": "https://one.example", "two": "https://two.example"} {
		k, err := NewKubernetes("ml", file, context)
		require.NoError(t, err)
		assert.Equal(t, server, k.Config.Host)
		assert.Equal(t, "ml", k.cluster)
	}
	_, err := NewKubernetes("ml", file, "three")
	assert.ErrorContains(t, err, `kubeconfig: context "three" does not exist`)
}
