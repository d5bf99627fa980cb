package verify_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

// everything is refused.
func everything(question) bool { return true }

// TestAsk: groups are asked for by themselves. A principal has what its groups have; what they are refused it may have in
// another way, so it is asked for, once for all principals of the same groups.
func TestAsk(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	second := objects.Entries[0]
	second.PrincipalARN = bob
	objects.Entries = append(objects.Entries, second)
	const groups = "g system:authenticated"
	get, list := access.Right{Namespace: "team", Verb: "get", Resource: "pods"}, access.Right{Namespace: "team", Verb: "list", Resource: "pods"}
	group := []question{{"scientist-access:verify", groups, get}, {"scientist-access:verify", groups, list}}
	principals := question{"arn:aws:sts::111122223333:assumed-role/Alice/scientist-access-verify", groups, list}
	for name, c := range map[string]struct {
		refuse func(question) bool
		want   []question
	}{
		"all is there":    {nil, group},
		"a right is gone": {func(q question) bool { return q.right == list }, append(slices.Clone(group), principals)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := authorizer{refuse: c.refuse}
			var last, total int
			var mu sync.Mutex
			answers, err := verify.Ask(t.Context(), declare(t, objects), &a, func(done, of int) {
				mu.Lock()
				defer mu.Unlock()
				last, total = max(last, done), max(total, of)
			})
			require.NoError(t, err)
			assert.ElementsMatch(t, c.want, a.asked)
			assert.Equal(t, []int{len(c.want), len(c.want), len(c.want)}, []int{answers.Asked, last, total})
		})
	}
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
		{rbacv1.Subject{Kind: "User", Name: "system:serviceaccount:team:pilot"}, "system:serviceaccount:team:pilot",
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
	report := verify.Compare(d, verify.Live{Objects: liveObjects()}, ask(t, d, &authorizer{refuse: everything}))
	require.Len(t, report.Findings, 2)
	for i, name := range []string{"Group g", alice} {
		assert.Equal(t, verify.RightMissing, report.Findings[i].Kind)
		assert.Equal(t, name, report.Findings[i].Object)
		assert.Equal(t, []string{"- get, list pods in team"}, report.Findings[i].Lines)
	}
	assert.Equal(t, 4, report.Asked)

	// The principal has the rights in another way, though the group does not give them.
	report = verify.Compare(d, verify.Live{Objects: liveObjects()}, ask(t, d, &authorizer{refuse: func(q question) bool { return q.user == "scientist-access:verify" }}))
	require.Len(t, report.Findings, 1)
	assert.Equal(t, "Group g", report.Findings[0].Object)
}

// TestNodesAreNotAskedFor: an entry for nodes carries no group of people; those after it are asked for.
func TestNodesAreNotAskedFor(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	nodes := objects.Entries[0]
	nodes.PrincipalARN, nodes.Type = bob, "EC2_LINUX"
	objects.Entries = slices.Concat([]access.Entry{nodes}, objects.Entries)
	a := authorizer{refuse: everything}
	ask(t, declare(t, objects), &a)
	users := map[string]bool{}
	for _, q := range a.asked {
		users[q.user] = true
	}
	assert.Equal(t, map[string]bool{"scientist-access:verify": true, "arn:aws:sts::111122223333:assumed-role/Alice/scientist-access-verify": true}, users)
}

// TestAskForUserNames: a principal whose own user name is bound has the rights of that, too; the name of another session
// gives it none.
func TestAskForUserNames(t *testing.T) {
	t.Parallel()
	asked := func(userName, bound string) int {
		objects := declaredObjects()
		objects.Entries[0].UserName = userName
		extra := objects.Roles[0]
		extra.Name, extra.Rules = "extra", []rbacv1.PolicyRule{rule([]string{"delete"}, []string{"pods"})}
		objects.Roles = append(objects.Roles, extra)
		binding := objects.Bindings[0]
		binding.Name, binding.RoleRef.Name, binding.Subjects = "extra", "extra", []rbacv1.Subject{access.UserSubject(bound)}
		objects.Bindings = append(objects.Bindings, binding)
		a := authorizer{refuse: everything}
		ask(t, declare(t, objects), &a)
		deletes := 0
		for _, q := range a.asked {
			if q.right.Verb == "delete" && strings.Contains(q.groups, "g ") {
				deletes++
			}
		}
		return deletes
	}
	assert.Equal(t, 1, asked("al", "al"), "as itself")
	assert.Equal(t, 0, asked("al", "bo"))
	assert.Equal(t, 0, asked("al:{{SessionName}}", "al:me"), "in another session")
	assert.Equal(t, 0, asked("al:{{SessionName}}", "al:{{SessionName}}"), "nobody has that name")
}

// TestRefusedRightsByPlace: rights that are refused are listed where they are.
func TestRefusedRightsByPlace(t *testing.T) {
	t.Parallel()
	objects := declaredObjects()
	cluster := access.Role{Origin: inML, Kind: "ClusterRole", Name: "c", Rules: objects.Roles[0].Rules}
	objects.Roles = append(objects.Roles, cluster)
	objects.Bindings = append(objects.Bindings, access.Binding{
		Origin: inML, Kind: "ClusterRoleBinding", Name: "c", RoleRef: rbacv1.RoleRef{Kind: "ClusterRole", Name: "c"},
		Subjects: []rbacv1.Subject{access.GroupSubject("g")},
	})
	live := liveObjects()
	live.Roles, live.Bindings = objects.Roles, objects.Bindings
	d := declare(t, objects)
	report := verify.Compare(d, verify.Live{Objects: live}, ask(t, d, &authorizer{refuse: func(q question) bool { return q.user == "scientist-access:verify" }}))
	require.Len(t, report.Findings, 1)
	assert.Equal(t, []string{"- get, list pods in the whole cluster", "- get, list pods in team"}, report.Findings[0].Lines)
}
