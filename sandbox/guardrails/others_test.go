package guardrails

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"github.com/scientist-access/scientist-access/guardrails"
)

var powerfulPod = creating(pods, pod(powerful))

// letIn gives a subject everything in a namespace.
func letIn(t *testing.T, namespace string, subject rbacv1.Subject) {
	t.Helper()
	_, err := admin.RbacV1().RoleBindings(namespace).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "more-"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{subject},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
}

// TestOthersNeverNotice: a guardrail is about the members of one team, in its namespaces.
func TestOthersNeverNotice(t *testing.T) {
	other, guarded := newTeam(t, "other-team"), newTeam(t, "noticed-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, nil)
	guarded.awaitDeny(t)
	letIn(t, guarded.namespace, rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: other.group})
	letIn(t, other.namespace, rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: guarded.group})
	operator := rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Name: "powerful", Namespace: guarded.namespace}
	letIn(t, guarded.namespace, operator)
	loner := rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: "loner"}
	letIn(t, guarded.namespace, loner)

	assert.Contains(t, refusal(powerfulPod(t, guarded.member(t), guarded.namespace)), wrongAccount[:20])
	assert.NoError(t, powerfulPod(t, other.member(t), guarded.namespace), "a member of another team")
	assert.NoError(t, powerfulPod(t, guarded.member(t), other.namespace), "a member, in a namespace of another team")
	assert.NoError(t, powerfulPod(t, as(t, "system:serviceaccount:"+guarded.namespace+":powerful",
		"system:serviceaccounts", "system:serviceaccounts:"+guarded.namespace), guarded.namespace), "an operator")
	assert.NoError(t, powerfulPod(t, as(t, "loner"), guarded.namespace), "a user without any group")
	assert.NoError(t, powerfulPod(t, objects, guarded.namespace), "an administrator")
}

// TestMembersCannotGetOut: whatever else a member is, and whatever becomes of the namespace's labels.
func TestMembersCannotGetOut(t *testing.T) {
	guarded := newTeam(t, "confined-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, nil)
	guarded.awaitDeny(t)
	for _, others := range [][]string{{"another-team"}, {"system:masters"}, {"a", "b", "c"}} {
		assert.NotEmpty(t, refusal(powerfulPod(t, guarded.member(t, others...), guarded.namespace)), others)
	}
	patch := []byte(`{"metadata":{"labels":{"kubernetes.io/metadata.name":null,"pod-security.kubernetes.io/enforce":"privileged"}}}`)
	_, err := guarded.member(t).Resource(namespaces).Namespace("").
		Patch(t.Context(), guarded.namespace, types.MergePatchType, patch, metav1.PatchOptions{})
	require.NoError(t, err)
	assert.NotEmpty(t, refusal(powerfulPod(t, guarded.member(t), guarded.namespace)))
}

func as(t *testing.T, user string, groups ...string) *dynamic.DynamicClient {
	t.Helper()
	config := rest.CopyConfig(server.Admin)
	config.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: groups}
	client, err := dynamic.NewForConfig(config)
	require.NoError(t, err)
	return client
}

// warnings collects what the API server warns of.
type warnings struct{ texts []string }

func (w *warnings) HandleWarningHeader(_ int, _, text string) { w.texts = append(w.texts, text) }

// TestWarningAndAuditing let through, and say what would be refused.
func TestWarningAndAuditing(t *testing.T) {
	warned := newTeam(t, "warned-team")
	warned.guard(t, guardrails.Warn, []string{"default"}, nil)
	config := warned.config()
	var heard warnings
	config.WarningHandler = &heard
	member, err := dynamic.NewForConfig(config)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		require.NoError(t, powerfulPod(t, member, warned.namespace))
		return len(heard.texts) > 0
	}, patience, 50*time.Millisecond)
	assert.Contains(t, heard.texts[0], "Validation failed for ValidatingAdmissionPolicy 'warned-team'")
	assert.Contains(t, heard.texts[0], "these service accounts alone: default")

	audited := newTeam(t, "audited-team")
	audited.guard(t, guardrails.Audit, []string{"default"}, nil)
	require.Eventually(t, func() bool {
		require.NoError(t, powerfulPod(t, audited.member(t), audited.namespace))
		log, err := os.ReadFile(server.AuditLog)
		require.NoError(t, err)
		for line := range bytes.Lines(log) {
			if bytes.Contains(line, []byte("validation.policy.admission.k8s.io/validation_failure")) &&
				bytes.Contains(line, []byte("these service accounts alone: default")) && bytes.Contains(line, []byte("audited-team")) {
				return true
			}
		}
		return false
	}, patience, 50*time.Millisecond)
}
