package propose

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// TestWhatEverybodyHas is not listed for everybody.
func TestWhatEverybodyHas(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		isDefault bool
		subject   string
		scopes    int
	}{
		"Kubernetes' own":              {true, "system:authenticated", 1},
		"somebody's":                   {false, "system:authenticated", 2},
		"Kubernetes' own, for a group": {true, "h", 2},
	} {
		live := cluster(bound("a", "r", "b", rules("get pods"), group("g")), bound("", "c", "c", rules("get nodes"), group(test.subject)), entry(alice, "g", "h"))
		live.Objects.Bindings[1].Default = test.isDefault
		plan, err := New(live)
		require.NoError(t, err, name)
		assert.Len(t, plan.Changes.Access[0].Scopes, test.scopes, name)
	}
}

// somewhere are parts of clusters that get into each other's way.
func somewhere() []part {
	const user = "hyperpod-scientist-user"
	groups := []string{"g", "h", user + "-cluster-level", user + "-namespace-level", user + "-vision-namespace-level", "c-cluster-level", "c-a-level", ""}
	some := rules("get pods", "list pods", "list nodes", "*,escalate roles.rbac.authorization.k8s.io", "get pods/log")
	var parts []part
	for i, name := range groups {
		next := groups[(i+1)%len(groups)]
		parts = append(parts,
			entry(alice, name, next), entry(bob, name), entry(carol, next, "system:x"), mapped("arn:aws:iam::111122223333:role/Dan", name, next),
			bound("", "c", "c-binding", some[i%5:i%5+1], group(name)),
			bound("a", "c", "c-binding", some[(i+1)%5:(i+1)%5+1], group(name)),
			bound("b", "r", "b", some[:i%5], group(name), access.UserSubject(carol)),
			bound("a", user+"-namespace-level-role", user+"-namespace-level-role-binding", policy.Documented().Namespace, group(name)),
			bound("b", user+"-namespace-level-role", user+"-namespace-level-role-binding", some[:3], group(name)),
			bound("", user+"-cluster-role", user+"-cluster-role-binding", policy.Documented().Cluster, group(name), group(next)),
			bound("a", user+"-vision-elsewhere-role", user+"-vision-elsewhere-role-binding", some[4:], group(name)),
			bindTo("b", "ClusterRole", "c", "x", group(name)), bindTo("", "ClusterRole", "cluster-admin", "y", group(name)),
			bindTo("a", "Strange", "", "", rbacv1.Subject{Kind: "Strange", Name: name}), perhapsKeptBy("argocd:x"),
		)
	}
	return parts
}

// TestNobodyGainsOrLoses: whatever a cluster has, a proposal gives everybody whom it takes over what they had, and nobody
// is left out because the proposal would not have.
func TestNobodyGainsOrLoses(t *testing.T) {
	t.Parallel()
	parts, random := somewhere(), rand.New(rand.NewPCG(1, 2))
	proposals := 0
	for range 400 {
		var chosen []part
		for range 2 + random.IntN(14) {
			chosen = append(chosen, parts[random.IntN(len(parts))])
		}
		plan, err := New(distinct(cluster(chosen...)))
		if err != nil {
			assert.NotContains(t, err.Error(), "exactly the rights")
			continue
		}
		proposals++
		require.Zero(t, plan.Changes.Gaining+plan.Changes.Losing)
		for _, line := range lines(plan.Unexpressed) {
			require.NotContains(t, line, "exactly the rights")
		}
	}
	assert.Greater(t, proposals, 100, "most of the clusters must have somebody to take over")
}

// perhapsKeptBy is keptBy where there may be nothing yet.
func perhapsKeptBy(owner string) part {
	return func(live *Live) {
		if len(live.Objects.Roles) > 0 {
			keptBy(owner)(live)
		}
	}
}

// distinct drops the objects whose names are taken, as a cluster has one of a name.
func distinct(live Live) Live {
	live.Objects.Roles = firsts(live.Objects.Roles, access.Role.Ref)
	live.Objects.Bindings = firsts(live.Objects.Bindings, access.Binding.Ref)
	live.Objects.Entries = firsts(live.Objects.Entries, func(e access.Entry) access.Ref { return access.Ref{Name: e.PrincipalARN} })
	return live
}

func firsts[T any](all []T, ref func(T) access.Ref) []T {
	seen := map[access.Ref]bool{}
	var kept []T
	for _, one := range all {
		if !seen[ref(one)] {
			kept = append(kept, one)
		}
		seen[ref(one)] = true
	}
	return kept
}
