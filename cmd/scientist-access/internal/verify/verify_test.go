package verify_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/review"
)

const alice, bob = "arn:aws:iam::111122223333:role/Alice", "arn:aws:iam::111122223333:role/Bob"

var noon = time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)

func rule(verbs, resources []string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: verbs, APIGroups: []string{""}, Resources: resources}
}

// declaredObjects give alice two rights in a namespace, by a group.
func declaredObjects() review.Objects {
	return review.Objects{
		Roles: []review.Role{{Kind: "Role", Namespace: "team", Name: "reader", Rules: []rbacv1.PolicyRule{
			rule([]string{"get", "list"}, []string{"pods"}),
		}}},
		Bindings: []review.Binding{{
			Kind: "RoleBinding", Namespace: "team", Name: "readers",
			RoleRef:  rbacv1.RoleRef{Kind: "Role", Name: "reader"},
			Subjects: []rbacv1.Subject{{Kind: "Group", Name: "g"}},
		}},
		Entries: []review.AccessEntry{{
			Cluster: "ml", PrincipalARN: alice, Groups: []string{"g"}, Type: "STANDARD",
			ARN: "arn:aws:eks:eu-west-1:111122223333:access-entry/ml/role/111122223333/Alice/1",
		}},
	}
}

// liveObjects are a cluster in which all is as declared.
func liveObjects() verify.Live {
	o := declaredObjects()
	entry := o.Entries[0]
	entry.UserName = "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"
	by := verify.Author{Manager: "mallory", Time: noon}
	return verify.Live{
		Roles:    []verify.LiveRole{{Role: o.Roles[0], By: by}},
		Bindings: []verify.LiveBinding{{Binding: o.Bindings[0], By: by}},
		Entries:  []verify.LiveEntry{{AccessEntry: entry, Modified: noon}},
	}
}

func declare(t *testing.T, objects review.Objects) *verify.Declared {
	t.Helper()
	d, err := verify.Declare(&review.Stack{Source: review.Export, Before: objects, After: objects}, "ml")
	require.NoError(t, err)
	return d
}

func compare(t *testing.T, objects review.Objects, live verify.Live) *verify.Report {
	t.Helper()
	d := declare(t, objects)
	askers := d.Askers()
	return verify.Compare(d, live, askers, make([][]verify.Right, len(askers)))
}

func foreignBinding(subject rbacv1.Subject) verify.LiveBinding {
	return verify.LiveBinding{Binding: review.Binding{
		Kind: "ClusterRoleBinding", Name: "foreign", RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: "r"},
		Subjects: []rbacv1.Subject{subject},
	}}
}

// TestCompare changes one thing of a cluster that is as declared.
func TestCompare(t *testing.T) {
	t.Parallel()
	policy := review.PolicyAssociation{
		Cluster: "ml", PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
	}
	tests := []struct {
		name   string
		change func(*review.Objects, *verify.Live)
		kind   verify.Kind // "" for no difference
		object string
		lines  []string
	}{
		{"nothing", func(*review.Objects, *verify.Live) {}, "", "", nil},
		{"the same rules, written otherwise", func(_ *review.Objects, l *verify.Live) {
			l.Roles[0].Rules = []rbacv1.PolicyRule{rule([]string{"list"}, []string{"pods"}), rule([]string{"get"}, []string{"pods"})}
		}, "", "", nil},
		{"a role is gone", func(_ *review.Objects, l *verify.Live) { l.Roles = nil }, verify.ObjectMissing, "Role team/reader", nil},
		{"a role of the same name elsewhere", func(_ *review.Objects, l *verify.Live) { l.Roles[0].Namespace = "other" },
			verify.ObjectMissing, "Role team/reader", nil},
		{"an added rule", func(_ *review.Objects, l *verify.Live) {
			l.Roles[0].Rules = append(l.Roles[0].Rules[:1:1], rule([]string{"get"}, []string{"secrets"}))
		}, verify.RoleChanged, "Role team/reader", []string{"+ get secrets"}},
		{"a rule made wider", func(_ *review.Objects, l *verify.Live) {
			l.Roles[0].Rules = []rbacv1.PolicyRule{rule([]string{"*"}, []string{"pods"})}
		}, verify.RoleChanged, "Role team/reader", []string{"+ * pods"}},
		{"a rule narrowed to a name", func(_ *review.Objects, l *verify.Live) {
			narrow := rule([]string{"get", "list"}, []string{"pods"})
			narrow.ResourceNames = []string{"one"}
			l.Roles[0].Rules = []rbacv1.PolicyRule{narrow}
		}, verify.RoleChanged, "Role team/reader", []string{"- get, list pods"}},
		{"a rule in another API group", func(_ *review.Objects, l *verify.Live) {
			other := rule([]string{"get", "list"}, []string{"pods"})
			other.APIGroups = []string{"metrics.k8s.io"}
			l.Roles[0].Rules = []rbacv1.PolicyRule{other}
		}, verify.RoleChanged, "Role team/reader", []string{"+ get, list pods.metrics.k8s.io", "- get, list pods"}},
		{"a binding is gone", func(_ *review.Objects, l *verify.Live) { l.Bindings = nil },
			verify.ObjectMissing, "RoleBinding team/readers", nil},
		{"a binding of another role", func(_ *review.Objects, l *verify.Live) {
			l.Bindings[0].RoleRef = rbacv1.RoleRef{Kind: "ClusterRole", Name: "admin"}
		}, verify.BindingChanged, "RoleBinding team/readers", []string{"+ binds ClusterRole admin", "- binds Role team/reader"}},
		{"another subject in a binding", func(_ *review.Objects, l *verify.Live) {
			l.Bindings[0].Subjects = []rbacv1.Subject{{Kind: "User", Name: "u"}}
		}, verify.BindingChanged, "RoleBinding team/readers", []string{"+ User u", "- Group g"}},
		{"a foreign binding of the group", func(_ *review.Objects, l *verify.Live) {
			l.Bindings = append(l.Bindings, foreignBinding(rbacv1.Subject{Kind: "Group", Name: "g"}))
		}, verify.ForeignBinding, "ClusterRoleBinding foreign", []string{"+ Group g", "+ binds ClusterRole r"}},
		{"a foreign binding of a session", func(_ *review.Objects, l *verify.Live) {
			l.Bindings = append(l.Bindings, foreignBinding(
				rbacv1.Subject{Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/Alice/me"}))
		}, verify.ForeignBinding, "ClusterRoleBinding foreign", []string{
			"+ User arn:aws:sts::111122223333:assumed-role/Alice/me", "+ binds ClusterRole r"}},
		{"a foreign binding of another user", func(_ *review.Objects, l *verify.Live) {
			l.Bindings = append(l.Bindings, foreignBinding(
				rbacv1.Subject{Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/Alice2/me"}))
		}, "", "", nil},
		{"a user of the group's name", func(_ *review.Objects, l *verify.Live) {
			l.Bindings = append(l.Bindings, foreignBinding(rbacv1.Subject{Kind: "User", Name: "g"}))
		}, "", "", nil},
		{"an entry is gone", func(_ *review.Objects, l *verify.Live) { l.Entries = nil },
			verify.EntryMissing, "access entry of " + alice, nil},
		{"groups of an entry", func(_ *review.Objects, l *verify.Live) { l.Entries[0].Groups = []string{"h"} },
			verify.EntryChanged, "access entry of " + alice, []string{"+ group h", "- group g"}},
		{"the user name of an entry", func(_ *review.Objects, l *verify.Live) { l.Entries[0].UserName = "root" },
			verify.EntryChanged, "access entry of " + alice, []string{
				"+ user name root", "- user name arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}"}},
		{"the type of an entry", func(_ *review.Objects, l *verify.Live) { l.Entries[0].Type = "EC2" },
			verify.EntryChanged, "access entry of " + alice, []string{"+ type EC2", "- type STANDARD"}},
		{"another entry with the group", func(_ *review.Objects, l *verify.Live) {
			l.Entries = append(l.Entries, verify.LiveEntry{AccessEntry: review.AccessEntry{PrincipalARN: bob, Groups: []string{"h", "g"}}})
		}, verify.ForeignEntry, "access entry of " + bob, []string{"+ group g"}},
		{"another entry without it", func(_ *review.Objects, l *verify.Live) {
			l.Entries = append(l.Entries, verify.LiveEntry{AccessEntry: review.AccessEntry{PrincipalARN: bob, Groups: []string{"h"}}})
		}, "", "", nil},
		{"an access policy", func(_ *review.Objects, l *verify.Live) {
			l.Policies = []verify.LivePolicy{{PolicyAssociation: policy}}
		}, verify.ForeignPolicy, "access entry of " + alice, []string{"+ AmazonEKSViewPolicy in the whole cluster"}},
		{"an access policy of the stack", func(o *review.Objects, l *verify.Live) {
			o.Associations = []review.PolicyAssociation{policy}
			l.Policies = []verify.LivePolicy{{PolicyAssociation: policy}}
		}, "", "", nil},
		{"an access policy is gone", func(o *review.Objects, _ *verify.Live) {
			o.Associations = []review.PolicyAssociation{policy}
		}, verify.PolicyMissing, "access entry of " + alice, []string{"- AmazonEKSViewPolicy in the whole cluster"}},
		{"an access policy in another scope", func(o *review.Objects, l *verify.Live) {
			narrow := policy
			narrow.Namespaces = []string{"team"}
			o.Associations = []review.PolicyAssociation{narrow}
			l.Policies = []verify.LivePolicy{{PolicyAssociation: policy}}
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
				assert.Empty(t, report.Differences)
				return
			}
			require.Len(t, report.Differences, 1)
			d := report.Differences[0]
			assert.Equal(t, test.kind, d.Kind)
			assert.Equal(t, test.object, d.Object)
			assert.ElementsMatch(t, test.lines, d.Lines)
			assert.NotEmpty(t, d.WayOut)
		})
	}
}

// TestAskers: groups are asked for by themselves, principals of the same groups once for all.
func TestAskers(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	second := objects.Entries[0]
	second.PrincipalARN = bob
	objects.Entries = append(objects.Entries, second)
	rights := []verify.Right{
		{Namespace: "team", Verb: "get", Resource: "pods"}, {Namespace: "team", Verb: "list", Resource: "pods"},
	}
	groups := []string{"g", "system:authenticated"}
	assert.Equal(t, []verify.Asker{
		{Names: []string{"Group g"}, User: "scientist-access:verify", Groups: groups, Rights: rights},
		{
			Names: []string{alice, bob}, Groups: groups, Rights: rights,
			User: "arn:aws:sts::111122223333:assumed-role/Alice/scientist-access-verify",
		},
	}, declare(t, objects).Askers())
}

func TestRefusedRights(t *testing.T) {
	t.Parallel()
	d := declare(t, declaredObjects())
	askers := d.Askers()
	report := verify.Compare(d, liveObjects(), askers, [][]verify.Right{nil, askers[1].Rights})
	require.Len(t, report.Differences, 1)
	assert.Equal(t, verify.RightMissing, report.Differences[0].Kind)
	assert.Equal(t, alice, report.Differences[0].Object)
	assert.Equal(t, []string{"- get, list pods in team"}, report.Differences[0].Lines)
	assert.Equal(t, 4, report.Asked)
}

// TestWithheldValuesAreNamed: what the export does not tell is never taken as fine.
func TestWithheldValuesAreNamed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*review.Objects){
		"rule":    func(o *review.Objects) { o.Roles[0].Rules[0].Verbs = []string{review.Secret} },
		"name":    func(o *review.Objects) { o.Roles[0].Name = review.Unknown },
		"subject": func(o *review.Objects) { o.Bindings[0].Subjects[0].Name = review.Secret },
		"group":   func(o *review.Objects) { o.Entries[0].Groups = []string{review.Secret} },
		"cluster": func(o *review.Objects) { o.Entries[0].Cluster = review.Secret },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			objects := declaredObjects()
			change(&objects)
			report := compare(t, objects, liveObjects())
			require.Len(t, report.Unchecked, 1)
			assert.Contains(t, report.Unchecked[0].Message, "not checked")
			for _, asker := range declare(t, objects).Askers() {
				for _, right := range asker.Rights {
					assert.NotContains(t, []string{right.Verb, right.Resource}, review.Secret)
				}
			}
		})
	}
}

func TestDeclare(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	two := declaredObjects()
	two.Entries = append(two.Entries, review.AccessEntry{Cluster: "other", PrincipalARN: bob})
	tests := []struct {
		name, cluster string
		source        review.Source
		objects       review.Objects
		err           string
	}{
		{"the only one", "", review.Export, objects, ""},
		{"by name", "ml", review.Export, two, ""},
		{"several", "", review.Export, two, "several clusters; choose one by --cluster: ml, other"},
		{"none", "", review.Export, review.Objects{}, "no access entry of the stack names a cluster"},
		{"none, by name", "ml", review.Export, review.Objects{}, ""},
		{"a wrong name", "mm", review.Export, objects, `--cluster "mm": the stack's access entries name ml`},
		{"a preview", "", review.Preview, objects, "this is a preview"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, err := verify.Declare(&review.Stack{Source: test.source, After: test.objects}, test.cluster)
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
	text, err := os.ReadFile("../../../../review/testdata/pulumi/documented-export.json")
	require.NoError(t, err)
	stack, err := review.Read(bytes.NewReader(text))
	require.NoError(t, err)
	d, err := verify.Declare(stack, "")
	require.NoError(t, err)
	assert.Equal(t, "ml", d.Cluster)
	assert.Equal(t, "us-west-2", d.Region)
	assert.Empty(t, d.Unchecked)

	broken := bytes.Replace(text, []byte(`"kubernetesGroups": [`), []byte(`"kubernetesGroups": 1, "ignored": [`), 1)
	stack, err = review.Read(bytes.NewReader(broken))
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
	require.NoError(t, report.WriteText(&text))
	assert.NotContains(t, text.String(), "\x1b")
	assert.Contains(t, text.String(), "kubectl delete clusterrolebinding 'x; rm -rf ~")
	require.NoError(t, report.WriteJSON(&first))
	assert.NotContains(t, first.String(), "null")
	assert.True(t, json.Valid(first.Bytes()))
	require.NoError(t, compare(t, declaredObjects(), live).WriteJSON(&second))
	assert.Equal(t, first.String(), second.String())
}
