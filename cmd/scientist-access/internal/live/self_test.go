package live

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/rest"
	clienttesting "k8s.io/client-go/testing"

	"github.com/scientist-access/scientist-access/access"
)

// answering is an API server that answers a verb on a resource.
func answering(verb, resource string, object runtime.Object, err error) *Kubernetes {
	client := fake.NewClientset()
	client.PrependReactor(verb, resource, func(clienttesting.Action) (bool, runtime.Object, error) { return true, object, err })
	return &Kubernetes{client: client}
}

func TestSelf(t *testing.T) {
	t.Parallel()
	review := &authenticationv1.SelfSubjectReview{Status: authenticationv1.SelfSubjectReviewStatus{UserInfo: authenticationv1.UserInfo{
		Username: "alice", Groups: []string{"g", access.Authenticated},
		Extra: map[string]authenticationv1.ExtraValue{"arn": {alice}},
	}}}
	user, err := answering("create", "selfsubjectreviews", review, nil).Self(t.Context())
	require.NoError(t, err)
	assert.Equal(t, User{Name: "alice", Groups: []string{"g"}, ARN: alice}, user)

	review.Status.UserInfo.Extra = nil
	user, err = answering("create", "selfsubjectreviews", review, nil).Self(t.Context())
	require.NoError(t, err)
	assert.Empty(t, user.ARN)

	_, err = answering("create", "selfsubjectreviews", nil, apierrors.NewUnauthorized("no")).Self(t.Context())
	assert.True(t, apierrors.IsUnauthorized(err), err)
}

func TestSelfAllowed(t *testing.T) {
	t.Parallel()
	var asked []authorizationv1.SelfSubjectAccessReviewSpec
	client := fake.NewClientset()
	client.PrependReactor("create", "selfsubjectaccessreviews", func(a clienttesting.Action) (bool, runtime.Object, error) {
		review := a.(clienttesting.CreateAction).GetObject().(*authorizationv1.SelfSubjectAccessReview)
		asked = append(asked, review.Spec)
		review.Status.Allowed = review.Spec.ResourceAttributes != nil
		return true, review, nil
	})
	k := &Kubernetes{client: client}
	yes, err := k.SelfAllowed(t.Context(), access.Right{Namespace: "a", Verb: "get", Resource: "pods/log", Name: "p"})
	require.NoError(t, err)
	assert.True(t, yes)
	no, err := k.SelfAllowed(t.Context(), access.Right{Verb: "get", Path: "/metrics"})
	require.NoError(t, err)
	assert.False(t, no)
	assert.Equal(t, []authorizationv1.SelfSubjectAccessReviewSpec{
		{ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: "a", Verb: "get", Resource: "pods", Subresource: "log", Name: "p"}},
		{NonResourceAttributes: &authorizationv1.NonResourceAttributes{Verb: "get", Path: "/metrics"}},
	}, asked)
	_, err = answering("create", "selfsubjectaccessreviews", nil, errors.New("no")).SelfAllowed(t.Context(), access.Right{})
	assert.EqualError(t, err, "create selfsubjectaccessreviews: no")
}

// TestHasNamespace: who may not read a namespace may still read something in it.
func TestHasNamespace(t *testing.T) {
	t.Parallel()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a"}}
	root := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "a", Name: "kube-root-ca.crt"}}
	forbid := func(client *fake.Clientset) *Kubernetes {
		client.PrependReactor("get", "namespaces", func(clienttesting.Action) (bool, runtime.Object, error) {
			return true, nil, apierrors.NewForbidden(schema.GroupResource{Resource: "namespaces"}, "a", errors.New("no"))
		})
		return &Kubernetes{client: client}
	}
	for name, c := range map[string]struct {
		k    *Kubernetes
		want bool
	}{
		"there":               {&Kubernetes{client: fake.NewClientset(namespace)}, true},
		"none":                {&Kubernetes{client: fake.NewClientset()}, false},
		"there, by a content": {forbid(fake.NewClientset(root)), true},
	} {
		has, err := c.k.HasNamespace(t.Context(), "a")
		require.NoError(t, err, name)
		assert.Equal(t, c.want, has, name)
	}
	_, err := forbid(fake.NewClientset()).HasNamespace(t.Context(), "a")
	var lacking *MissingRightError
	require.ErrorAs(t, err, &lacking)
	assert.Equal(t, "the Kubernetes right to get namespaces", lacking.Right)
}

func TestServed(t *testing.T) {
	t.Parallel()
	client := fake.NewClientset()
	client.Resources = []*metav1.APIResourceList{
		{GroupVersion: "v1", APIResources: []metav1.APIResource{{Name: "pods"}, {Name: "pods/log"}}},
		{GroupVersion: "kubeflow.org/v1", APIResources: []metav1.APIResource{{Name: "pytorchjobs"}}},
	}
	served, err := (&Kubernetes{client: client}).Served()
	require.NoError(t, err)
	assert.Equal(t, Served{Resources: map[schema.GroupResource]bool{
		{Resource: "pods"}: true, {Resource: "pods/log"}: true, {Group: "kubeflow.org", Resource: "pytorchjobs"}: true,
	}}, served)
}

// TestServedInPart: a group whose server does not answer is named, and does not hide the others.
func TestServedInPart(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"/api":    `{"kind":"APIVersions","versions":["v1"]}`,
		"/api/v1": `{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods"}]}`,
		"/apis": `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"metrics.k8s.io",` +
			`"versions":[{"groupVersion":"metrics.k8s.io/v1","version":"v1"}]}]}`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer, found := answers[r.URL.Path]
		if !found {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	client, err := kubernetes.NewForConfig(&rest.Config{Host: server.URL})
	require.NoError(t, err)
	served, err := (&Kubernetes{client: client}).Served()
	require.NoError(t, err)
	assert.Equal(t, Served{
		Resources: map[schema.GroupResource]bool{{Resource: "pods"}: true}, Unread: []string{"metrics.k8s.io"},
	}, served)

	server.Close()
	_, err = (&Kubernetes{client: client}).Served()
	assert.ErrorContains(t, err, "discover resources: ")
}
