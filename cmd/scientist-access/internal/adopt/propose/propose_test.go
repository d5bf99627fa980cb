package propose

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

const (
	alice = "arn:aws:iam::111122223333:role/Alice"
	bob   = "arn:aws:iam::111122223333:role/Bob"
	carol = "arn:aws:iam::111122223333:user/carol"
)

// part adds something to a cluster.
type part func(*Live)

func cluster(parts ...part) Live {
	live := Live{Cluster: "ml"}
	for _, add := range parts {
		add(&live)
	}
	return live
}

func both(parts ...part) part {
	return func(live *Live) {
		for _, add := range parts {
			add(live)
		}
	}
}

func entry(arn string, groups ...string) part {
	return func(live *Live) {
		live.Objects.Entries = append(live.Objects.Entries, access.Entry{Origin: here, PrincipalARN: arn, Groups: groups})
	}
}

func mapped(arn string, groups ...string) part {
	return func(live *Live) {
		live.Mapped = append(live.Mapped, access.Entry{Origin: here, PrincipalARN: arn, UserName: access.Unknown, Groups: groups})
	}
}

var here = access.Origin{Cluster: "ml"}

// bound is a role with its binding to subjects: in a namespace, or without one in the whole cluster.
func bound(namespace, role, binding string, rules []rbacv1.PolicyRule, subjects ...rbacv1.Subject) part {
	return func(live *Live) {
		kind := map[bool]string{true: "ClusterRole", false: "Role"}[namespace == ""]
		live.Objects.Roles = append(live.Objects.Roles, access.Role{
			Origin: here, Kind: kind, Namespace: namespace, Name: role, Rules: rules,
		})
		bindTo(namespace, kind, role, binding, subjects...)(live)
	}
}

func bindTo(namespace, kind, role, binding string, subjects ...rbacv1.Subject) part {
	return func(live *Live) {
		b := access.Binding{
			Origin: here, Kind: "RoleBinding", Namespace: namespace, Name: binding, Subjects: subjects,
			RoleRef: rbacv1.RoleRef{Kind: kind, Name: role},
		}
		if namespace == "" {
			b.Kind = "ClusterRoleBinding"
		}
		live.Objects.Bindings = append(live.Objects.Bindings, b)
	}
}

// keptBy gives the last role and the last binding an owner.
func keptBy(owner string) part {
	return func(live *Live) {
		live.Objects.Roles[len(live.Objects.Roles)-1].Owner = owner
		live.Objects.Bindings[len(live.Objects.Bindings)-1].Owner = owner
	}
}

func group(name string) rbacv1.Subject { return access.GroupSubject(name) }

// rules are written "get,list pods", or "get pytorchjobs.kubeflow.org" with an API group.
func rules(texts ...string) []rbacv1.PolicyRule {
	var all []rbacv1.PolicyRule
	for _, text := range texts {
		verbs, what, _ := strings.Cut(text, " ")
		resource, apiGroup, _ := strings.Cut(what, ".")
		all = append(all, rbacv1.PolicyRule{
			Verbs: strings.Split(verbs, ","), APIGroups: []string{apiGroup}, Resources: []string{resource},
		})
	}
	return all
}

// documented are the objects of AWS's page, with a prefix for the names and in a namespace.
func documented(prefix, namespace string) part {
	return both(
		bound("", prefix+"-cluster-role", prefix+"-cluster-role-binding", policy.Documented().Cluster, group(prefix+"-cluster-level")),
		bound(namespace, prefix+"-namespace-level-role", prefix+"-namespace-level-role-binding", policy.Documented().Namespace,
			group(prefix+"-namespace-level")),
	)
}

// member has the groups of the page, with a prefix.
func member(arn, prefix string) part {
	return entry(arn, prefix+"-namespace-level", prefix+"-cluster-level")
}

// proposed plans, and wants a configuration and that nobody gains or loses a right. It takes all keys without
// "scientist-access:", and the cluster's name for granted.
func proposed(t *testing.T, live Live, want string) *Plan {
	t.Helper()
	plan, err := New(live)
	require.NoError(t, err)
	text, err := json.Marshal(plan.Config)
	require.NoError(t, err)
	got := strings.ReplaceAll(string(text), `"scientist-access:clusterName":"ml",`, "")
	assert.JSONEq(t, want, strings.ReplaceAll(got, "scientist-access:", ""))
	assert.Zero(t, plan.Changes.Gaining)
	assert.Zero(t, plan.Changes.Losing)
	return plan
}

// lines are notes as "place: message".
func lines(notes []access.Note) []string {
	all := []string{}
	for _, note := range notes {
		all = append(all, note.Place+": "+note.Message)
	}
	return all
}

func TestTheDocumentedPage(t *testing.T) {
	t.Parallel()
	live := cluster(documented("hyperpod-scientist-user", "kubeflow"), member(alice, "hyperpod-scientist-user"))
	live.Region, live.Notes = "us-west-2", []access.Note{{Place: "p", Message: "m"}}
	plan := proposed(t, live, `{"aws:region":"us-west-2","namespaces":["kubeflow"],"principals":{"alice":"`+alice+`"}}`)
	assert.Equal(t, "ml", plan.Config.ClusterName)
	assert.Equal(t, 1, plan.SchemaVersion)
	assert.Empty(t, plan.Unexpressed)
	assert.Empty(t, plan.Afterwards)
	assert.Equal(t, []string{"p: m"}, lines(plan.Notes))
	require.Len(t, plan.Changes.Access, 1)
	assert.Equal(t, alice, plan.Changes.Access[0].Principals[0].Name)
}

// TestWhatAnotherToolKeeps is taken over where its keeper is named, and the cluster that was read stays as it is.
func TestWhatAnotherToolKeeps(t *testing.T) {
	t.Parallel()
	live := cluster(documented("hyperpod-scientist-user", "kubeflow"), keptBy("terraform"), member(alice, "hyperpod-scientist-user"))
	_, err := New(live)
	assert.ErrorContains(t, err, "is kept by terraform")
	live.From = []string{"flux"}
	_, err = New(live)
	assert.EqualError(t, err, `--from "flux": keeps nothing of what could be taken over`)
	live.From = []string{"terraform"}
	proposed(t, live, `{"namespaces":["kubeflow"],"principals":{"alice":"`+alice+`"}}`)
	assert.Equal(t, "terraform", live.Objects.Roles[len(live.Objects.Roles)-1].Owner)
}

func TestNothingToTakeOver(t *testing.T) {
	t.Parallel()
	_, err := New(cluster())
	assert.EqualError(t, err, "cluster ml has nobody whom a stack could take over: no access entry carries a group whose rights "+
		"can be expressed")
	_, err = New(cluster(entry(alice, "g")))
	assert.ErrorContains(t, err, alice+": left out: no binding gives anything to its groups: g")
}

// TestOrderDoesNotMatter: the same cluster, read in another order, has the same plan.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	parts := []part{
		documented("a-vision", "vision"), documented("a-speech", "speech"), member(bob, "a-speech"), member(alice, "a-vision"),
		entry(carol, "x"), bound("other", "r", "b", rules("get pods"), group("x"), group("y")),
	}
	forth, err := New(cluster(parts...))
	require.NoError(t, err)
	parts[0], parts[1], parts[2], parts[3] = parts[1], parts[0], parts[3], parts[2]
	back, err := New(cluster(parts...))
	require.NoError(t, err)
	want, err := json.Marshal(forth)
	require.NoError(t, err)
	got, err := json.Marshal(back)
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(got))
}
