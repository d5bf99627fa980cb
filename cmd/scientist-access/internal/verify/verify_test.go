package verify_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

const alice, bob = "arn:aws:iam::111122223333:role/Alice", "arn:aws:iam::111122223333:role/Bob"

var noon = time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)

func rule(verbs, resources []string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: verbs, APIGroups: []string{""}, Resources: resources}
}

var inML = access.Origin{Cluster: "ml"}

// declaredObjects give alice two rights in a namespace, by a group.
func declaredObjects() access.Objects {
	return access.Objects{
		Roles: []access.Role{{Origin: inML, Kind: "Role", Namespace: "team", Name: "reader", Rules: []rbacv1.PolicyRule{
			rule([]string{"get", "list"}, []string{"pods"}),
		}}},
		Bindings: []access.Binding{{
			Origin: inML, Kind: "RoleBinding", Namespace: "team", Name: "readers",
			RoleRef:  rbacv1.RoleRef{Kind: "Role", Name: "reader"},
			Subjects: []rbacv1.Subject{{Kind: "Group", Name: "g"}},
		}},
		Entries: []access.Entry{{
			Origin: inML, PrincipalARN: alice, Groups: []string{"g"}, Type: "STANDARD",
			ARN: "arn:aws:eks:eu-west-1:111122223333:access-entry/ml/role/111122223333/Alice/1",
		}},
	}
}

var mallory = access.Author{Manager: "mallory", Time: noon}

// liveObjects are a cluster in which all is as declared.
func liveObjects() access.Objects {
	o := declaredObjects()
	o.Entries[0].UserName = "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"
	for _, origin := range []*access.Origin{&o.Roles[0].Origin, &o.Bindings[0].Origin, &o.Entries[0].Origin} {
		origin.By = mallory
	}
	return o
}

func declare(t *testing.T, objects access.Objects) *verify.Declared {
	t.Helper()
	d, err := verify.Declare(&access.Reading{Source: access.Export, Before: objects, After: objects}, "ml")
	require.NoError(t, err)
	return d
}

// question is one that was put to an authorizer.
type question struct {
	user, groups string
	right        access.Right
}

// authorizer allows what it does not refuse, and keeps what it was asked.
type authorizer struct {
	refuse func(question) bool
	fail   error

	mu    sync.Mutex
	asked []question
}

func (a *authorizer) Allowed(_ context.Context, user string, groups []string, right access.Right) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	q := question{user, strings.Join(groups, " "), right}
	a.asked = append(a.asked, q)
	return a.refuse == nil || !a.refuse(q), a.fail
}

func ask(t *testing.T, d *verify.Declared, a *authorizer) *verify.Answers {
	t.Helper()
	answers, err := verify.Ask(t.Context(), d, a, func(int, int) {})
	require.NoError(t, err)
	return answers
}

func compare(t *testing.T, objects access.Objects, live access.Objects) *verify.Report {
	t.Helper()
	d := declare(t, objects)
	return verify.Compare(d, verify.Live{Objects: live}, ask(t, d, &authorizer{}))
}

func foreignBinding(subject rbacv1.Subject) access.Binding {
	return access.Binding{
		Origin: access.Origin{Cluster: "ml", By: mallory}, Kind: "ClusterRoleBinding", Name: "foreign",
		RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: "r"}, Subjects: []rbacv1.Subject{subject},
	}
}

// TestCompare changes one thing of a cluster that is as declared.
func TestCompare(t *testing.T) {
	t.Parallel()
	eksPolicy := access.PolicyAssociation{
		Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSSecretReaderPolicy",
	}
	tests := []struct {
		name   string
		change func(*access.Objects, *access.Objects)
		kind   finding.Kind // "" for no difference
		object string
		lines  []string
	}{
		{"nothing", func(*access.Objects, *access.Objects) {}, "", "", nil},
		{"the same rules, written otherwise", func(_ *access.Objects, l *access.Objects) {
			l.Roles[0].Rules = []rbacv1.PolicyRule{rule([]string{"list"}, []string{"pods"}), rule([]string{"get"}, []string{"pods"})}
		}, "", "", nil},
		{"a role is gone", func(_ *access.Objects, l *access.Objects) { l.Roles = nil }, verify.ObjectMissing, "Role team/reader", nil},
		{"a role of the same name elsewhere", func(_ *access.Objects, l *access.Objects) { l.Roles[0].Namespace = "other" },
			verify.ObjectMissing, "Role team/reader", nil},
		{"an added rule", func(_ *access.Objects, l *access.Objects) {
			l.Roles[0].Rules = append(l.Roles[0].Rules[:1:1], rule([]string{"get"}, []string{"secrets"}))
		}, verify.RoleChanged, "Role team/reader", []string{"+ get secrets"}},
		{"a rule made wider", func(_ *access.Objects, l *access.Objects) {
			l.Roles[0].Rules = []rbacv1.PolicyRule{rule([]string{"*"}, []string{"pods"})}
		}, verify.RoleChanged, "Role team/reader", []string{"+ * pods"}},
		{"a rule narrowed to a name", func(_ *access.Objects, l *access.Objects) {
			narrow := rule([]string{"get", "list"}, []string{"pods"})
			narrow.ResourceNames = []string{"one"}
			l.Roles[0].Rules = []rbacv1.PolicyRule{narrow}
		}, verify.RoleChanged, "Role team/reader", []string{"- get, list pods"}},
		{"a rule in another API group", func(_ *access.Objects, l *access.Objects) {
			other := rule([]string{"get", "list"}, []string{"pods"})
			other.APIGroups = []string{"metrics.k8s.io"}
			l.Roles[0].Rules = []rbacv1.PolicyRule{other}
		}, verify.RoleChanged, "Role team/reader", []string{"+ get, list pods.metrics.k8s.io", "- get, list pods"}},
		{"a binding is gone", func(_ *access.Objects, l *access.Objects) { l.Bindings = nil },
			verify.ObjectMissing, "RoleBinding team/readers", nil},
		{"a binding of another role", func(_ *access.Objects, l *access.Objects) {
			l.Bindings[0].RoleRef = rbacv1.RoleRef{Kind: "ClusterRole", Name: "admin"}
		}, verify.BindingChanged, "RoleBinding team/readers", []string{"+ binds ClusterRole admin", "- binds Role team/reader"}},
		{"another subject in a binding", func(_ *access.Objects, l *access.Objects) {
			l.Bindings[0].Subjects = []rbacv1.Subject{{Kind: "User", Name: "u"}}
		}, verify.BindingChanged, "RoleBinding team/readers", []string{"+ User u", "- Group g"}},
		{"a foreign binding of the group", func(_ *access.Objects, l *access.Objects) {
			l.Bindings = append(l.Bindings, foreignBinding(rbacv1.Subject{Kind: "Group", Name: "g"}))
		}, verify.ForeignBinding, "ClusterRoleBinding foreign", []string{"+ Group g", "+ binds ClusterRole r"}},
		{"a foreign binding of a session", func(_ *access.Objects, l *access.Objects) {
			l.Bindings = append(l.Bindings, foreignBinding(
				rbacv1.Subject{Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/Alice/me"}))
		}, verify.ForeignBinding, "ClusterRoleBinding foreign", []string{
			"+ User arn:aws:sts::111122223333:assumed-role/Alice/me", "+ binds ClusterRole r"}},
		{"a foreign binding of another user", func(_ *access.Objects, l *access.Objects) {
			l.Bindings = append(l.Bindings, foreignBinding(
				rbacv1.Subject{Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/Alice2/me"}))
		}, "", "", nil},
		{"a user of the group's name", func(_ *access.Objects, l *access.Objects) {
			l.Bindings = append(l.Bindings, foreignBinding(rbacv1.Subject{Kind: "User", Name: "g"}))
		}, "", "", nil},
		{"an entry is gone", func(_ *access.Objects, l *access.Objects) { l.Entries = nil },
			verify.EntryMissing, "access entry of " + alice, nil},
		{"groups of an entry", func(_ *access.Objects, l *access.Objects) { l.Entries[0].Groups = []string{"h"} },
			verify.EntryChanged, "access entry of " + alice, []string{"+ group h", "- group g"}},
		{"the user name of an entry", func(_ *access.Objects, l *access.Objects) { l.Entries[0].UserName = "root" },
			verify.EntryChanged, "access entry of " + alice, []string{
				"+ user name root", "- user name arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"}},
		{"the type of an entry", func(_ *access.Objects, l *access.Objects) { l.Entries[0].Type = "EC2" },
			verify.EntryChanged, "access entry of " + alice, []string{"+ type EC2", "- type STANDARD"}},
		{"another entry with the group", func(_ *access.Objects, l *access.Objects) {
			l.Entries = append(l.Entries, access.Entry{Origin: inML, PrincipalARN: bob, Groups: []string{"h", "g"}})
		}, verify.ForeignEntry, "access entry of " + bob, []string{"+ group g"}},
		{"another entry without it", func(_ *access.Objects, l *access.Objects) {
			l.Entries = append(l.Entries, access.Entry{Origin: inML, PrincipalARN: bob, Groups: []string{"h"}})
		}, "", "", nil},
		{"an access policy", func(_ *access.Objects, l *access.Objects) {
			l.Associations = []access.PolicyAssociation{eksPolicy}
		}, verify.ForeignPolicy, "access entry of " + alice, []string{
			"+ AmazonEKSSecretReaderPolicy in the whole cluster", "+ get, list, watch secrets, as AWS documents it"}},
		{"an access policy of which nothing is documented", func(_ *access.Objects, l *access.Objects) {
			other := eksPolicy
			other.PolicyARN, other.Namespaces = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSNewPolicy", []string{"b", "a"}
			l.Associations = []access.PolicyAssociation{other}
		}, verify.ForeignPolicy, "access entry of " + alice, []string{"+ AmazonEKSNewPolicy in a, b"}},
		{"an access policy of the stack", func(o *access.Objects, l *access.Objects) {
			o.Associations = []access.PolicyAssociation{eksPolicy}
			l.Associations = []access.PolicyAssociation{eksPolicy}
		}, "", "", nil},
		{"an access policy is gone", func(o *access.Objects, _ *access.Objects) {
			o.Associations = []access.PolicyAssociation{eksPolicy}
		}, verify.PolicyMissing, "access entry of " + alice, []string{
			"- AmazonEKSSecretReaderPolicy in the whole cluster", "- get, list, watch secrets, as AWS documents it"}},
		{"an access policy in another scope", func(o *access.Objects, l *access.Objects) {
			narrow := eksPolicy
			narrow.Namespaces = []string{"team"}
			o.Associations = []access.PolicyAssociation{narrow}
			l.Associations = []access.PolicyAssociation{eksPolicy}
		}, verify.PolicyChanged, "access entry of " + alice, []string{
			"+ AmazonEKSSecretReaderPolicy in the whole cluster", "- AmazonEKSSecretReaderPolicy in team"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			objects, live := declaredObjects(), liveObjects()
			test.change(&objects, &live)
			report := compare(t, objects, live)
			assert.Empty(t, report.Unchecked)
			if test.kind == "" {
				assert.Empty(t, report.Findings)
				return
			}
			require.Len(t, report.Findings, 1)
			d := report.Findings[0]
			assert.Equal(t, test.kind, d.Kind)
			assert.Equal(t, test.object, d.Object)
			assert.ElementsMatch(t, test.lines, d.Lines)
			assert.NotEmpty(t, d.Fix)
		})
	}
}
