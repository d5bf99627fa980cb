package guardrails

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// custom are the custom resources that the guardrails look into.
func custom() []policy.PodMaker {
	var known []policy.PodMaker
	for _, m := range policy.PodMakers() {
		if len(m.Versions) > 0 {
			known = append(known, m)
		}
	}
	return known
}

// TestWhatIsNotUnderstoodIsRefused: later versions of custom resources, fields that came later, and shapes that make the
// expressions fail.
func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	guarded := newTeam(t, "careful-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, nil)
	guarded.awaitDeny(t)
	member := guarded.member(t)
	require.NotEmpty(t, custom())
	for _, m := range custom() {
		what := m.Resource + "." + m.Group
		knows := fmt.Sprintf("the guardrail knows version %s of %s, and not all of what this one holds", strings.Join(m.Versions, " and "), what)

		later := made(m, guarded.namespace, "", nil)
		later.SetAPIVersion(m.Group + "/v9")
		resource := resourceOf(m)
		resource.Version = "v9"
		_, err := member.Resource(resource).Namespace(guarded.namespace).Create(t.Context(), later, metav1.CreateOptions{})
		assert.Contains(t, refusal(err), knows, "%s: another version", what)

		for path := range m.Fields {
			more := made(m, guarded.namespace, "", nil)
			put(more.Object, path+".later", fields{"spec": powerful}, fields{})
			err := create(t.Context(), member, m, more)
			assert.NotEmpty(t, refusal(err), "%s: a later field in %s", what, path)
		}
		for _, wrong := range []any{nil, "text", int64(5), []any{"text"}, fields{}} {
			for _, path := range m.Pods {
				bad := made(m, guarded.namespace, "", nil)
				put(bad.Object, path, wrong, podSpec(m, path, nil))
				if _, harmless := wrong.(fields); !harmless {
					assert.NotEmpty(t, refusal(create(t.Context(), member, m, bad)), "%s: %v at %s", what, wrong, path)
				}
			}
		}
	}
}

// TestPartsOfAnotherType: the schema of a custom resource may let anything through. A text in place of a container, or of its
// security context, is let through too: no operator can read a privilege out of it.
func TestPartsOfAnotherType(t *testing.T) {
	guarded := newTeam(t, "typed-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, []string{"/data"})
	guarded.awaitDeny(t)
	m := custom()[0]
	for _, own := range []fields{
		{"serviceAccountName": int64(5)}, {"serviceAccountName": []any{"default"}}, {"serviceAccountName": fields{"default": true}},
		{"serviceAccountName": nil, "serviceAccount": "powerful"}, {"volumes": "all"}, {"volumes": []any{fields{"hostPath": "/etc"}}},
		{"volumes": []any{fields{"hostPath": fields{}}}}, {"volumes": []any{fields{"hostPath": nil}}},
		{"volumes": []any{fields{"hostPath": fields{"path": []any{"/data"}}}}}, {"hostNetwork": "true"}, {"hostPID": int64(1)},
		{"containers": fields{"a": fields{}}},
		{"containers": []any{fields{"securityContext": fields{"privileged": "true"}}}},
		{"containers": []any{fields{"securityContext": fields{"capabilities": fields{"add": "SYS_ADMIN"}}}}},
	} {
		o := made(m, guarded.namespace, m.Pods[0], podSpec(m, m.Pods[0], own))
		assert.NotEmpty(t, refusal(create(t.Context(), guarded.member(t), m, o)), "%v", own)
	}
}

// TestAnExpressionThatFails refuses, and says so: the policy is such that nothing else would.
func TestAnExpressionThatFails(t *testing.T) {
	guarded := newTeam(t, "failing-team")
	spec := guardrails.Guardrails{Groups: []string{guarded.group}, ServiceAccounts: []string{"default"}}.Policy()
	spec.Validations = append(spec.Validations, admissionv1.Validation{Expression: "object.spec.nothing == 1"})
	guarded.put(t, spec, guardrails.Deny)
	guarded.awaitDeny(t)
	err := create(t.Context(), guarded.member(t), policy.PodMaker{Resource: "pods"}, pod(nil)(guarded.namespace))
	assert.Contains(t, refusal(err), "no such key: nothing")
}

// TestLists: the API server takes no list where it makes one object.
func TestLists(t *testing.T) {
	guarded := newTeam(t, "listed-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, nil)
	guarded.awaitDeny(t)
	one := pod(powerful)(guarded.namespace)
	list := &unstructured.Unstructured{Object: fields{
		"apiVersion": "v1", "kind": "PodList", "metadata": fields{}, "items": []any{one.Object},
	}}
	_, err := guarded.member(t).Resource(pods).Namespace(guarded.namespace).Create(t.Context(), list, metav1.CreateOptions{})
	require.Error(t, err)
	all, err := admin.CoreV1().Pods(guarded.namespace).List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	assert.Empty(t, all.Items)
}

// TestLargeObjects stay far below the API server's limit for what expressions may cost: ten replica types of twenty pods'
// worth of containers and volumes, which is about as much as it stores.
func TestLargeObjects(t *testing.T) {
	guarded := newTeam(t, "large-team")
	guarded.guard(t, guardrails.Deny, []string{"default"}, []string{"/a", "/b", "/c", "/d", "/e", "/f", "/g", "/data"})
	guarded.awaitDeny(t)
	var containers, volumes []any
	for i := range 400 {
		containers = append(containers, fields{
			"name": fmt.Sprint("c", i), "image": "a", "securityContext": fields{"capabilities": fields{"add": []any{"CHOWN", "SYS_CHROOT"}}},
		})
		volumes = append(volumes, fields{"name": fmt.Sprint("v", i), "hostPath": fields{"path": fmt.Sprint("/data/", i)}})
	}
	m := custom()[0]
	o := made(m, guarded.namespace, m.Pods[0], podSpec(m, m.Pods[0], fields{"containers": containers, "initContainers": containers, "volumes": volumes}))
	items := o.Object["spec"].(fields)["replicaSpecs"].([]any)
	for range 8 {
		items = append(items, items[1])
	}
	o.Object["spec"].(fields)["replicaSpecs"] = items
	text, err := o.MarshalJSON()
	require.NoError(t, err)
	t.Logf("an object of %d KB with %d containers", len(text)/1024, 2*400*9)
	assert.NoError(t, create(t.Context(), guarded.member(t), m, o))
}
