package review_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// TestChanges: what a principal in group g gains, loses and keeps.
func TestChanges(t *testing.T) {
	t.Parallel()
	in := func(parts ...any) access.Objects { return objects(append(parts, entry(alice, "g"))...) }
	g := groupSubject("g")
	bound := func(rules ...string) access.Objects { return in(role("a", "r", rules...), bind("a", "Role r", g)) }
	everywhere := func(rules ...string) access.Objects { return in(role("", "c", rules...), bind("", "ClusterRole c", g)) }
	tests := []struct {
		name          string
		before, after access.Objects
		want          []string
	}{
		{"new binding", in(role("a", "r", "get pods")), bound("get pods"), []string{"a: +[get pods]"}},
		{"binding gone", bound("get pods"), in(role("a", "r", "get pods")), []string{"a: -[get pods]"}},
		{"verb added", bound("get pods"), bound("get,list pods"), []string{"a: +[list pods] =[get pods]"}},
		{"rules written otherwise", bound("get,list pods"), bound("list pods", "get pods"), []string{"a: =[get,list pods]"}},
		{"wildcard narrowed", bound("* pods"), bound("get pods"), []string{"a: -[* pods] =[get pods]"}},
		{"limited to a name", bound("get pods"), bound("get pods:x"), []string{"a: -[get pods] =[get pods:x]"}},
		{"moved to another role", bound("get pods"), in(role("", "c", "get pods"), bind("a", "ClusterRole c", g)), []string{"a: =[get pods]"}},
		{"from the namespace to the cluster", bound("get pods"), everywhere("get pods"), []string{": +[get pods]", "a: =[get pods]"}},
		{"from the cluster to a namespace", everywhere("get pods"), bound("get pods"), []string{": -[get pods]", "a: =[get pods]"}},
		{
			"same in two namespaces", in(),
			in(role("a", "r", "get pods"), role("b", "r", "get pods"), bind("a", "Role r", g), bind("b", "Role r", g)),
			[]string{"a,b: +[get pods]"},
		},
		{
			"one ClusterRole, two bindings", in(),
			in(role("", "c", "get pods"), bind("a", "ClusterRole c", g), bind("b", "ClusterRole c", g)),
			[]string{"a,b: +[get pods]"},
		},
		{"role elsewhere", in(), in(bind("a", "ClusterRole edit", g)), []string{"a: +<ClusterRole edit>"}},
		{"role of another namespace", in(), in(role("b", "r", "get pods"), bind("a", "Role r", g)), []string{"a: +<Role r>"}},
		{"cluster-admin", in(), in(bind("a", "ClusterRole cluster-admin", g)), []string{"a: +[* *]"}},
		{"another group", in(), in(role("a", "r", "get pods"), bind("a", "Role r", groupSubject("h"))), nil},
		{"everybody", in(), in(role("a", "r", "get pods"), bind("a", "Role r", groupSubject("system:authenticated"))), []string{"a: +[get pods]"}},
		{"unknown role", in(), in(bind("a", "Role "+access.Unknown, g)), []string{"a: +<Role " + access.Unknown + ">"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, rightsOf(t, preview(test.before, test.after), alice))
		})
	}
}

// TestCapabilities: the rules of a capability are called by its name, where all of them are there.
func TestCapabilities(t *testing.T) {
	t.Parallel()
	documented := policy.Documented()
	withRules := func(namespaceRules []rbacv1.PolicyRule) access.Objects {
		cluster, namespaced := role("", "c"), role("kubeflow", "r")
		cluster.Rules, namespaced.Rules = documented.Cluster, namespaceRules
		g := groupSubject("g")
		return objects(entry(alice, "g"), cluster, namespaced, bind("", "ClusterRole c", g), bind("kubeflow", "Role r", g))
	}
	names := func(rights []review.Right) []string {
		var names []string
		for _, right := range rights {
			if right.Capability != "" {
				names = append(names, right.Capability)
			}
		}
		return names
	}
	whole, lacking := withRules(documented.Namespace), withRules(documented.Namespace[:len(documented.Namespace)-1])

	kept := preview(whole, whole).Access[0].Scopes
	require.Len(t, kept, 2)
	for _, scope := range kept {
		require.Len(t, scope.Keeps, 1, "the capability explains every rule")
		assert.Equal(t, "documented", scope.Keeps[0].Capability)
	}
	for _, scope := range preview(lacking, whole).Access[0].Scopes {
		if len(scope.Namespaces) == 0 {
			continue
		}
		assert.Equal(t, []string{"documented"}, names(scope.Gains))
		assert.True(t, scope.Gains[0].Part, "only the last rule is new")
		assert.Equal(t, []string{"secrets"}, scope.Gains[0].Rules[0].Resources)
	}
	for _, scope := range preview(whole, lacking).Access[0].Scopes {
		assert.NotContains(t, names(scope.Keeps), "documented", "a rule is missing")
	}
}

// TestCapabilitiesOfFixedNamespaces: one operator's logs are called by their name where another's are not granted.
func TestCapabilitiesOfFixedNamespaces(t *testing.T) {
	t.Parallel()
	const operator = "hyperpod-inference-system"
	o := objects(entry(alice, "g"), role(operator, "r", "list pods", "get pods/log"), bind(operator, "Role r", groupSubject("g")))
	assert.Equal(t, []string{operator + ": =inference-operator-logs[list pods; get pods/log]"}, rightsOf(t, export(o), alice))
}

// TestCapabilitiesPerNamespace: task governance counts in the namespaces whose quota may be read, and in no other.
func TestCapabilitiesPerNamespace(t *testing.T) {
	t.Parallel()
	const kueue = "kueue.x-k8s.io"
	g := groupSubject("g")
	parts := []any{
		entry(alice, "g"),
		role("", "c", "get clusterqueues."+kueue+":a-clusterqueue", "list workloadpriorityclasses."+kueue),
		bind("", "ClusterRole c", g),
	}
	namespaces := []string{"a", "b", "c", "d", "e", "f"}
	for _, namespace := range namespaces {
		parts = append(parts, role(namespace, "r", "list,patch workloads."+kueue, "get namespaces"), bind(namespace, "Role r", g))
	}
	var held []string
	for _, scope := range export(objects(parts...)).Access[0].Scopes {
		for _, right := range scope.Keeps {
			if right.Capability == "task-governance" && len(scope.Namespaces) > 0 {
				held = append(held, scope.Namespaces...)
			}
		}
	}
	assert.Equal(t, []string{"a"}, held)
}

// TestNotesOfEntries: each entry that is known only in part is noted.
func TestNotesOfEntries(t *testing.T) {
	t.Parallel()
	nodes := entry(bob)
	nodes.Type = "EC2_LINUX"
	var messages []string
	for _, note := range export(objects(nodes, entry(alice, access.Unknown))).Notes {
		messages = append(messages, note.Message)
	}
	require.Len(t, messages, 2)
	assert.Contains(t, messages[0], "of type EC2_LINUX")
	assert.Contains(t, messages[1], "one of its groups")
}

// TestPrincipals: who a binding's subject is.
func TestPrincipals(t *testing.T) {
	t.Parallel()
	const session = "arn:aws:sts::111122223333:assumed-role/Alice/me"
	user := func(name string) rbacv1.Subject { return rbacv1.Subject{Kind: "User", Name: name} }
	to := func(subject rbacv1.Subject, parts ...any) access.Objects {
		return objects(append(parts, role("a", "r", "get pods"), bind("a", "Role r", subject))...)
	}
	getsPods := []string{"a: =[get pods]"}
	tests := []struct {
		name, principal string
		objects         access.Objects
		want            []string
	}{
		{"an IAM user's name is its ARN", bob, to(user(bob), entry(bob)), getsPods},
		{"user name of the entry", alice, to(user("al"), access.Entry{Origin: inML, PrincipalARN: alice, UserName: "al"}), getsPods},
		{"a session of the role", alice, to(user(session), entry(alice)), getsPods},
		{"a session of another role", "arn:aws:sts::111122223333:assumed-role/Alice2/x",
			to(user("arn:aws:sts::111122223333:assumed-role/Alice2/x"), entry(alice)), getsPods},
		{"a user of its own", alice, to(user("al"), entry(alice)), nil},
		{"a service account by its user name", "robot", objects(
			role("a", "r", "get pods"), bind("a", "Role r", user("system:serviceaccount:b:robot")),
			bind("b", "ClusterRole view", rbacv1.Subject{Kind: "ServiceAccount", Name: "robot"}),
		), []string{"a: =[get pods]", "b: =<ClusterRole view>"}},
		{"the API server's own group", alice, objects(entry(alice, access.Masters)), []string{": =[* ] =[* *]"}},
		{"group that nobody carries", "g", to(groupSubject("g"), entry(alice)), getsPods},
		{"service account of the binding's namespace", "robot", to(rbacv1.Subject{Kind: "ServiceAccount", Name: "robot"}), getsPods},
		{"all service accounts", "robot", objects(
			role("a", "r", "get pods"), bind("a", "Role r", groupSubject("system:serviceaccounts:b")),
			bind("b", "ClusterRole view", rbacv1.Subject{Kind: "ServiceAccount", Name: "robot"}),
		), []string{"a: =[get pods]", "b: =<ClusterRole view>"}},
		{"access policy", alice, objects(access.PolicyAssociation{
			Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", Namespaces: []string{"a"},
		}), []string{"a: =<EKS access policy AmazonEKSViewPolicy>"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := export(test.objects)
			assert.Equal(t, test.want, rightsOf(t, report, test.principal))
			assert.False(t, report.Changed(), "an export changes nothing")
		})
	}
}

// TestUnknownValuesNeverMatch: two values that are not known are not taken for the same.
func TestUnknownValuesNeverMatch(t *testing.T) {
	t.Parallel()
	report := preview(access.Objects{}, objects(
		entry(alice, access.Unknown),
		role("a", access.Unknown, "get pods"),
		bind("a", "Role r", groupSubject(access.Unknown)),
		access.Entry{Origin: inML, PrincipalARN: bob, UserName: access.Unknown},
		role("a", "s", "get pods"),
		bind("a", "Role s", rbacv1.Subject{Kind: "User", Name: access.Unknown}),
	))
	assert.Empty(t, rightsOf(t, report, bob))
	assert.Empty(t, rightsOf(t, report, alice))
	for _, f := range report.Findings {
		assert.Equal(t, bob, f.Object, "no other finding: nothing else is known to be wrong")
	}
	assert.True(t, report.Changed())
}

// TestPartialJudgesNothingMissing: what is not in the file may be elsewhere.
func TestPartialJudgesNothingMissing(t *testing.T) {
	t.Parallel()
	o := objects(entry(alice, "h"), bind("a", "ClusterRole view", groupSubject("g")))
	assert.Len(t, export(o).Findings, 2)
	assert.Empty(t, review.New(&access.Reading{Source: access.Export, Partial: true, Before: o, After: o}).Findings)
}

func TestNewFindings(t *testing.T) {
	t.Parallel()
	report := preview(objects(entry(alice, "g")), objects(entry(alice, "g", "h")))
	isNew := map[string]bool{}
	for _, f := range report.Findings {
		isNew[f.Object] = f.New
	}
	assert.Equal(t, map[string]bool{"Group g": false, "Group h": true}, isNew)

	two, one := objects(entry(alice, "g"), entry(bob, "g")), objects(entry(alice, "g"))
	for _, f := range preview(two, one).Findings {
		assert.False(t, f.New, "%s concerns fewer than before", f.Object)
	}
	for _, f := range preview(one, two).Findings {
		assert.True(t, f.New, "%s concerns more than before", f.Object)
	}
}

// TestChanged: whether somebody gains or loses something, as far as that can be told.
func TestChanged(t *testing.T) {
	t.Parallel()
	quiet := objects(entry(alice, "g"), role("a", "r", "get pods"), bind("a", "Role r", groupSubject("g")))
	tests := []struct {
		name          string
		before, after access.Objects
		hidden        []string
		want          bool
	}{
		{"nothing", quiet, quiet, nil, false},
		{"a right", objects(), quiet, nil, true},
		{"sign-in alone", objects(), objects(entry(alice)), nil, true},
		{"a role that others bind", objects(role("a", "r", "get pods")), objects(role("a", "r", "get secrets")), nil, true},
		{"a role that nobody here binds, unchanged", objects(role("a", "r", "get pods")), objects(role("a", "r", "get pods")), nil, false},
		{"another cluster's role of the same name", objects(role("a", "r", "get pods")), objects(in("other", role("a", "r", "get pods"))), nil, true},
		{"hidden values", quiet, quiet, []string{"urn:x"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			report := review.New(&access.Reading{Source: access.Preview, Before: test.before, After: test.after, Hidden: test.hidden})
			assert.Equal(t, test.want, report.Changed())
		})
	}
}

// TestClusters: the same names in two clusters have nothing to do with each other.
func TestClusters(t *testing.T) {
	t.Parallel()
	g := groupSubject("g")
	two := objects(
		entry(alice, "g"), role("a", "r", "get pods"), bind("a", "Role r", g),
		in("other", entry(bob, "g")), in("other", role("a", "r", "get secrets")), in("other", bind("a", "Role r", g)),
	)
	assert.Equal(t, []string{"a: =[get pods]"}, rightsOf(t, export(two), alice))
	assert.Equal(t, []string{"a: =[get secrets]"}, rightsOf(t, export(two), bob))
	for _, f := range export(two).Findings {
		assert.Equal(t, "other", f.Cluster, "secrets are read in one of them: %s", f.Message)
	}
	for _, f := range export(objects(entry(alice))).Findings {
		assert.Empty(t, f.Cluster, "of one cluster, all findings are")
	}
}
