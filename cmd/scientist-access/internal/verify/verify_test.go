package verify_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/source"
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
	return verify.Compare(d, live, ask(t, d, &authorizer{}))
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
		Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
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
		}, verify.ForeignPolicy, "access entry of " + alice, []string{"+ AmazonEKSViewPolicy in the whole cluster"}},
		{"an access policy of the stack", func(o *access.Objects, l *access.Objects) {
			o.Associations = []access.PolicyAssociation{eksPolicy}
			l.Associations = []access.PolicyAssociation{eksPolicy}
		}, "", "", nil},
		{"an access policy is gone", func(o *access.Objects, _ *access.Objects) {
			o.Associations = []access.PolicyAssociation{eksPolicy}
		}, verify.PolicyMissing, "access entry of " + alice, []string{"- AmazonEKSViewPolicy in the whole cluster"}},
		{"an access policy in another scope", func(o *access.Objects, l *access.Objects) {
			narrow := eksPolicy
			narrow.Namespaces = []string{"team"}
			o.Associations = []access.PolicyAssociation{narrow}
			l.Associations = []access.PolicyAssociation{eksPolicy}
		}, verify.PolicyChanged, "access entry of " + alice, []string{
			"+ AmazonEKSViewPolicy in the whole cluster", "- AmazonEKSViewPolicy in team"}},
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

// TestAsk: groups are asked for by themselves, principals of the same groups once for all.
func TestAsk(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	second := objects.Entries[0]
	second.PrincipalARN = bob
	objects.Entries = append(objects.Entries, second)
	var a authorizer
	var last, total int
	answers, err := verify.Ask(t.Context(), declare(t, objects), &a, func(done, of int) { last, total = max(last, done), of })
	require.NoError(t, err)
	const groups = "g system:authenticated"
	get, list := access.Right{Namespace: "team", Verb: "get", Resource: "pods"}, access.Right{Namespace: "team", Verb: "list", Resource: "pods"}
	assert.ElementsMatch(t, []question{
		{"scientist-access:verify", groups, get}, {"scientist-access:verify", groups, list},
		{"arn:aws:sts::111122223333:assumed-role/Alice/scientist-access-verify", groups, get},
		{"arn:aws:sts::111122223333:assumed-role/Alice/scientist-access-verify", groups, list},
	}, a.asked)
	assert.Equal(t, []int{4, 4, 4}, []int{answers.Asked, last, total})
}

// TestAskSubjects: who is asked about for each kind of subject.
func TestAskSubjects(t *testing.T) {
	t.Parallel()
	tests := []struct {
		subject      rbacv1.Subject
		user, groups string
	}{
		{rbacv1.Subject{Kind: "Group", Name: "g"}, "scientist-access:verify", "g system:authenticated"},
		{rbacv1.Subject{Kind: "User", Name: "u"}, "u", "system:authenticated"},
		{rbacv1.Subject{Kind: "ServiceAccount", Name: "robot"}, "system:serviceaccount:team:robot",
			"system:authenticated system:serviceaccounts system:serviceaccounts:team"},
		// A session of the principal: it has the right, other sessions do not.
		{rbacv1.Subject{Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/Alice/me"},
			"arn:aws:sts::111122223333:assumed-role/Alice/me", "system:authenticated"},
	}
	for _, test := range tests {
		t.Run(test.subject.Name, func(t *testing.T) {
			t.Parallel()
			objects := declaredObjects()
			objects.Entries[0].Groups = nil
			objects.Bindings[0].Subjects = []rbacv1.Subject{test.subject}
			var a authorizer
			ask(t, declare(t, objects), &a)
			require.Len(t, a.asked, 2, "for the subject alone")
			assert.Equal(t, []string{test.user, test.groups}, []string{a.asked[0].user, a.asked[0].groups})
		})
	}
}

func TestAskFails(t *testing.T) {
	t.Parallel()
	_, err := verify.Ask(t.Context(), declare(t, declaredObjects()), &authorizer{fail: errors.New("no")}, func(int, int) {})
	assert.EqualError(t, err, "no")
}

func TestRefusedRights(t *testing.T) {
	t.Parallel()
	d := declare(t, declaredObjects())
	answers := ask(t, d, &authorizer{refuse: func(q question) bool { return q.user != "scientist-access:verify" }})
	report := verify.Compare(d, liveObjects(), answers)
	require.Len(t, report.Findings, 1)
	assert.Equal(t, verify.RightMissing, report.Findings[0].Kind)
	assert.Equal(t, alice, report.Findings[0].Object)
	assert.Equal(t, []string{"- get, list pods in team"}, report.Findings[0].Lines)
	assert.Equal(t, 4, report.Asked)
}

// TestOutside: groups that the stack's entries carry and the stack never binds.
func TestOutside(t *testing.T) {
	t.Parallel()
	const chartGroup, chartRole = "hyperpod-scientist-user-cluster-role-cluster-level", "hyperpod-scientist-user-cluster-role"
	binding := func(name, role, group string) access.Binding {
		b := foreignBinding(rbacv1.Subject{Kind: "Group", Name: group})
		b.Name, b.RoleRef.Name = name, role
		return b
	}
	clusterRole := func(name string, rules ...rbacv1.PolicyRule) access.Role {
		return access.Role{Origin: inML, Kind: "ClusterRole", Name: name, Rules: rules}
	}
	// As AWS's chart writes them.
	pods, nodes := rule([]string{"list"}, []string{"pods"}), rule([]string{"list"}, []string{"nodes"})
	tests := []struct {
		name, group string
		live        access.Objects
		message     string // of what is bound outside; empty for a group that nothing binds
		lines       []string
	}{
		{"AWS's chart", chartGroup, access.Objects{
			Bindings: []access.Binding{binding(chartRole+"-binding", chartRole, chartGroup)}, Roles: []access.Role{clusterRole(chartRole, pods, nodes)},
		}, "as AWS's chart cluster-role-and-bindings makes it", []string{"= list nodes, pods in the whole cluster"}},
		{"AWS's chart, edited", chartGroup, access.Objects{
			Bindings: []access.Binding{binding(chartRole+"-binding", chartRole, chartGroup)}, Roles: []access.Role{clusterRole(chartRole, pods)},
		}, "but with other rules than version 3.9 of it has", []string{"= list pods in the whole cluster", "- list nodes"}},
		{"somebody else", "h", access.Objects{
			Bindings: []access.Binding{binding("theirs", "view", "h")},
		}, "is bound outside the stack, by ClusterRoleBinding theirs to ClusterRole view", nil},
		{"the cluster itself", "system:monitoring", access.Objects{
			Bindings: []access.Binding{binding("system:monitoring", "system:monitoring", "system:monitoring")},
		}, "is bound outside the stack, by ClusterRoleBinding system:monitoring", nil},
		{"nothing", chartGroup, access.Objects{}, "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			objects, live := declaredObjects(), liveObjects()
			objects.Entries[0].Groups = append(objects.Entries[0].Groups, test.group)
			live.Entries[0].Groups = objects.Entries[0].Groups
			live.Bindings, live.Roles = append(live.Bindings, test.live.Bindings...), append(live.Roles, test.live.Roles...)
			report := compare(t, objects, live)
			if test.message == "" {
				require.Len(t, report.Findings, 1)
				assert.Equal(t, verify.UnboundGroup, report.Findings[0].Kind)
				assert.Contains(t, report.Findings[0].Fix, "install AWS's chart cluster-role-and-bindings")
				assert.Equal(t, []string{alice}, report.Findings[0].Principals)
				return
			}
			assert.Empty(t, report.Findings, "it is not a difference, and nothing advises to delete it")
			require.Len(t, report.Outside, 1)
			assert.Contains(t, report.Outside[0].Message, test.message)
			assert.Equal(t, test.lines, report.Outside[0].Lines)
			assert.Empty(t, report.Outside[0].Fix)
		})
	}
}

// TestTwoPoliciesOfOnePrincipal: what differs alike does not hide each other.
func TestTwoPoliciesOfOnePrincipal(t *testing.T) {
	t.Parallel()
	live := liveObjects()
	for _, name := range []string{"AmazonEKSViewPolicy", "AmazonEKSEditPolicy"} {
		live.Associations = append(live.Associations, access.PolicyAssociation{
			Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/" + name,
		})
	}
	assert.Len(t, compare(t, declaredObjects(), live).Findings, 2)
}

// TestTwoClusters: of a stack with two clusters, only the objects of the one in question are declared on it.
func TestTwoClusters(t *testing.T) {
	t.Parallel()
	objects, other := declaredObjects(), declaredObjects()
	other.Roles[0].Cluster, other.Bindings[0].Cluster, other.Entries[0].Cluster = "other", "other", "other"
	other.Roles[0].URN, other.Bindings[0].URN, other.Entries[0].URN = "urn:r", "urn:b", "urn:e"
	other.Roles[0].Name, other.Bindings[0].RoleRef.Name, other.Bindings[0].Name = "writer", "writer", "writers"
	objects.Roles, objects.Bindings = append(objects.Roles, other.Roles...), append(objects.Bindings, other.Bindings...)
	objects.Entries = append(objects.Entries, other.Entries...)
	report := compare(t, objects, liveObjects())
	assert.Empty(t, report.Findings)
	assert.Empty(t, report.Unchecked)
	assert.Len(t, report.Notes, 3, "what is in the other cluster is named")

	objects.Roles[1].Cluster = access.Unnamed("blue")
	report = compare(t, objects, liveObjects())
	require.Len(t, report.Unchecked, 1)
	assert.Contains(t, report.Unchecked[0].Message, "does not tell which cluster it is in (provider blue)")
}

// TestWithheldValuesAreNamed: what the export does not tell is never taken as fine.
func TestWithheldValuesAreNamed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*access.Objects){
		"rule":    func(o *access.Objects) { o.Roles[0].Rules[0].Verbs = []string{access.Secret} },
		"name":    func(o *access.Objects) { o.Roles[0].Name = access.Unknown },
		"subject": func(o *access.Objects) { o.Bindings[0].Subjects[0].Name = access.Secret },
		"group":   func(o *access.Objects) { o.Entries[0].Groups = []string{access.Secret} },
		"cluster": func(o *access.Objects) { o.Entries[0].Cluster = access.Secret },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			objects := declaredObjects()
			change(&objects)
			report := compare(t, objects, liveObjects())
			require.Len(t, report.Unchecked, 1)
			assert.Contains(t, report.Unchecked[0].Message, "not checked")
			var a authorizer
			ask(t, declare(t, objects), &a)
			for _, q := range a.asked {
				assert.NotContains(t, []string{q.right.Verb, q.right.Resource}, access.Secret)
			}
		})
	}
}

func TestDeclare(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	two := declaredObjects()
	two.Entries = append(two.Entries, access.Entry{Origin: access.Origin{Cluster: "other"}, PrincipalARN: bob})
	tests := []struct {
		name, cluster string
		source        access.Source
		objects       access.Objects
		err           string
	}{
		{"the only one", "", access.Export, objects, ""},
		{"by name", "ml", access.Export, two, ""},
		{"several", "", access.Export, two, "several clusters; choose one with --cluster: ml, other"},
		{"none", "", access.Export, access.Objects{}, "no access entry of the stack names a cluster"},
		{"none, by name", "ml", access.Export, access.Objects{}, ""},
		{"a wrong name", "mm", access.Export, objects, `--cluster "mm": the stack's access entries name ml`},
		{"a preview", "", access.Preview, objects, "this is a preview"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, err := verify.Declare(&access.Reading{Source: test.source, After: test.objects}, test.cluster)
			if test.err != "" {
				assert.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "ml", d.Cluster)
			if len(test.objects.Entries) > 0 {
				assert.Equal(t, "eu-west-1", d.Region)
			}
		})
	}
}

// TestRecordedExport reads a real export: the region is in the entry's ARN, and what was left out counts as unchecked.
func TestRecordedExport(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../testdata/pulumi/documented-export.json")
	require.NoError(t, err)
	stack, err := source.Read(bytes.NewReader(text))
	require.NoError(t, err)
	d, err := verify.Declare(stack, "")
	require.NoError(t, err)
	assert.Equal(t, "ml", d.Cluster)
	assert.Equal(t, "us-west-2", d.Region)
	assert.Empty(t, d.Unchecked)

	broken := bytes.Replace(text, []byte(`"kubernetesGroups": [`), []byte(`"kubernetesGroups": 1, "ignored": [`), 1)
	stack, err = source.Read(bytes.NewReader(broken))
	require.NoError(t, err)
	d, err = verify.Declare(stack, "ml")
	require.NoError(t, err)
	require.Len(t, d.Unchecked, 1)
	assert.Contains(t, d.Unchecked[0].Message, "left out: kubernetesGroups")
}

// TestReportIsSafeAndStable: names are no commands to a terminal or a shell, and lists in JSON are never null.
func TestReportIsSafeAndStable(t *testing.T) {
	t.Parallel()
	live := liveObjects()
	evil := foreignBinding(rbacv1.Subject{Kind: "Group", Name: "g"})
	evil.Name = "x; rm -rf ~\x1b[2J"
	live.Bindings = append(live.Bindings, evil)
	report := compare(t, declaredObjects(), live)
	var text, first, second bytes.Buffer
	require.NoError(t, render.VerifyText(&text, report, false))
	assert.NotContains(t, text.String(), "\x1b")
	assert.Contains(t, text.String(), "kubectl delete clusterrolebinding 'x; rm -rf ~")
	require.NoError(t, render.JSON(&first, report))
	assert.NotContains(t, first.String(), "null")
	require.NoError(t, render.JSON(&second, compare(t, declaredObjects(), live)))
	assert.Equal(t, first.String(), second.String())
}

// TestImportedStack: after pulumi import the state's inputs can lack rules, roles and subjects; its own bindings are its
// own all the same.
func TestImportedStack(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../testdata/pulumi/op-imported-export.json")
	require.NoError(t, err)
	reading, err := source.Read(bytes.NewReader(text))
	require.NoError(t, err)
	d, err := verify.Declare(reading, "ml")
	require.NoError(t, err)
	live := reading.After
	live.Entries = slices.Clone(live.Entries)
	for i := range live.Entries {
		live.Entries[i].UserName = live.Entries[i].User()
	}
	var a authorizer
	report := verify.Compare(d, live, ask(t, d, &a))
	assert.Empty(t, report.Findings)
	assert.Contains(t, a.asked, question{"scientist-access:verify", "readers system:authenticated", access.Right{Namespace: "imported", Verb: "get", Resource: "pods"}})
}
