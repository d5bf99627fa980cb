package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

const (
	alice = "arn:aws:iam::111122223333:role/team/Alice"
	bob   = "arn:aws:iam::111122223333:user/bob"
)

var (
	inML      = access.Origin{Cluster: "ml"}
	getPods   = rbacv1.PolicyRule{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{"pods"}}
	getPath   = rbacv1.PolicyRule{Verbs: []string{"get"}, NonResourceURLs: []string{"/metrics"}}
	everyVerb = rbacv1.PolicyRule{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}}
)

func role(namespace, name string, rules ...rbacv1.PolicyRule) access.Role {
	kind := "Role"
	if namespace == "" {
		kind = "ClusterRole"
	}
	return access.Role{Origin: inML, Kind: kind, Namespace: namespace, Name: name, Rules: rules}
}

// binding binds a role by its kind and name.
func binding(namespace, kind, name string, subjects ...rbacv1.Subject) access.Binding {
	b := access.Binding{
		Origin: inML, Kind: "RoleBinding", Namespace: namespace, Name: "b", RoleRef: rbacv1.RoleRef{Kind: kind, Name: name},
		Subjects: subjects,
	}
	if namespace == "" {
		b.Kind = "ClusterRoleBinding"
	}
	return b
}

func entry(arn string, groups ...string) access.Entry {
	return access.Entry{Origin: inML, PrincipalARN: arn, Groups: groups}
}

func may(verb, namespace, resource string) access.Right {
	return access.Right{Namespace: namespace, Verb: verb, Resource: resource}
}

// TestRights: what a principal may do by one binding.
func TestRights(t *testing.T) {
	t.Parallel()
	group, user := access.GroupSubject("g"), access.UserSubject
	const session = "arn:aws:sts::111122223333:assumed-role/Alice/me"
	tests := []struct {
		name    string
		entry   access.Entry
		role    access.Role
		binding access.Binding
		ask     access.Right
		want    bool
	}{
		{"by a group", entry(alice, "g"), role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "a", "pods"), true},
		{"another verb", entry(alice, "g"), role("a", "r", getPods), binding("a", "Role", "r", group), may("list", "a", "pods"), false},
		{"another namespace", entry(alice, "g"), role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "b", "pods"), false},
		{"the whole cluster", entry(alice, "g"), role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "", "pods"), false},
		{"a subresource", entry(alice, "g"), role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "a", "pods/log"), false},
		{"another group", entry(alice, "h"), role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "a", "pods"), false},
		{"a ClusterRole in a namespace", entry(alice, "g"), role("", "r", getPods), binding("a", "ClusterRole", "r", group), may("get", "a", "pods"), true},
		{"a ClusterRole in the cluster", entry(alice, "g"), role("", "r", getPods), binding("", "ClusterRole", "r", group), may("get", "b", "pods"), true},
		{"a Role of another namespace", entry(alice, "g"), role("b", "r", getPods), binding("a", "Role", "r", group), may("get", "a", "pods"), false},
		{"a ClusterRoleBinding to a Role", entry(alice, "g"), role("a", "r", getPods), binding("", "Role", "r", group), may("get", "a", "pods"), false},
		{"an address", entry(alice, "g"), role("", "r", getPath), binding("", "ClusterRole", "r", group), access.Right{Verb: "get", Path: "/metrics"}, true},
		{"an address by a RoleBinding", entry(alice, "g"), role("", "r", getPath), binding("a", "ClusterRole", "r", group), access.Right{Verb: "get", Path: "/metrics"}, false},
		{"all who sign in", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", access.GroupSubject("system:authenticated")), may("get", "a", "pods"), true},
		{"a user", entry(bob), role("a", "r", getPods), binding("a", "Role", "r", user(bob)), may("get", "a", "pods"), true},
		{"a role's own ARN", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", user(alice)), may("get", "a", "pods"), false},
		{"a session", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", user(session)), may("get", "a", "pods"), true},
		{"a session without a name", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", user(session[:len(session)-2])), may("get", "a", "pods"), false},
		{"a session of a name that none can have", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", user(session+"/x")), may("get", "a", "pods"), false},
		{"all sessions by their placeholder", entry(alice), role("a", "r", getPods), binding("a", "Role", "r", user(session[:len(session)-2]+"{{SessionName}}")), may("get", "a", "pods"), false},
		{"a group of a user's name", entry(bob), role("a", "r", getPods), binding("a", "Role", "r", access.GroupSubject(bob)), may("get", "a", "pods"), false},
		{"an entry for nodes", access.Entry{Origin: inML, PrincipalARN: alice, Groups: []string{"g"}, Type: "EC2"}, role("a", "r", getPods), binding("a", "Role", "r", group), may("get", "a", "pods"), false},
		{"a name that is not known", entry(alice, access.Unknown), role("a", "r", getPods), binding("a", "Role", "r", access.GroupSubject(access.Unknown)), may("get", "a", "pods"), false},
		{"a role that is not known", entry(alice, "g"), role("a", access.Secret, getPods), binding("a", "Role", access.Secret, group), may("get", "a", "pods"), false},
		{"cluster-admin", entry(alice, "g"), role("a", "r"), binding("a", "ClusterRole", "cluster-admin", group), may("delete", "a", "secrets"), true},
		{"somebody's own cluster-admin", entry(alice, "g"), role("", "cluster-admin", getPods), binding("a", "ClusterRole", "cluster-admin", group), may("delete", "a", "secrets"), false},
		{"a wildcard", entry(alice, "g"), role("", "r", everyVerb), binding("a", "ClusterRole", "r", group), may("patch", "a", "pods/status"), true},
		{"the API server's own group", entry(alice, "system:masters"), role("a", "r"), binding("a", "Role", "r"), may("escalate", "", "clusterroles"), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := access.New(access.Objects{
				Roles: []access.Role{test.role}, Bindings: []access.Binding{test.binding}, Entries: []access.Entry{test.entry},
			})
			id := m.Identity(access.Principal{Kind: access.IAM, Name: test.entry.PrincipalARN, Cluster: "ml"})
			assert.Equal(t, test.want, m.Rights(id).Covers(test.ask.Namespace, test.ask.Rule()))
			assert.Equal(t, test.want, len(m.WaysTo(id, test.ask)) > 0)
		})
	}
}

// TestWaysTo: of several ways, those that lead to the right, the whole cluster's first.
func TestWaysTo(t *testing.T) {
	t.Parallel()
	g, h := access.GroupSubject("g"), access.GroupSubject("h")
	other := binding("a", "Role", "other", g)
	other.Name = "c"
	m := access.New(access.Objects{
		Roles:    []access.Role{role("a", "r", getPods), role("", "r", getPods, getPath), role("a", "other", everyVerb)},
		Bindings: []access.Binding{binding("a", "Role", "r", h), binding("", "ClusterRole", "r", g), other},
		Entries:  []access.Entry{entry(alice, "g", "h", access.Masters)},
		Associations: []access.PolicyAssociation{
			{Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"},
		},
	})
	id := m.Identity(access.Principal{Kind: access.IAM, Name: alice, Cluster: "ml"})
	ways := func(right access.Right) []string {
		var all []string
		for _, way := range m.WaysTo(id, right) {
			text := access.SubjectName(way.Subject) + " in " + access.Place(way.Scope())
			if way.Binding != nil {
				text += " by " + way.Binding.Ref().String()
			}
			all = append(all, text)
		}
		return all
	}
	const masters, cluster = "Group system:masters in whole cluster", "Group g in whole cluster by ClusterRoleBinding b"
	assert.Equal(t, []string{cluster, masters, "Group g in a by RoleBinding a/c", "Group h in a by RoleBinding a/b"}, ways(may("get", "a", "pods")))
	assert.Equal(t, []string{masters, "Group g in a by RoleBinding a/c"}, ways(may("list", "a", "pods")))
	assert.Equal(t, []string{cluster, masters}, ways(may("get", "", "pods")))
	assert.Equal(t, []string{cluster, masters}, ways(access.Right{Namespace: "a", Verb: "get", Path: "/metrics"}))
	assert.Empty(t, m.WaysTo(nil, may("get", "a", "pods")))
}

// TestAddUncarried: the subjects that no entry carries become principals, in all models.
func TestAddUncarried(t *testing.T) {
	t.Parallel()
	g, h, everybody := access.GroupSubject("g"), access.GroupSubject("h"), access.GroupSubject(access.Authenticated)
	before := access.New(access.Objects{Bindings: []access.Binding{binding("a", "Role", "r", g, h, everybody)}})
	after := access.New(access.Objects{Entries: []access.Entry{entry(alice, "g")}})
	access.AddUncarried(before, after)
	for _, m := range []*access.Model{before, after} {
		var names []string
		for p := range m.Principals() {
			if p.Kind != access.IAM {
				names = append(names, p.Name)
				assert.Equal(t, access.Group, p.Kind)
			}
		}
		assert.ElementsMatch(t, []string{"h", access.Authenticated}, names)
	}

	robot := rbacv1.Subject{Kind: "ServiceAccount", Namespace: "a", Name: "robot"}
	m := access.New(access.Objects{Bindings: []access.Binding{binding("a", "Role", "r", robot, access.UserSubject("system:serviceaccount:a:robot"))}})
	access.AddUncarried(m)
	for p := range m.Principals() {
		assert.Equal(t, access.Principal{Kind: access.ServiceAccount, Namespace: "a", Name: "robot", Cluster: "ml"}, p, "one, by either name")
	}
}

// TestSubjectIdentity: what a subject is that no entry carries.
func TestSubjectIdentity(t *testing.T) {
	t.Parallel()
	group, user := access.GroupSubject, access.UserSubject
	robot := rbacv1.Subject{Kind: "ServiceAccount", Namespace: "a", Name: "robot"}
	tests := []struct {
		subject rbacv1.Subject
		want    []rbacv1.Subject
	}{
		{group("g"), []rbacv1.Subject{group("g"), group("system:authenticated")}},
		{group("system:unauthenticated"), []rbacv1.Subject{group("system:unauthenticated")}},
		{group("system:authenticated"), []rbacv1.Subject{group("system:authenticated")}},
		{user("u"), []rbacv1.Subject{user("u"), group("system:authenticated")}},
		{user("system:anonymous"), []rbacv1.Subject{user("system:anonymous"), group("system:unauthenticated")}},
		{robot, []rbacv1.Subject{
			robot, user("system:serviceaccount:a:robot"), group("system:authenticated"), group("system:serviceaccounts"),
			group("system:serviceaccounts:a"),
		}},
		{user("system:serviceaccount:a:robot"), []rbacv1.Subject{
			robot, user("system:serviceaccount:a:robot"), group("system:authenticated"), group("system:serviceaccounts"),
			group("system:serviceaccounts:a"),
		}},
		{user("system:serviceaccount:a"), []rbacv1.Subject{user("system:serviceaccount:a"), group("system:authenticated")}},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, access.SubjectIdentity("ml", test.subject).Subjects)
	}
}

// TestServiceAccountsOfTheBindingsNamespace: a subject without a namespace is in the binding's.
func TestServiceAccountsOfTheBindingsNamespace(t *testing.T) {
	t.Parallel()
	b := binding("a", "Role", "r",
		rbacv1.Subject{Kind: "ServiceAccount", Name: "x"}, rbacv1.Subject{Kind: "ServiceAccount", Name: "x", Namespace: "a"},
		rbacv1.Subject{Kind: "ServiceAccount", Name: "x", Namespace: "b"}, rbacv1.Subject{Kind: "User", Name: "x", Namespace: "a"})
	assert.Equal(t, []rbacv1.Subject{
		{Kind: "ServiceAccount", Namespace: "a", Name: "x"}, {Kind: "ServiceAccount", Namespace: "b", Name: "x"}, {Kind: "User", Name: "x"},
	}, b.Names())
}

// TestClustersAreApart: objects of the same names in two clusters are not joined.
func TestClustersAreApart(t *testing.T) {
	t.Parallel()
	g := access.GroupSubject("g")
	other := role("a", "r", getPods)
	other.Cluster = "other"
	m := access.New(access.Objects{
		Roles: []access.Role{other}, Bindings: []access.Binding{binding("a", "Role", "r", g)}, Entries: []access.Entry{entry(alice, "g")},
	})
	rights := m.Rights(m.Identity(access.Principal{Kind: access.IAM, Name: alice, Cluster: "ml"}))
	assert.False(t, rights.Covers("a", getPods))
	assert.Equal(t, []access.Opaque{{Kind: "Role", Name: "r"}}, rights.At("a").Opaque, "the role is not known in this cluster")
	assert.Equal(t, []string{"ml", "other"}, m.Clusters())
	assert.True(t, m.IsBound("ml", other.Ref()))
	assert.False(t, m.IsBound("other", other.Ref()))
	assert.Empty(t, m.Naming("other", g))
}

// TestWays: each way is told once, and rules of one binding count once.
func TestWays(t *testing.T) {
	t.Parallel()
	m := access.New(access.Objects{
		Roles:    []access.Role{role("a", "r", getPods)},
		Bindings: []access.Binding{binding("a", "Role", "r", access.GroupSubject("g"), access.GroupSubject("h"), access.GroupSubject("g"))},
		Entries:  []access.Entry{entry(alice, "g", "h", "g")},
		Associations: []access.PolicyAssociation{
			{Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", Namespaces: []string{"a"}},
			{Origin: inML, PrincipalARN: bob, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"},
		},
	})
	rights := m.Rights(m.Identity(access.Principal{Kind: access.IAM, Name: alice, Cluster: "ml"}))
	require.Len(t, rights.At("a").Ways, 3, "two groups and an EKS access policy")
	assert.Len(t, rights.At("a").Rules, 1)
	assert.Equal(t, "EKS access policy AmazonEKSViewPolicy", rights.At("a").Opaque[0].String())
	assert.False(t, rights.Empty())
	bobs := m.Rights(m.Identity(access.Principal{Kind: access.IAM, Name: bob, Cluster: "ml"}))
	assert.Len(t, bobs.At(access.WholeCluster).Opaque, 1)
	assert.True(t, m.Rights(nil).Empty())
	assert.True(t, m.Rights(m.Identity(access.Principal{Name: "nobody"})).Empty())
}

// TestEqualRolesHaveEqualKeys: roles are told apart by what they say, not by where they are.
func TestEqualRolesHaveEqualKeys(t *testing.T) {
	t.Parallel()
	incomplete := role("a", "i", getPods)
	incomplete.Incomplete = true
	m := access.New(access.Objects{Roles: []access.Role{role("a", "r", getPods), role("b", "s", getPods), role("a", "t", getPath), incomplete}})
	keys := map[string]bool{}
	for i := range m.Roles {
		keys[m.RulesKey(&m.Roles[i])] = true
	}
	keys[m.RulesKey(nil)] = true
	assert.Len(t, keys, 4)
	admin := binding("", "ClusterRole", "cluster-admin")
	assert.NotEmpty(t, m.RulesKey(m.Role(&admin)), "a built-in role has one too")
}

// TestUserNames: the name that an entry gives in the cluster.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func TestUserNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ arn, userName, user, session string }{
		{"arn:aws:iam::111122223333:role/a/b/Alice", "", "arn:aws:sts::111122223333:assumed-role/Alice/{{SessionName}}", "arn:aws:sts::111122223333:assumed-role/Alice/me"},
		{"arn:aws-us-gov:iam::111122223333:role/Alice", "", "arn:aws-us-gov:sts::111122223333:assumed-role/Alice/{{SessionName}}", "arn:aws-us-gov:sts::111122223333:assumed-role/Alice/me"},
		{"arn:aws:iam::111122223333:user/a/bob", "", "arn:aws:iam::111122223333:user/a/bob", "arn:aws:iam::111122223333:user/a/bob"},
		{"arn:aws:iam::111122223333:role/Alice", "al:{{SessionNameRaw}}!", "al:{{SessionNameRaw}}!", "al:me!"},
		{"arn:aws:iam::111122223333:role/Alice", "al", "al", "al"},
	}
	for _, test := range tests {
		e := access.Entry{PrincipalARN: test.arn, UserName: test.userName}
		assert.Equal(t, test.user, e.User())
		assert.Equal(t, test.session, e.Session("me"))
	}
}

// TestPrincipalsThatAreNotKnown are told apart by their resources.
func TestPrincipalsThatAreNotKnown(t *testing.T) {
	t.Parallel()
	hidden := func(urn string) access.Entry {
		return access.Entry{Origin: access.Origin{Cluster: "ml", URN: urn}, PrincipalARN: access.Secret}
	}
	m := access.New(access.Objects{Entries: []access.Entry{hidden("urn:pulumi:s::p::t::one"), hidden("urn:pulumi:s::p::t::two")}})
	var names []string
	for p := range m.Principals() {
		names = append(names, p.String())
	}
	assert.ElementsMatch(t, []string{"(secret) of one on cluster ml", "(secret) of two on cluster ml"}, names)
}

// TestEmpty: something is given by a rule that can have an effect, or by what the model does not know.
func TestEmpty(t *testing.T) {
	t.Parallel()
	g := access.GroupSubject("g")
	tests := []struct {
		name    string
		objects access.Objects
		want    bool
	}{
		{"a rule", access.Objects{Roles: []access.Role{role("a", "r", getPods)}, Bindings: []access.Binding{binding("a", "Role", "r", g)}}, false},
		{"a role that is not known", access.Objects{Bindings: []access.Binding{binding("a", "Role", "r", g)}}, false},
		{"a role without rules", access.Objects{Roles: []access.Role{role("a", "r")}, Bindings: []access.Binding{binding("a", "Role", "r", g)}}, true},
		{"a rule without verbs", access.Objects{
			Roles:    []access.Role{role("a", "r", rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}})},
			Bindings: []access.Binding{binding("a", "Role", "r", g)},
		}, true},
		{"no binding", access.Objects{Roles: []access.Role{role("a", "r", getPods)}}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := access.New(test.objects)
			assert.Equal(t, test.want, m.Rights(access.SubjectIdentity("ml", g)).Empty())
		})
	}
}

// TestUnknownUserNames match nothing, also where a binding's subject is as unknown.
func TestUnknownUserNames(t *testing.T) {
	t.Parallel()
	hidden := entry(access.Secret)
	hidden.UserName = "al"
	unnamed := entry(alice)
	unnamed.UserName = access.Unknown
	nodes := entry(bob, "g")
	nodes.Type = "EC2"
	m := access.New(access.Objects{
		Roles:    []access.Role{role("a", "r", getPods)},
		Bindings: []access.Binding{binding("a", "Role", "r", access.UserSubject("al"), access.UserSubject(access.Unknown))},
		Entries:  []access.Entry{nodes, hidden, unnamed},
	})
	principals := 0
	for p, id := range m.Principals() {
		principals++
		assert.Equal(t, []rbacv1.Subject{access.GroupSubject("system:authenticated")}, id.Subjects, p.Name)
	}
	assert.Equal(t, 2, principals, "nodes are none, and hide none of those after them")
}
