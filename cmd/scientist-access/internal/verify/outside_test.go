package verify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

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

// TestBindingsForEverybody are noted, apart from those that Kubernetes itself brings.
func TestBindingsForEverybody(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		group    string
		byItself bool
		want     bool
	}{
		{"system:authenticated", false, true}, {"system:unauthenticated", false, true}, {"system:authenticated", true, false},
		{"system:serviceaccounts", false, false}, {"others", false, false},
	} {
		t.Run(test.group, func(t *testing.T) {
			t.Parallel()
			live := liveObjects()
			binding := foreignBinding(access.GroupSubject(test.group))
			binding.Default = test.byItself
			live.Bindings = append(live.Bindings, binding)
			report := compare(t, declaredObjects(), live)
			assert.Empty(t, report.Findings)
			assert.Equal(t, test.want, len(report.Notes) == 1)
		})
	}
}

// TestChartWithoutItsRole: a binding by the chart's names leads to a role that is not there.
func TestChartWithoutItsRole(t *testing.T) {
	t.Parallel()
	const role = "hyperpod-scientist-user-cluster-role"
	objects, live := declaredObjects(), liveObjects()
	objects.Entries[0].Groups = append(objects.Entries[0].Groups, role+"-cluster-level")
	live.Entries[0].Groups = objects.Entries[0].Groups
	binding := foreignBinding(access.GroupSubject(role + "-cluster-level"))
	binding.Name, binding.RoleRef.Name = role+"-binding", role
	live.Bindings = append(live.Bindings, binding)
	report := compare(t, objects, live)
	require.Len(t, report.Outside, 1)
	assert.NotContains(t, report.Outside[0].Message, "chart")
	assert.Empty(t, report.Outside[0].Lines)
}

// TestFixes: the command that undoes a difference names the object as kubectl takes it.
func TestFixes(t *testing.T) {
	t.Parallel()
	live := liveObjects()
	binding := foreignBinding(access.GroupSubject("g"))
	live.Bindings = append(live.Bindings, binding)
	assert.Equal(t, "kubectl delete clusterrolebinding foreign; if the rights are wanted, let the stack create them",
		compare(t, declaredObjects(), live).Findings[0].Fix)
	live.Bindings[1].Kind, live.Bindings[1].Namespace = "RoleBinding", "team"
	assert.Equal(t, "kubectl delete rolebinding foreign --namespace team; if the rights are wanted, let the stack create them",
		compare(t, declaredObjects(), live).Findings[0].Fix)
}

// TestForeignAmongOthers: entries and policies that don't concern the stack hide none that do.
func TestForeignAmongOthers(t *testing.T) {
	t.Parallel()
	live := liveObjects()
	view := func(arn string) access.PolicyAssociation {
		return access.PolicyAssociation{Origin: inML, PrincipalARN: arn, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"}
	}
	live.Entries = append(live.Entries,
		access.Entry{Origin: inML, PrincipalARN: "arn:aws:iam::111122223333:role/Other", Groups: []string{"h"}},
		access.Entry{Origin: inML, PrincipalARN: bob, Groups: []string{"g"}})
	live.Associations = []access.PolicyAssociation{view(bob), view(alice)}
	var objects []string
	for _, f := range compare(t, declaredObjects(), live).Findings {
		objects = append(objects, string(f.Kind)+" "+f.Object)
	}
	assert.ElementsMatch(t, []string{"foreign-entry access entry of " + bob, "foreign-policy access entry of " + alice}, objects)
}
