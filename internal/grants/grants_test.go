package grants_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/charts"
	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

func get(resource string) []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{resource}, Verbs: []string{"get"}}}
}

func TestOf(t *testing.T) {
	t.Parallel()
	n := names.ForTeam("ml", "vision")
	inA := grants.Grant{
		Place: []string{"a"}, Namespace: "a", Role: "ml-vision-namespace-level-role",
		Binding: "ml-vision-namespace-level-role-binding", Group: "ml-vision-namespace-level", Rules: get("pods"),
	}
	inB := inA
	inB.Place, inB.Namespace = []string{"b"}, "b"
	cluster := grants.Grant{
		Place: []string{"cluster"}, Role: "ml-vision-cluster-role", Binding: "ml-vision-cluster-role-binding",
		Group: "ml-vision-cluster-level", Rules: get("nodes"),
	}
	elsewhere := grants.Grant{
		Place: []string{"elsewhere", "x"}, Namespace: "x", Role: "ml-vision-elsewhere-role",
		Binding: "ml-vision-elsewhere-role-binding", Group: "ml-vision-namespace-level", Rules: get("pods/log"),
	}
	for name, c := range map[string]struct {
		policy policy.Policy
		want   []grants.Grant
	}{
		"nothing":    {policy.Policy{}, nil},
		"cluster":    {policy.Policy{Cluster: get("nodes")}, []grants.Grant{cluster}},
		"namespaces": {policy.Policy{Namespace: get("pods")}, []grants.Grant{inA, inB}},
		"all": {
			policy.Policy{
				Cluster: get("nodes"), Namespace: get("pods"), Elsewhere: map[string][]rbacv1.PolicyRule{"x": get("pods/log")},
			},
			[]grants.Grant{cluster, inA, inB, elsewhere},
		},
	} {
		assert.Equal(t, c.want, grants.Of(n, []string{"a", "b"}, c.policy), name)
	}
}

func TestOfChart(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []grants.Grant{
		{Place: []string{"team", "cluster"}, Role: "r", Binding: "b", Group: "g", Rules: get("nodes")},
		{Place: []string{"team", "a"}, Namespace: "a", Role: "r", Binding: "b", Group: "g", Rules: get("pods")},
	}, grants.OfChart([]charts.Role{
		{Name: "r", Binding: "b", Group: "g", Rules: get("nodes")},
		{Namespace: "a", Name: "r", Binding: "b", Group: "g", Rules: get("pods")},
	}, "team"))
	assert.Equal(t, []string{"cluster"}, grants.OfChart([]charts.Role{{Name: "r"}})[0].Place)
}
