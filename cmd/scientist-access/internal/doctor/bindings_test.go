package doctor

import (
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

func TestBindings(t *testing.T) {
	t.Parallel()
	// refuses takes the proof away that the API server's own word is.
	refuses := func(change func(*Facts)) func(*Facts) {
		return func(f *Facts) {
			delete(f.Allowed.Value, createJobs)
			change(f)
		}
	}
	unread := func(f *Facts) { f.RBAC = none[access.Objects](Lacking, "the Kubernetes right to list roles") }
	requireDecisions(t, linkBindings, []decision{
		{"there", healthy, refuses(same), InOrder, "RoleBinding kubeflow/b", "", ""},
		{"none", healthy, refuses(func(f *Facts) { f.RBAC.Value.Bindings = nil }), Broken, "nothing binds the group g", ClusterAdministrator,
			"kubectl create rolebinding NAME --namespace kubeflow --role ROLE --group g"},
		{"one group of two", healthy, refuses(func(f *Facts) { f.User.Value.Groups = []string{"g", "h"} }), Broken, "nothing binds the group h",
			ClusterAdministrator, "pulumi up --refresh"},
		{"to a role that does not exist", healthy, refuses(func(f *Facts) { f.RBAC.Value.Roles = nil }), Broken,
			"RoleBinding kubeflow/b refers to Role kubeflow/r, which does not exist", ClusterAdministrator, "pulumi up --refresh"},
		{"elsewhere", healthy, refuses(func(f *Facts) { f.RBAC.Value.Bindings[0].Namespace = "team-a" }), Broken,
			"no binding is in namespace kubeflow; there are some in team-a", Scientist, "--namespace team-a"},
		{"elsewhere, and in the whole cluster", healthy, refuses(func(f *Facts) {
			everywhere := binding("", "c", "g")
			everywhere.Kind, everywhere.RoleRef = "ClusterRoleBinding", rbacv1.RoleRef{Kind: "ClusterRole", Name: "cluster-admin"}
			f.RBAC.Value.Bindings = []access.Binding{binding("team-a", "b", "g"), everywhere}
		}), Broken, "no binding is in namespace kubeflow", Scientist, "--namespace team-a"},
		{"elsewhere, and the rights are there", healthy, func(f *Facts) { f.RBAC.Value.Bindings = nil }, InOrder, "the rights are there", "", ""},
		{"masters", others, refuses(func(f *Facts) { f.Entry.Value.Groups, f.RBAC.Value.Bindings = []string{access.Masters}, nil }), InOrder,
			"needs none", "", ""},
		{"policies alone", others, refuses(func(f *Facts) {
			f.Entry.Value.Groups, f.Policies = nil, Is([]access.PolicyAssociation{{PolicyARN: "x"}})
		}), InOrder, "none are needed", "", ""},
		{"unread", healthy, refuses(unread), Unknown, "the Kubernetes right to list roles is missing", "", ""},
		{"unread, and a capability is there", healthy, func(f *Facts) { f.Named = false; unread(f) }, InOrder, "not read", "", ""},
		{"unread, and one capability of two is there", healthy, func(f *Facts) {
			f.Capabilities = append(f.Capabilities, policy.Catalogue()[0])
			unread(f)
		}, Unknown, "the Kubernetes right to list roles is missing", "", ""},
		{"unread, and no capability is there", healthy, refuses(func(f *Facts) { f.Named = false; unread(f) }), Unknown,
			"the Kubernetes right to list roles is missing", "", ""},
		{"neither groups nor policies are known", others, refuses(func(f *Facts) {
			f.Entry.Value.Groups, f.Policies = nil, none[[]access.PolicyAssociation](Lacking, "x")
		}), Unknown, "no group, and nothing binds the user", "", ""},
		{"of nobody known", others, refuses(func(f *Facts) { f.Entry = none[Entry](Lacking, "x") }), Unknown, "the groups are not", "", ""},
	})
}

func TestNamespace(t *testing.T) {
	t.Parallel()
	requireDecisions(t, linkNamespace, []decision{
		{"there", healthy, same, InOrder, "kubeflow", "", ""},
		{"none", healthy, func(f *Facts) { f.Exists = Is(false) }, Broken, "kubeflow does not exist", ClusterAdministrator, "kubectl create namespace kubeflow"},
		{"not told", healthy, func(f *Facts) { f.Exists = none[bool](Lacking, "the Kubernetes right to get namespaces") }, Unknown,
			"the Kubernetes right to get namespaces is missing", "", ""},
	})
}
