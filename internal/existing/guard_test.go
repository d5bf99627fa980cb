package existing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/scientist-access/scientist-access/component"
)

const alice = "arn:aws:iam::111122223333:role/Alice"

var (
	role    = thing{"Role", "kubeflow", "scientists"}
	binding = thing{"RoleBinding", "kubeflow", "scientists-binding"}
	entry   = thing{"AccessEntry", "", alice}
)

// world is a cluster.
type world struct {
	there   map[thing]string // on the cluster, with their keeper
	fails   map[thing]error
	preview bool
	warned  []string
	looks   atomic.Int64
	declare []thing
}

// guard is that of a stack that is new.
func (w *world) guard(t *testing.T) *guard {
	t.Helper()
	g := w.inUse()
	assert.NoError(t, g.check(t.Context(), &pulumi.ResourceHookArgs{Type: component.Type}))
	return g
}

func (w *world) inUse() *guard {
	return &guard{
		cluster: "ml", stack: "org/access/prod", declared: w.declare,
		look: func(_ context.Context, t thing) (string, bool, error) {
			w.looks.Add(1)
			by, found := w.there[t]
			return by, found, w.fails[t]
		},
		warn: func(text string) { w.warned = append(w.warned, text) }, preview: w.preview,
	}
}

// creates is what the engine asks before it creates a thing.
func creates(t thing) *pulumi.ResourceHookArgs {
	if t.kind == "AccessEntry" {
		return &pulumi.ResourceHookArgs{
			Type: "aws:eks/accessEntry:AccessEntry", Name: "access/alice",
			URN: "urn:pulumi:prod::platform::scientistaccess:index:ScientistAccess$aws:eks/accessEntry:AccessEntry::access/alice",
			NewInputs: resource.PropertyMap{
				"clusterName": resource.NewProperty("ml"), "principalArn": resource.MakeSecret(resource.NewProperty(t.name)),
			},
		}
	}
	metadata := resource.PropertyMap{"name": resource.NewProperty(t.name)}
	if t.namespace != "" {
		metadata["namespace"] = resource.NewProperty(t.namespace)
	}
	return &pulumi.ResourceHookArgs{
		Type:      tokens.Type("kubernetes:rbac.authorization.k8s.io/v1:" + t.kind),
		NewInputs: resource.PropertyMap{"metadata": resource.NewProperty(metadata)},
	}
}

func TestNothingExists(t *testing.T) {
	t.Parallel()
	w := &world{declare: []thing{role, binding, entry}}
	g := w.guard(t)
	for _, each := range w.declare {
		assert.NoError(t, g.check(t.Context(), creates(each)))
	}
	assert.Empty(t, w.warned)
	assert.EqualValues(t, 3, w.looks.Load(), "each is looked for once")
}

// TestTheFirstRefusalListsAll, and nothing is created beside it.
func TestTheFirstRefusalListsAll(t *testing.T) {
	t.Parallel()
	w := &world{
		declare: []thing{role, binding, entry, {"ClusterRole", "", "new"}},
		there:   map[thing]string{role: "helm:kube-system/hyperpod", binding: "", entry: ""},
	}
	g := w.guard(t)
	assert.EqualError(t, g.check(t.Context(), creates(thing{"ClusterRole", "", "new"})), strings.Join([]string{
		"these exist on cluster ml already, and stack org/access/prod did not make them:",
		"  Role kubeflow/scientists, kept by helm:kube-system/hyperpod",
		"  RoleBinding kubeflow/scientists-binding",
		"  access entry of " + alice,
		"Nothing was created; to take over what exists: docs/adopt.md",
	}, "\n"))
	for _, other := range []thing{role, binding, entry} {
		assert.EqualError(t, g.check(t.Context(), creates(other)), "not created, because of what exists already or may exist; see the first error")
	}
}

// TestAStackInUse has entries that EKS does not tell from others: only those to be created are looked for.
func TestAStackInUse(t *testing.T) {
	t.Parallel()
	w := &world{declare: []thing{role, binding, entry}, there: map[thing]string{entry: ""}}
	g := w.inUse()
	assert.NoError(t, g.check(t.Context(), creates(role)))
	assert.ErrorContains(t, g.check(t.Context(), creates(entry)), "its principal has an access entry on cluster ml already")

	w.declare = []thing{entry, role, binding} // the order does not matter
	w.there[binding] = ""
	err := w.inUse().check(t.Context(), creates(role))
	assert.ErrorContains(t, err, "  RoleBinding kubeflow/scientists-binding\nNothing")
	assert.NotContains(t, err.Error(), alice)
}

// TestWhereItMayNotLook it warns once, and refuses what it has seen.
func TestWhereItMayNotLook(t *testing.T) {
	t.Parallel()
	w := &world{
		declare: []thing{role, binding, entry}, there: map[thing]string{role: ""},
		fails: map[thing]error{binding: forbidden, entry: errors.New("AccessDeniedException")},
	}
	g := w.guard(t)
	assert.ErrorContains(t, g.check(t.Context(), creates(binding)), "Role kubeflow/scientists\n")
	delete(w.there, role)
	assert.NoError(t, w.guard(t).check(t.Context(), creates(binding)))
	w.warned = w.warned[:1]
	assert.Equal(t, []string{"could not look whether 2 of the things to create exist already, and goes on without; the first: " +
		"RoleBinding kubeflow/scientists-binding: rolebindings \"scientists-binding\" is forbidden: no"}, w.warned)
}

var forbidden = apierrors.NewForbidden(schema.GroupResource{Resource: "rolebindings"}, "scientists-binding", errors.New("no"))

// TestWhenLookingFails an update creates nothing, because it might write over what somebody else made. A preview goes on.
func TestWhenLookingFails(t *testing.T) {
	t.Parallel()
	w := &world{
		declare: []thing{role, binding, entry},
		fails:   map[thing]error{binding: errors.New("connection refused"), role: forbidden},
	}
	g := w.guard(t)
	assert.EqualError(t, g.check(t.Context(), creates(entry)), "could not look whether 1 of the things to create exist already, so nothing "+
		"was created: run it again once the call goes through; the first: RoleBinding kubeflow/scientists-binding: connection refused")
	assert.ErrorContains(t, g.check(t.Context(), creates(role)), "see the first error")
	assert.Len(t, w.warned, 1, "of what it may not see")

	w.preview, w.warned = true, nil
	assert.NoError(t, w.guard(t).check(t.Context(), creates(entry)))
	require.Len(t, w.warned, 1)
	assert.Contains(t, w.warned[0], "could not look whether 2 of the things to create exist already, and goes on without")
}

// TestASecretPrincipal is looked up when its entry is about to be created, and not named.
func TestASecretPrincipal(t *testing.T) {
	t.Parallel()
	w := &world{declare: []thing{role}, there: map[thing]string{entry: ""}, fails: map[thing]error{}}
	err := w.guard(t).check(t.Context(), creates(entry))
	require.ErrorContains(t, err, "its principal has an access entry on cluster ml already, which is not in the state of the stack")
	assert.NotContains(t, err.Error(), alice)

	delete(w.there, entry)
	assert.NoError(t, w.guard(t).check(t.Context(), creates(entry)))
	w.there[entry], w.fails[entry] = "", errors.New("AccessDeniedException")
	assert.NoError(t, w.guard(t).check(t.Context(), creates(entry)))
}

// TestImportCommand: an entry that the state lost is named with all that Pulumi needs, unless its principal is a secret.
func TestImportCommand(t *testing.T) {
	t.Parallel()
	args := creates(entry)
	const command = "pulumi import aws:eks/accessEntry:AccessEntry 'access/alice' 'ml:%s' --parent " +
		"'access=urn:pulumi:prod::platform::scientistaccess:index:ScientistAccess::access' --protect=false --generate-code=false"
	assert.Equal(t, fmt.Sprintf(command, "PRINCIPAL_ARN"), importCommand(args))
	args.NewInputs["principalArn"] = resource.NewProperty(alice)
	assert.Equal(t, fmt.Sprintf(command, alice), importCommand(args))

	args.URN = "urn:pulumi:prod::platform::my:own:Stack$scientistaccess:index:ScientistAccess$aws:eks/accessEntry:AccessEntry::access/alice"
	assert.Contains(t, importCommand(args), "'access=urn:pulumi:prod::platform::my:own:Stack$scientistaccess:index:ScientistAccess::access'")
}

func TestOtherResources(t *testing.T) {
	t.Parallel()
	g := (&world{}).guard(t)
	g.look = nil // nothing is looked for
	for name, args := range map[string]*pulumi.ResourceHookArgs{
		"the component":        {Type: "scientistaccess:index:ScientistAccess"},
		"without metadata":     {Type: "kubernetes:core/v1:Namespace", NewInputs: resource.PropertyMap{}},
		"an ARN not known":     {Type: "aws:eks/accessEntry:AccessEntry", NewInputs: resource.PropertyMap{"principalArn": resource.MakeComputed(resource.NewProperty(""))}},
		"another AWS resource": {Type: "aws:iam/role:Role", NewInputs: resource.PropertyMap{"name": resource.NewProperty("a")}},
	} {
		assert.NoError(t, g.check(t.Context(), args), name)
	}
}

func TestAdopting(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{"": false, "false": false, "0": false, "true": true, "1": true} {
		got, err := adopting(value)
		require.NoError(t, err)
		assert.Equal(t, want, got, value)
	}
	_, err := adopting("yes, please")
	assert.EqualError(t, err, `SCIENTIST_ACCESS_ADOPT "yes, please" is neither true nor false`)
}

func TestCreated(t *testing.T) {
	t.Parallel()
	for _, want := range []thing{role, binding, entry, {"ClusterRole", "", "a"}, {"Namespace", "", "a"}} {
		got, ok := created(creates(want))
		assert.True(t, ok)
		assert.Equal(t, want, got)
	}
	_, ok := created(&pulumi.ResourceHookArgs{Type: "test:index:Role"})
	assert.False(t, ok)
}
