package existing

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/component"
)

// apiServer answers for objects by their paths, as the metadata of each; the RoleBindings are not to be seen.
func apiServer(t *testing.T, annotations map[string]map[string]string) metadata.Interface {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		found, ok := annotations[r.URL.Path]
		switch {
		case strings.Contains(r.URL.Path, "/rolebindings/"):
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}`))
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`))
		default:
			_ = json.NewEncoder(w).Encode(metav1.PartialObjectMetadata{
				TypeMeta:   metav1.TypeMeta{APIVersion: "meta.k8s.io/v1", Kind: "PartialObjectMetadata"},
				ObjectMeta: metav1.ObjectMeta{Name: path.Base(r.URL.Path), Annotations: found},
			})
		}
	}))
	t.Cleanup(server.Close)
	client, err := metadata.NewForConfig(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	return client
}

func TestLookForObjects(t *testing.T) {
	t.Parallel()
	const rbac = "/apis/rbac.authorization.k8s.io/v1/"
	l := &looker{stack: "org/access/prod", client: apiServer(t, map[string]map[string]string{
		rbac + "namespaces/a/roles/hand":    nil,
		rbac + "namespaces/a/roles/release": {"meta.helm.sh/release-name": "r", "meta.helm.sh/release-namespace": "n"},
		rbac + "namespaces/a/roles/ours":    {"scientist-access/stack": "org/access/prod"},
		rbac + "namespaces/a/roles/theirs":  {"scientist-access/stack": "org/access/dev"},
		rbac + "clusterroles/hand":          nil,
		"/api/v1/namespaces/a":              nil,
	})}
	for _, c := range []struct {
		thing thing
		by    string
		found bool
	}{
		{thing{"Role", "a", "hand"}, "", true},
		{thing{"Role", "b", "hand"}, "", false},
		{thing{"ClusterRole", "", "hand"}, "", true},
		{thing{"ClusterRoleBinding", "", "hand"}, "", false},
		{thing{"Namespace", "", "a"}, "", true},
		{thing{"Namespace", "", "b"}, "", false},
		{thing{"Role", "a", "release"}, "helm:n/r", true},
		{thing{"Role", "a", "ours"}, "", false},
		{thing{"Role", "a", "theirs"}, "pulumi:org/access/dev", true},
	} {
		by, found, err := l.look(t.Context(), c.thing)
		require.NoError(t, err)
		assert.Equal(t, c.by, by, c.thing)
		assert.Equal(t, c.found, found, c.thing)
	}
	_, found, err := l.look(t.Context(), thing{"RoleBinding", "a", "x"})
	assert.False(t, found)
	assert.True(t, apierrors.IsForbidden(err))
}

// aws answers the look-up of an access entry.
type aws struct{ fails error }

func (a aws) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	if args.Args["principalArn"].StringValue() != alice || args.Args["clusterName"].StringValue() != "ml" {
		return nil, errors.New("another entry was asked for")
	}
	return args.Args, a.fails
}

func (aws) NewResource(pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	return "", nil, nil
}

func TestLookForEntries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails error
		found bool
		says  string
	}{
		"there":     {nil, true, ""},
		"not there": {errors.New("1 error occurred:\n\t* reading EKS Access Entry (ml:" + alice + "): couldn't find resource\n\n"), false, ""},
		"not known": {errors.New("AccessDeniedException: no"), false, "AccessDeniedException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
				_, found, err := (&looker{ctx: ctx, cluster: "ml"}).look(t.Context(), entry)
				assert.Equal(t, c.found, found)
				assert.Equal(t, c.says != "", err != nil)
				if err != nil {
					assert.ErrorContains(t, err, c.says)
				}
				return nil
			}, pulumi.WithMocks("project", "stack", aws{c.fails})))
		})
	}
}

func TestDeclared(t *testing.T) {
	t.Parallel()
	args := &component.ScientistAccessArgs{Namespaces: []string{"a"}, Principals: map[string]component.PrincipalArgs{
		"alice": {Arn: pulumi.String(alice)},
		"bob":   {Arn: pulumi.String("arn:aws:iam::111122223333:role/Bob").ToStringOutput()},
	}}
	assert.ElementsMatch(t, []thing{
		{"ClusterRole", "", "hyperpod-scientist-user-cluster-role"},
		{"ClusterRoleBinding", "", "hyperpod-scientist-user-cluster-role-binding"},
		{"Role", "a", "hyperpod-scientist-user-namespace-level-role"},
		{"RoleBinding", "a", "hyperpod-scientist-user-namespace-level-role-binding"},
		{"AccessEntry", "", alice},
	}, declared(args))
}
