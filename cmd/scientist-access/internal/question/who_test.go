package question_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
	"github.com/scientist-access/scientist-access/guardrails"
)

const (
	bob  = "arn:aws:iam::111122223333:user/team/bob"
	ada1 = "arn:aws:iam::111122223333:role/one/Ada"
	ada2 = "arn:aws:iam::111122223333:role/two/Ada"
)

func newAsker(t *testing.T, reading *access.Reading) *question.Asker {
	t.Helper()
	asker, err := question.New(reading, "")
	require.NoError(t, err)
	return asker
}

// TestFind: whom a text means.
func TestFind(t *testing.T) {
	t.Parallel()
	asker := newAsker(t, export("entry "+alice+" g h ?\nentry "+bob+"\nentry "+ada1+"\nentry "+ada2+
		"\nrole a r get pods\nbind a Role/r Group:visions User:jane Group:?"+
		"\nrole - c get pods\nbind - ClusterRole/c Group:visions\nbind ? ClusterRole/c Group:visions"))
	iam := func(arn string) access.Principal { return access.Principal{Kind: access.IAM, Name: arn, Cluster: "ml"} }
	subject := func(kind access.PrincipalKind, name string) access.Principal {
		return access.Principal{Kind: kind, Name: name, Cluster: "ml"}
	}
	for text, want := range map[string]access.Principal{
		alice: iam(alice), "Alice": iam(alice), "role/Alice": iam(alice), "bob": iam(bob), "team/bob": iam(bob), "user/team/bob": iam(bob),
		"one/Ada": iam(ada1), ada2: iam(ada2), "arn:aws:sts::111122223333:assumed-role/Alice/me": iam(alice),
		"group:visions": subject(access.Group, "visions"), "group:g": subject(access.Group, "g"), "user:jane": subject(access.User, "jane"),
		"group:system:authenticated":    subject(access.Group, "system:authenticated"),
		"system:serviceaccount:a:robot": {Kind: access.ServiceAccount, Namespace: "a", Name: "robot", Cluster: "ml"},
	} {
		found, err := asker.Find(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, found, text)
	}
	for text, want := range map[string]string{
		"Ada":                                   `"Ada" may mean ` + ada1 + ", " + ada2 + ": write more of the ARN",
		"Alise":                                 `no access entry is for "Alise" (did you mean Alice?); a group is written group:NAME`,
		"lice":                                  `no access entry is for "lice" (did you mean Alice?)`,
		"role/Alise":                            `(did you mean role/Alice?)`,
		"arn:aws:iam::111122223333:role/Alicia": "(did you mean " + alice + ", or ",
		"Zeno":                                  `no access entry is for "Zeno"; a group`,
		"":                                      `no access entry is for ""; a group`,
		"group:vision":                          "nothing names Group vision (did you mean group:visions?)",
		"user:jame":                             "nothing names User jame (did you mean user:jane?)",
		"group:nothing-like-that":               "nothing names Group nothing-like-that",
		"system:serviceaccount:robot":           "want system:serviceaccount:NAMESPACE:NAME",
		"system:serviceaccount::r":              "want system:serviceaccount:NAMESPACE:NAME",
	} {
		_, err := asker.Find(text)
		assert.ErrorContains(t, err, want, text)
	}
	assert.Equal(t, []string{alice, ada1, ada2, bob}, asker.ARNs())
	assert.Equal(t, []string{"group:g", "group:h", "group:system:authenticated", "group:visions", "user:jane"}, asker.Subjects())
	assert.Equal(t, []string{"a"}, asker.Namespaces())
}

// TestSubjects: what a group, a user and a service account have that no access entry carries.
func TestSubjects(t *testing.T) {
	t.Parallel()
	objects := "role a r get pods\nbind a Role/r Group:g\nrole a s get secrets\nbind a Role/s User:jane\n" +
		"role a t get cm\nbind a Role/t Group:system:serviceaccounts:b\nrole a u get cm\nbind a Role/u Group:system:authenticated"
	objects = strings.ReplaceAll(objects, "get cm", "get configmaps")
	for _, c := range []struct {
		who, asked string
		want       question.Verdict
	}{
		{"group:g", "get pods in a", "yes"},
		{"group:g", "get secrets in a", "no"},
		{"user:jane", "get secrets in a", "yes"},
		{"user:jane", "get pods in a", "no"},
		{"user:jane", "get cm in a", "yes"},
		{"system:serviceaccount:b:robot", "get cm in a", "yes"},
		{"system:serviceaccount:c:robot", "get secrets in a", "no"},
	} {
		assert.Equal(t, c.want, can(t, live(objects), c.who, c.asked).After, "%s: %s", c.who, c.asked)
	}
}

// TestRoleThatIsGone: a binding to a role that a cluster does not have gives nothing, and still names its subjects.
func TestRoleThatIsGone(t *testing.T) {
	t.Parallel()
	const objects = "bind a Role/gone Group:g\nbind a ClusterRole/gone Group:h\nbind b ClusterRole/gone Group:h"
	for _, who := range []string{"group:g", "group:h"} {
		assert.Equal(t, question.No, can(t, live(objects), who, "get pods in a").After)
		assert.Equal(t, question.Unknown, can(t, export(objects), who, "get pods in a").After)
	}
}

// TestSuggestions: what contains the text comes first, then what resembles it; three at most.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ groups, text, want string }{
		{"Group:blue Group:team-a Group:team-b", "group:team", "nothing names Group team (did you mean group:team-a, or group:team-b?)"},
		{"Group:team-a Group:team-b Group:team-c Group:team-d", "group:team", "(did you mean group:team-a, or group:team-b, or group:team-c?)"},
		{"Group:abcd Group:abcx", "group:abce", "nothing names Group abce (did you mean group:abcd, or group:abcx?)"},
		{"Group:abcd", "group:abxy", "nothing names Group abxy (did you mean group:abcd?)"},
		{"Group:xyz", "group:abcdefghijklm", "nothing names Group abcdefghijklm"},
		{"Group:team-a Group:robot", "group:robots", "nothing names Group robots (did you mean group:robot?)"},
	} {
		asker := newAsker(t, export("role a r get pods\nbind a Role/r "+c.groups))
		_, err := asker.Find(c.text)
		require.Error(t, err)
		assert.True(t, strings.HasSuffix(err.Error(), c.want), err)
	}
}

// whoCan writes each answer as "now→after: principals", in their order.
func whoCan(t *testing.T, reading *access.Reading, asked string) []string {
	t.Helper()
	report := newAsker(t, reading).WhoCan(ask(t, asked))
	requireSchema(t, report)
	lines := []string{}
	for _, a := range report.Answers {
		var names []string
		for _, p := range a.Principals {
			names = append(names, p.Short()[strings.LastIndex(p.Short(), "/")+1:])
		}
		lines = append(lines, string(a.Now)+"→"+string(a.After)+": "+strings.Join(names, ", "))
	}
	return lines
}

// TestWhoCan: everybody who may, of whom it is not known, or who may a part; what changes comes first.
func TestWhoCan(t *testing.T) {
	t.Parallel()
	const roles = "role a r get pods\nrole a s get pods:x\nentry " + alice + " g\nentry " + bob + " h\n"
	const bound = roles + "bind a Role/r Group:g User:jane\n"
	for _, c := range []struct {
		name    string
		reading *access.Reading
		asked   string
		want    []string
	}{
		{"of a stack", export(bound), "get pods in a", []string{"yes→yes: Alice", "yes→yes: User jane", "unknown→unknown: bob"}},
		{"of a cluster", live(bound), "get pods in a", []string{"yes→yes: Alice", "yes→yes: User jane"}},
		{"nobody", live(bound), "get secrets in a", []string{}},
		{"a part", live(bound + "bind a Role/s Group:h"), "get pods in a", []string{"yes→yes: Alice", "yes→yes: User jane", "no→no: bob"}},
		{"the whole cluster", live(bound), "get pods", []string{"no→no: Alice, User jane"}},
		{"everybody", live(roles + "bind a Role/r Group:system:authenticated"), "get pods in a", []string{"yes→yes: Alice, bob, Group system:authenticated"}},
		{
			"a change", preview(bound+"bind a Role/s Group:h", bound+"bind b ClusterRole/edit Group:h\nbind a Role/r Group:h"), "get pods in a",
			[]string{"no→yes: bob", "yes→yes: Alice", "yes→yes: User jane"},
		},
		{"what goes", preview(bound, roles), "get pods in a", []string{"yes→unknown: Alice", "yes→no: User jane", "unknown→unknown: bob"}},
	} {
		assert.Equal(t, c.want, whoCan(t, c.reading, c.asked), c.name)
	}
}

// TestGuardrails: what they close is apart, for the members of their groups alone.
func TestGuardrails(t *testing.T) {
	t.Parallel()
	reading := export("entry " + alice + " g\nentry " + bob + " h\nrole a r create pods\nbind a Role/r Group:g Group:h")
	origin := access.Origin{Cluster: "ml"}
	reading.After.AdmissionPolicies = []access.AdmissionPolicy{{Origin: origin, Name: "guard",
		Spec: guardrails.Guardrails{Groups: []string{"g"}, ServiceAccounts: []string{"default"}}.Policy()}}
	reading.After.AdmissionBindings = []access.AdmissionBinding{{Origin: origin, Name: "guard-a", Spec: guardrails.Binding("guard", "a", guardrails.Deny)}}
	reading.Before = reading.After
	names := func(who string) (open, closed []string) {
		answer := can(t, reading, who, "create pods in a")
		for _, f := range answer.Dangers {
			open = append(open, f.Object)
		}
		for _, f := range answer.Closed {
			closed = append(closed, f.Object)
			assert.Equal(t, "guard", f.ClosedBy.Policy)
		}
		return open, closed
	}
	open, closed := names("Alice")
	assert.Equal(t, []string{"mount-secrets"}, open)
	assert.Equal(t, []string{"reach-nodes", "run-pods"}, closed)
	open, closed = names("bob")
	assert.Equal(t, []string{"reach-nodes", "mount-secrets", "run-pods"}, open)
	assert.Empty(t, closed)

	reading.Source, reading.Before.AdmissionBindings = access.Preview, nil
	for _, f := range can(t, reading, "Alice", "create pods in a").Closed {
		assert.True(t, f.New)
	}
}

// TestParse: what a question says of itself.
func TestParse(t *testing.T) {
	t.Parallel()
	reading := export("entry " + alice)
	for asked, want := range map[string][]string{
		"get pods in a":      nil,
		"get nodes":          nil,
		"get nodes in a":     {"nodes: is in no namespace, so that --namespace says nothing"},
		"get /metrics in a":  {"/metrics: is in no namespace, so that --namespace says nothing"},
		"get foos in a":      {"foos: is not known as a resource here, and taken as it is written"},
		"get pods/web-0":     {"pods/web-0: is not known as a resource here, and taken as it is written; what stands after the slash is a subresource, and a name is an argument of its own: pods web-0"},
		"describe pods in a": {`verb "describe": the API has no such verb; kubectl describe, for example, uses get and list`},
	} {
		report := newAsker(t, live("entry "+alice)).WhoCan(ask(t, asked))
		var notes []string
		for _, note := range report.Notes {
			notes = append(notes, note.Place+": "+note.Message)
		}
		assert.Equal(t, want, notes, asked)
	}
	for asked, want := range map[string]string{
		"get po in a": "get pods in a", "get po": "get pods in the whole cluster", "get no in a": "get nodes", "get po/exec x in a": "get pods/exec named x in a",
		"list deploy in a": "list deployments.apps in a", "get /healthz in a": "get /healthz", "get ns a": "get namespaces named a",
	} {
		assert.Equal(t, want, newAsker(t, reading).WhoCan(ask(t, asked)).Asked)
	}
	for _, c := range [][]string{{"", "pods", ""}, {"get", "", ""}, {"", "", ""}, {"get", "/metrics", "x"}} {
		_, err := question.Parse(resources.Known(), "", c[0], c[1], c[2])
		assert.Error(t, err, c)
	}
}

// TestLimits: what a stack does not tell is noted where that matters.
func TestLimits(t *testing.T) {
	t.Parallel()
	const objects = "entry " + alice + " g\nrole a r get pods\nbind a Role/r Group:g"
	notes := func(reading *access.Reading, asked string) (can, whoCan int) {
		asker := newAsker(t, reading)
		alice, err := asker.Find("Alice")
		require.NoError(t, err)
		return len(asker.Can(alice, ask(t, asked)).Notes), len(asker.WhoCan(ask(t, asked)).Notes)
	}
	for _, c := range []struct {
		reading     *access.Reading
		asked       string
		can, whoCan int
	}{
		{export(objects), "get pods in a", 0, 1}, {export(objects), "get pods in b", 1, 1},
		{live(objects), "get pods in a", 0, 0}, {live(objects), "get pods in b", 0, 0},
	} {
		can, whoCan := notes(c.reading, c.asked)
		assert.Equal(t, []int{c.can, c.whoCan}, []int{can, whoCan}, "%s: %s", c.reading.Source, c.asked)
	}
}

// TestClusters: questions are about one cluster, which must be clear.
func TestClusters(t *testing.T) {
	t.Parallel()
	two := export("entry " + alice + " g")
	two.After.Entries = append(two.After.Entries, access.Entry{Origin: access.Origin{Cluster: "other"}, PrincipalARN: bob})
	two.Before = two.After
	unnamed := export("role a r get pods")
	unnamed.After.Roles[0].Cluster = access.Unnamed("p")
	unnamed.Before = unnamed.After
	both := export("entry " + alice + " g")
	both.Before.Roles, both.After.Roles = unnamed.After.Roles, unnamed.After.Roles
	for _, c := range []struct {
		name    string
		reading *access.Reading
		wanted  string
		cluster string // or an error
	}{
		{"the only one", export("entry " + alice), "", "ml"},
		{"the one that is wanted", two, "other", "other"},
		{"several", two, "", "choose one with --cluster: ml, other"},
		{"another", two, "mll", `--cluster "mll": the source names ml, other`},
		{"one without a name", unnamed, "", "provider p"},
		{"one without a name, by another", unnamed, "ml", "provider p"},
		{"one with a name and one without", both, "", "ml"},
		{"none", export(""), "", "nothing about access"},
	} {
		asker, err := question.New(c.reading, c.wanted)
		if err != nil {
			assert.ErrorContains(t, err, c.cluster, c.name)
			continue
		}
		assert.Equal(t, c.cluster, asker.WhoCan(ask(t, "get pods in a")).Cluster, c.name)
	}
	asker, err := question.New(two, "other")
	require.NoError(t, err)
	_, err = asker.Find("Alice")
	assert.Error(t, err, "she is of the other cluster")
	assert.Equal(t, []string{bob}, asker.ARNs())
	assert.Equal(t, []string{"group:system:authenticated"}, asker.Subjects(), "g is of the other cluster")
}
