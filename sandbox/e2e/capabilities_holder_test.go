package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"

	"github.com/scientist-access/scientist-access/policy"
)

// The proof of the capabilities works in one namespace of a team and in those that capabilities name.
const (
	proofName  = "capabilities-proof"
	proofGroup = "capabilities-proof"
	proofTeam  = "hyperpod-ns-vision"
)

var proofNamespaces = []string{proofTeam, "aws-hyperpod", "hyperpod-inference-system"}

// holder is a scientist signed in with an access entry of one group, who may do what hold was last told. Pulumi
// would bind the same rules, but takes seconds for each of the many changes that the proof makes.
type holder struct {
	requester
	admin   *kubernetes.Clientset
	signed  *kubernetes.Clientset
	version int // of the rules that are held
}

func newHolder(t *testing.T) *holder {
	t.Helper()
	ctx := testContext(t)
	for _, namespace := range proofNamespaces {
		if err := createNamespace(ctx, namespace); err != nil && !apierrors.IsAlreadyExists(err) {
			require.NoError(t, err)
		}
	}
	profile, arn := principal(t, t.Name())
	createEntry(t, arn, proofGroup)
	h := &holder{
		requester: newRequester(t, box.SignIn(profile)),
		admin:     admin(t),
		signed:    client(t, box.SignIn(profile)),
	}
	h.bind(t)
	return h
}

// bind creates empty roles with their bindings.
func (h *holder) bind(t *testing.T) {
	t.Helper()
	ctx, rbac := testContext(t), h.admin.RbacV1()
	meta := metav1.ObjectMeta{Name: proofName}
	subjects := []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: proofGroup}}
	_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta, Subjects: subjects,
		RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: proofName},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	for _, namespace := range proofNamespaces {
		_, err := rbac.Roles(namespace).Create(ctx, &rbacv1.Role{ObjectMeta: meta}, metav1.CreateOptions{})
		require.NoError(t, err)
		_, err = rbac.RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
			ObjectMeta: meta, Subjects: subjects,
			RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: proofName},
		}, metav1.CreateOptions{})
		require.NoError(t, err)
	}
	t.Cleanup(h.unbind)
}

func (h *holder) unbind() {
	ctx, rbac, now := context.Background(), h.admin.RbacV1(), metav1.DeleteOptions{}
	_ = rbac.ClusterRoleBindings().Delete(ctx, proofName, now)
	_ = rbac.ClusterRoles().Delete(ctx, proofName, now)
	for _, namespace := range proofNamespaces {
		_ = rbac.RoleBindings(namespace).Delete(ctx, proofName, now)
		_ = rbac.Roles(namespace).Delete(ctx, proofName, now)
	}
}

// hold gives the scientist this policy in place of the last one, and returns when the API server knows.
func (h *holder) hold(t *testing.T, p policy.Policy) {
	t.Helper()
	ctx, rbac := testContext(t), h.admin.RbacV1()
	h.version++
	p = p.For(proofTeam)
	meta := metav1.ObjectMeta{Name: proofName}
	_, err := rbac.ClusterRoles().Update(ctx, &rbacv1.ClusterRole{
		ObjectMeta: meta, Rules: append(p.Cluster, h.mark("")),
	}, metav1.UpdateOptions{})
	require.NoError(t, err)
	for _, namespace := range proofNamespaces {
		rules := p.Elsewhere[namespace]
		if namespace == proofTeam {
			rules = p.Namespace
		}
		_, err := rbac.Roles(namespace).Update(ctx, &rbacv1.Role{
			ObjectMeta: meta, Rules: append(rules, h.mark(namespace)),
		}, metav1.UpdateOptions{})
		require.NoError(t, err)
	}
	for _, namespace := range append([]string{""}, proofNamespaces...) {
		h.await(t, namespace)
	}
}

// mark is a rule for a resource that doesn't exist. Each version of each role has one of its own, so that the
// scientist can ask whether the API server has seen it yet.
func (h *holder) mark(namespace string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{
		APIGroups: []string{"marks.example.com"}, Resources: []string{"marks"}, Verbs: []string{"get"},
		ResourceNames: []string{h.markName(namespace)},
	}
}

func (h *holder) markName(namespace string) string {
	return fmt.Sprintf("%d-%s", h.version, namespace)
}

func (h *holder) await(t *testing.T, namespace string) {
	t.Helper()
	review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authorizationv1.ResourceAttributes{
			Group: "marks.example.com", Resource: "marks", Verb: "get", Name: h.markName(namespace), Namespace: namespace,
		},
	}}
	err := wait.PollUntilContextTimeout(testContext(t), 2*time.Millisecond, 30*time.Second, true, func(ctx context.Context) (bool, error) {
		answer, err := h.signed.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, review, metav1.CreateOptions{})
		return err == nil && answer.Status.Allowed, nil
	})
	require.NoError(t, err, "the API server never saw the rules of %q", namespace)
}
