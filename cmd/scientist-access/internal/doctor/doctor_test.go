package doctor

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/policy"
)

const (
	alice   = "arn:aws:iam::111122223333:role/team/Alice"
	session = "arn:aws:sts::111122223333:assumed-role/Alice/a"
	bob     = "arn:aws:iam::111122223333:user/bob"
	admin   = "arn:aws:sts::111122223333:assumed-role/Admin/a"
	host    = "https://ml.example"
	job     = "hyperpod-pytorch-jobs"
)

var (
	noon       = time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	training   = schema.GroupResource{Group: "sagemaker.amazonaws.com", Resource: "hyperpodpytorchjobs"}
	createJobs = access.Right{Namespace: "kubeflow", Verb: "create", APIGroup: training.Group, Resource: training.Resource}
)

// healthy are the facts about a scientist whose chain is in order, as she may ask about herself if everything is allowed.
func healthy(t *testing.T) *Facts {
	t.Helper()
	capabilities, err := policy.Lookup(job)
	require.NoError(t, err)
	f := &Facts{
		Cluster: "ml", Region: "us-west-2", Namespace: "kubeflow", Named: true, Capabilities: capabilities,
		Caller: Is(session), IAM: Is(Made{ARN: alice, Created: noon}),
		Described:  Is(live.Cluster{Mode: "API"}),
		Entry:      Is(Entry{access.Entry{PrincipalARN: alice, Groups: []string{"g"}, Type: "STANDARD"}, noon}),
		Policies:   Is([]access.PolicyAssociation(nil)),
		Kubeconfig: Is(host), User: Is(live.User{Name: session, Groups: []string{"g"}, ARN: session}),
		RBAC: Is(access.Objects{
			Roles:    []access.Role{{Origin: access.Origin{Cluster: "ml"}, Kind: "Role", Namespace: "kubeflow", Name: "r"}},
			Bindings: []access.Binding{binding("kubeflow", "b", "g")},
		}),
		Exists: Is(true), Allowed: Is(map[access.Right]bool{}),
		Served: Is(live.Served{Resources: map[schema.GroupResource]bool{}}),
	}
	for _, right := range Rights(f.Namespace, capabilities...) {
		f.Allowed.Value[right] = true
		resource, _, _ := strings.Cut(right.Resource, "/")
		f.Served.Value.Resources[schema.GroupResource{Group: right.APIGroup, Resource: resource}] = true
	}
	return f
}

// binding binds a group to the Role r of a namespace.
func binding(namespace, name, group string) access.Binding {
	return access.Binding{
		Origin: access.Origin{Cluster: "ml"}, Kind: "RoleBinding", Namespace: namespace, Name: name,
		RoleRef: rbacv1.RoleRef{Kind: "Role", Name: "r"}, Subjects: []rbacv1.Subject{access.GroupSubject(group)},
	}
}

// others are the same facts, as an administrator finds them out about somebody else.
func others(t *testing.T) *Facts {
	t.Helper()
	f := healthy(t)
	f.Principal, f.Caller, f.User = alice, Is(admin), Is(live.User{Name: admin, ARN: admin})
	return f
}

func none[T any](outcome Outcome, why string) Answer[T] { return Answer[T]{Outcome: outcome, Why: why} }

// of is the link of that name in a report on the facts.
func of(t *testing.T, f *Facts, name string) Link {
	t.Helper()
	for _, link := range New(f).Links {
		if link.Name == name {
			return link
		}
	}
	require.Fail(t, "no link "+name)
	return Link{}
}

// TestInOrder: all links are, for oneself and for somebody else, who alone can try to sign in.
func TestInOrder(t *testing.T) {
	t.Parallel()
	report := New(healthy(t))
	assert.Equal(t, InOrder, report.State)
	assert.Equal(t, alice, report.Principal)
	assert.Equal(t, []string{
		"credentials", "identity", "cluster", "authentication mode", "access entry", "kubeconfig", "sign-in", "groups", "bindings",
		"namespace", "rights", "resources",
	}, report.In(InOrder))

	report = New(others(t))
	assert.Equal(t, InOrder, report.State)
	assert.NotContains(t, report.In(InOrder), "sign-in")
	assert.Len(t, report.Links, len(chain)-1)
}

// TestChain: a link comes after those that it needs, and none comes twice.
func TestChain(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, link := range chain {
		for _, need := range link.needs {
			assert.True(t, seen[need], "%s needs %s", link.name, need)
		}
		assert.False(t, seen[link.name], link.name)
		seen[link.name] = true
	}
}

// TestNotChecked: what depends on a broken link is not checked, and the rest is.
func TestNotChecked(t *testing.T) {
	t.Parallel()
	rest := []string{"access entry", "kubeconfig", "sign-in", "groups", "bindings", "namespace", "rights", "resources"}
	for name, c := range map[string]struct {
		facts           func(*testing.T) *Facts
		breaks          func(*Facts)
		broken          string
		notChecked      []string
		dependent, says string
	}{
		"credentials": {healthy, func(f *Facts) { f.Caller = none[string](Expired, "") }, "credentials",
			append([]string{"identity", "cluster", "authentication mode"}, rest...), "cluster", "it depends on: credentials"},
		"access entry": {healthy, func(f *Facts) { f.Entry, f.User = none[Entry](Absent, ""), none[live.User](Refused, "401") }, "access entry",
			rest[2:], "bindings", "it depends on: sign-in, groups"},
		"access entry of somebody else": {others, func(f *Facts) { f.Entry = none[Entry](Absent, "") }, "access entry",
			[]string{"groups", "bindings", "rights"}, "groups", "it depends on: access entry"},
		"namespace": {healthy, func(f *Facts) { f.Exists = Is(false) }, "namespace", []string{"rights"}, "rights", "it depends on: namespace"},
	} {
		f := c.facts(t)
		c.breaks(f)
		report := New(f)
		assert.Equal(t, Broken, report.State, name)
		assert.Equal(t, []string{c.broken}, report.In(Broken), name)
		assert.Equal(t, c.notChecked, report.In(NotChecked), name)
		assert.Equal(t, c.says, of(t, f, c.dependent).Message, name)
	}
}
