package controlplane

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	authenticationv1 "k8s.io/api/authentication/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

func TestWebhookSaysWhoATokenIs(t *testing.T) {
	t.Parallel()
	tokens.accept("token-of-ada", "ada", "team-a", "team-b")
	review, err := as(t, "token-of-ada").AuthenticationV1().SelfSubjectReviews().
		Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	require.NoError(t, err)
	assert.Equal(t, "ada", review.Status.UserInfo.Username)
	assert.Equal(t, []string{"team-a", "team-b", "system:authenticated"}, review.Status.UserInfo.Groups)
}

func TestUnknownTokenIsUnauthorized(t *testing.T) {
	t.Parallel()
	_, err := as(t, "token-of-nobody-knows").CoreV1().Pods("default").List(t.Context(), metav1.ListOptions{})
	assert.True(t, apierrors.IsUnauthorized(err), "error is %v, want 401", err)
}

func TestAnonymousSeesHealthOnly(t *testing.T) {
	t.Parallel()
	client, err := rest.HTTPClientFor(&rest.Config{TLSClientConfig: rest.TLSClientConfig{CAData: shared.CertificateAuthority}})
	require.NoError(t, err)
	for path, status := range map[string]int{"/readyz": http.StatusOK, "/api/v1/nodes": http.StatusForbidden} {
		response, err := client.Get(shared.Endpoint + path)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, status, response.StatusCode, path)
	}
}

func TestRBACDecides(t *testing.T) {
	t.Parallel()
	tokens.accept("token-of-grace", "grace", "readers")
	pods := as(t, "token-of-grace").CoreV1().Pods("default")
	_, err := pods.List(t.Context(), metav1.ListOptions{})
	require.True(t, apierrors.IsForbidden(err), "error is %v, want 403", err)

	rbac := clientFor(t, shared.Admin).RbacV1()
	meta := metav1.ObjectMeta{Name: "readers"}
	_, err = rbac.Roles("default").Create(t.Context(), &rbacv1.Role{
		ObjectMeta: meta,
		Rules:      []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"list"}}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.RoleBindings("default").Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "readers"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "readers"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)

	eventually(t, "the bound group may not list pods", func() bool {
		_, err := pods.List(t.Context(), metav1.ListOptions{})
		return err == nil
	})
	_, err = pods.Get(t.Context(), "any", metav1.GetOptions{})
	assert.True(t, apierrors.IsForbidden(err), "error is %v, want 403 for a verb that no rule has", err)
}

func TestRefusedTokenIsUnauthorized(t *testing.T) {
	t.Parallel()
	const used, unused = "token-of-eve-used", "token-of-eve-unused"
	tokens.accept(used, "eve")
	tokens.accept(unused, "eve")
	whoAmI := func(token string) error {
		_, err := as(t, token).AuthenticationV1().SelfSubjectReviews().
			Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		return err
	}
	require.NoError(t, whoAmI(used))

	tokens.refuse(used)
	tokens.refuse(unused)
	err := whoAmI(unused)
	assert.True(t, apierrors.IsUnauthorized(err), "a token that was not used before: error is %v, want 401", err)
	eventually(t, "a token that was used before still signs in", func() bool { return apierrors.IsUnauthorized(whoAmI(used)) })

	tokens.accept(used, "eve")
	assert.NoError(t, whoAmI(used), "a refusal is remembered")
}

func TestAuditLogHasEveryFinishedRequest(t *testing.T) {
	t.Parallel()
	tokens.accept("token-of-audrey", "audrey")
	_, err := as(t, "token-of-audrey").CoreV1().Secrets("kube-system").List(t.Context(), metav1.ListOptions{})
	require.True(t, apierrors.IsForbidden(err), "error is %v, want 403", err)

	var found []auditEvent
	eventually(t, "no event of the request", func() bool {
		found = auditEvents(t, "audrey")
		return len(found) > 0
	})
	require.Len(t, found, 1)
	assert.Equal(t, "Metadata", found[0].Level)
	assert.Equal(t, "ResponseComplete", found[0].Stage)
	assert.Equal(t, "list", found[0].Verb)
	assert.Equal(t, "secrets", found[0].ObjectRef.Resource)
	assert.Equal(t, http.StatusForbidden, found[0].ResponseStatus.Code)
}

// auditEvent has some fields of an event: https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
type auditEvent struct {
	Level, Stage, Verb string
	User               struct{ Username string }
	ObjectRef          struct{ Resource string }
	ResponseStatus     struct{ Code int }
}

// auditEvents returns what the user did. The last line may be half written.
func auditEvents(t *testing.T, user string) []auditEvent {
	t.Helper()
	file, err := os.Open(shared.AuditLog)
	require.NoError(t, err)
	defer file.Close()
	var events []auditEvent
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event auditEvent
		if json.Unmarshal(lines.Bytes(), &event) == nil && event.User.Username == user {
			events = append(events, event)
		}
	}
	require.NoError(t, lines.Err())
	return events
}
