package guardrails

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/policy"
)

// attempt is a pod with something in it that the guardrails refuse, or not.
type attempt struct {
	name string
	pod  fields
	// refused is a part of the message; empty for what is let through.
	refused string
	// inPods says that the API server itself refuses it in a pod, which it looks at more closely than at a template.
	inPods bool
}

const (
	wrongAccount   = "pods run as, and tokens are of, these service accounts alone: default, trainer"
	wrongPath      = "pods mount these paths of their node alone: /data"
	wrongNamespace = "no hostNetwork, hostPID or hostIPC"
	wrongPort      = "containers take no port of their node"
	wrongContext   = "containers are not privileged"
)

var attempts = []attempt{
	{name: "nothing of its own"},
	{name: "the default account by name", pod: fields{"serviceAccountName": "default"}},
	{name: "an allowed account", pod: fields{"serviceAccountName": "trainer"}},
	{name: "an allowed account by both names", pod: fields{"serviceAccountName": "trainer", "serviceAccount": "trainer"}},
	{name: "empty lists", pod: fields{"initContainers": []any{}, "volumes": []any{}, "serviceAccountName": ""}},
	{name: "a secret of the namespace", pod: fields{"volumes": []any{
		fields{"name": "s", "secret": fields{"secretName": "of-others"}},
	}}},
	{name: "an allowed path", pod: hostPath("/data")},
	{name: "a path below an allowed one", pod: hostPath("/data/models")},
	{name: "a namespace of its own", pod: fields{"hostNetwork": false, "hostPID": false, "hostIPC": false}},
	{name: "a port of its own", pod: fields{"containers": []any{
		fields{"name": "main", "image": "main", "ports": []any{fields{"containerPort": int64(80)}}},
	}}},
	{name: "a harmless context", pod: container("containers", fields{
		"privileged": false, "runAsUser": int64(1000), "capabilities": fields{"drop": []any{"ALL"}, "add": []any{"CHOWN", "IPC_LOCK"}},
	})},

	{name: "another account", pod: fields{"serviceAccountName": "powerful"}, refused: wrongAccount},
	{name: "another account by the old name", pod: fields{"serviceAccount": "powerful"}, refused: wrongAccount},
	{
		name: "another account behind an allowed one", pod: fields{"serviceAccountName": "trainer", "serviceAccount": "powerful"},
		refused: wrongAccount, inPods: true, // which makes the two the same
	},
	{name: "a path of the node", pod: hostPath("/etc"), refused: wrongPath},
	{name: "all paths of the node", pod: hostPath("/"), refused: wrongPath},
	{name: "a path that starts alike", pod: hostPath("/data-of-others"), refused: wrongPath},
	{name: "the node's network", pod: fields{"hostNetwork": true}, refused: wrongNamespace},
	{name: "the node's processes", pod: fields{"hostPID": true}, refused: wrongNamespace},
	{name: "the node's memory", pod: fields{"hostIPC": true}, refused: wrongNamespace},
	{name: "a port of the node", refused: wrongPort, pod: fields{"containers": []any{
		fields{"name": "main", "image": "main", "ports": []any{fields{"containerPort": int64(80), "hostPort": int64(80)}}},
	}}},
	{name: "a privileged container", pod: container("containers", fields{"privileged": true}), refused: wrongContext},
	{name: "a privileged init container", pod: container("initContainers", fields{"privileged": true}), refused: wrongContext},
	{
		name: "a privileged ephemeral container", pod: container("ephemeralContainers", fields{"privileged": true}),
		refused: wrongContext, inPods: true,
	},
	{
		name: "a capability over the node", refused: wrongContext,
		pod: container("containers", fields{"capabilities": fields{"add": []any{"CHOWN", "SYS_ADMIN"}}}),
	},
	{
		name: "all of proc", refused: wrongContext,
		pod: merged(container("containers", fields{"procMount": "Unmasked"}), fields{"hostUsers": false}),
	},
	{
		name: "a process of the node", refused: wrongContext, inPods: true,
		pod: container("containers", fields{"windowsOptions": fields{"hostProcess": true}}),
	},
}

func merged(a, b fields) fields {
	for key, value := range b {
		a[key] = value
	}
	return a
}

// TestEveryPodMaker tries everything at each place of each resource, as a member of a team without guardrails, who gets in,
// and of one with them.
func TestEveryPodMaker(t *testing.T) {
	free, guarded := newTeam(t, "free"), newTeam(t, "guarded")
	guarded.guard(t, guardrails.Deny, []string{"default", "trainer"}, []string{"/data"})
	guarded.awaitDeny(t)
	var tried, refused int
	for _, m := range policy.PodMakers() {
		for _, o := range objectsOf(m) {
			tried++
			refused += o.assert(t, m, free, guarded)
		}
	}
	t.Logf("%d resources, %d objects without guardrails and with them, %d refused", len(policy.PodMakers()), tried, refused)
	require.NotZero(t, refused)
}

// candidate is an object to try.
type candidate struct {
	attempt
	where string
	make  func(namespace string) *unstructured.Unstructured
}

func objectsOf(m policy.PodMaker) []candidate {
	if m.IsZero() {
		return []candidate{{
			attempt: attempt{refused: "no guardrail can tell what the pods of this resource are made of"},
			make:    func(namespace string) *unstructured.Unstructured { return made(m, namespace, "", nil) },
		}}
	}
	var all []candidate
	for _, path := range m.Pods {
		for _, a := range attempts {
			if a.inPods && (m.Resource == "pods" || isBuiltIn(m)) {
				continue
			}
			if !isKnown(m, path, a.pod) {
				a.refused = "not all of what this one holds"
			}
			all = append(all, candidate{a, path, func(namespace string) *unstructured.Unstructured {
				return made(m, namespace, path, podSpec(m, path, a.pod))
			}})
		}
	}
	privileged := fields{"privileged": true}
	for _, path := range m.Containers {
		all = append(all, candidate{attempt{name: "privileged", refused: wrongContext}, path, func(namespace string) *unstructured.Unstructured {
			return made(m, namespace, path, []any{fields{"name": "any", "securityContext": privileged}})
		}})
	}
	for _, path := range m.Contexts {
		all = append(all, candidate{attempt{name: "privileged", refused: wrongContext}, path, func(namespace string) *unstructured.Unstructured {
			return made(m, namespace, path, privileged)
		}})
	}
	for _, path := range m.HostPaths {
		for value, refused := range map[string]string{"/data": "", "/data/models": "", "/etc": wrongPath, "/": wrongPath, "/data/../etc": wrongPath} {
			all = append(all, candidate{attempt{name: value, refused: refused}, path, func(namespace string) *unstructured.Unstructured {
				return made(m, namespace, path, value)
			}})
		}
	}
	return all
}

// isKnown reports whether the fields are among those that there are at a place, where not all of a pod's are.
func isKnown(m policy.PodMaker, place string, pod fields) bool {
	known := m.Fields[place]
	for field := range pod {
		if known != nil && !slices.Contains(known, field) {
			return false
		}
	}
	return true
}

func isBuiltIn(m policy.PodMaker) bool { return builtIn[m.Resource+"."+m.Group] != "" }

// assert returns 1 for an object that is refused.
func (c candidate) assert(t *testing.T, m policy.PodMaker, free, guarded team) int {
	t.Helper()
	what := fmt.Sprintf("%s.%s: %s at %s", m.Resource, m.Group, c.name, c.where)
	assert.NoError(t, create(t.Context(), free.member(t), m, c.make(free.namespace)), what)
	err := create(t.Context(), guarded.member(t), m, c.make(guarded.namespace))
	if c.refused == "" {
		assert.NoError(t, err, what)
		return 0
	}
	assert.Contains(t, refusal(err), c.refused, what)
	assert.NoError(t, create(t.Context(), objects, m, c.make(guarded.namespace)), "an administrator: "+what)
	return 1
}

// create asks for an object; nothing is stored, so that no controller makes anything of it.
func create(ctx context.Context, client dynamic.Interface, m policy.PodMaker, o *unstructured.Unstructured) error {
	_, err := client.Resource(resourceOf(m)).Namespace(o.GetNamespace()).
		Create(ctx, o, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	return err
}
