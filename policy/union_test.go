package policy_test

import (
	"math/rand"
	"reflect"
	"slices"
	"testing"
	"testing/quick"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/policy"
)

func rule(group, resource string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{resource}, Verbs: verbs}
}

func TestUnionRegroups(t *testing.T) {
	t.Parallel()
	one := policy.Policy{Namespace: []rbacv1.PolicyRule{
		rule("", "secrets", "list", "get"),
		rule("", "configmaps", "get"),
		{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}, ResourceNames: []string{"mine"}},
	}}
	other := policy.Policy{
		Cluster: []rbacv1.PolicyRule{
			{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get"}},
			{NonResourceURLs: []string{"/healthz"}, Verbs: []string{"get"}},
			rule("", "nodes"), // no verbs
		},
		Namespace: []rbacv1.PolicyRule{rule("", "configmaps", "list"), rule("apps", "deployments", "get")},
		Elsewhere: map[string][]rbacv1.PolicyRule{"ops": {rule("", "pods", "list")}, "empty": nil},
	}
	want := policy.Policy{
		Cluster: []rbacv1.PolicyRule{{NonResourceURLs: []string{"/healthz", "/metrics"}, Verbs: []string{"get"}}},
		Namespace: []rbacv1.PolicyRule{
			{APIGroups: []string{""}, Resources: []string{"configmaps", "secrets"}, Verbs: []string{"get", "list"}},
			rule("apps", "deployments", "get"),
		},
		Elsewhere: map[string][]rbacv1.PolicyRule{"ops": {rule("", "pods", "list")}},
	}
	assert.Equal(t, want, one.Union(other))
}

// TestUnionNeverWidensNames: merging must not lose a restriction to names.
func TestUnionNeverWidensNames(t *testing.T) {
	t.Parallel()
	named := func(name string, verbs ...string) policy.Policy {
		r := rule("", "secrets", verbs...)
		r.ResourceNames = []string{name}
		return policy.Policy{Namespace: []rbacv1.PolicyRule{r}}
	}
	union := named("a", "get").Union(named("b", "get"), named("c", "update"),
		policy.Policy{Namespace: []rbacv1.PolicyRule{rule("", "configmaps", "get")}})

	for _, denied := range []policy.Policy{
		named("c", "get"), named("a", "update"), {Namespace: []rbacv1.PolicyRule{rule("", "secrets", "get")}},
	} {
		ok, _ := union.Covers(denied)
		assert.False(t, ok, "%v", denied)
	}
	require.Len(t, union.Namespace, 3)
	assert.Equal(t, []string{"a", "b"}, union.Namespace[1].ResourceNames)
}

func TestUnionLeavesItsPartsAlone(t *testing.T) {
	t.Parallel()
	before, part := policy.Documented(), policy.Documented()
	part.Union(part, before)
	assert.Equal(t, before, part)
}

func TestUnionOfCapabilityPairs(t *testing.T) {
	t.Parallel()
	pairs := 0
	for _, a := range policy.Catalogue() {
		for _, b := range policy.Catalogue() {
			pairs++
			ab, err := policy.Combine(a.Name, b.Name)
			require.NoError(t, err)
			ba, err := policy.Combine(b.Name, a.Name, b.Name)
			require.NoError(t, err)
			assert.Equal(t, ab, ba, "%s, %s", a.Name, b.Name)
			assert.Equal(t, a.Policy().Union(b.Policy()), ab.Union(), "%s, %s", a.Name, b.Name)
			for _, part := range []policy.Capability{a, b} {
				ok, missing := ab.Covers(part.Policy())
				assert.True(t, ok, "%s + %s misses %v of %s", a.Name, b.Name, missing, part.Name)
			}
		}
	}
	require.NotZero(t, pairs)
	t.Logf("%d pairs", pairs)
}

// random is a policy of few words, so that rules often overlap.
type random struct{ policy.Policy }

func (random) Generate(r *rand.Rand, _ int) reflect.Value {
	p := policy.Policy{Cluster: randomRules(r), Namespace: randomRules(r)}
	if r.Intn(2) == 0 {
		p.Elsewhere = map[string][]rbacv1.PolicyRule{pick(r, "x", "y"): randomRules(r)}
	}
	return reflect.ValueOf(random{p})
}

func randomRules(r *rand.Rand) []rbacv1.PolicyRule {
	var rules []rbacv1.PolicyRule
	for range r.Intn(5) {
		if r.Intn(8) == 0 {
			rules = append(rules, rbacv1.PolicyRule{
				NonResourceURLs: some(r, "/a", "/a*", "/a**", "/b"), Verbs: some(r, "get", "post"),
			})
			continue
		}
		made := rbacv1.PolicyRule{
			APIGroups: some(r, "", "apps", "*"),
			Resources: some(r, "pods", "pods/log", "*/log", "secrets", "*"),
			Verbs:     some(r, "get", "list", "create", "*"),
		}
		if r.Intn(3) == 0 {
			made.ResourceNames = some(r, "a", "b", "")
		}
		rules = append(rules, made)
	}
	return rules
}

func some(r *rand.Rand, words ...string) []string {
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	return words[:1+r.Intn(2)]
}

func pick(r *rand.Rand, words ...string) string { return words[r.Intn(len(words))] }

func equal(a, b policy.Policy) bool { return reflect.DeepEqual(a, b) }

func covers(p, q policy.Policy) bool {
	ok, missing := p.Covers(q)
	return ok && missing.IsZero()
}

// distinct reports whether no right in the rules is covered by the others.
func distinct(rules []rbacv1.PolicyRule) bool {
	var singles []rbacv1.PolicyRule
	for _, r := range rules {
		singles = append(singles, validation.BreakdownRule(r)...)
	}
	for i, r := range singles {
		others := slices.Delete(slices.Clone(singles), i, i+1)
		if covered, _ := validation.Covers(others, []rbacv1.PolicyRule{r}); covered {
			return false
		}
	}
	return true
}

func TestUnionProperties(t *testing.T) {
	t.Parallel()
	properties := map[string]any{
		"idempotent": func(a random) bool {
			return equal(a.Union(), a.Union(a.Policy)) && equal(a.Union(), a.Union().Union())
		},
		"commutative": func(a, b random) bool { return equal(a.Union(b.Policy), b.Union(a.Policy)) },
		"associative": func(a, b, c random) bool {
			return equal(a.Union(b.Union(c.Policy)), a.Union(b.Policy).Union(c.Policy)) &&
				equal(a.Union(b.Policy, c.Policy), a.Union(b.Policy).Union(c.Policy))
		},
		"covers its parts": func(a, b random) bool {
			return covers(a.Union(b.Policy), a.Policy) && covers(a.Union(b.Policy), b.Policy)
		},
		"monotone": func(a, b, c random) bool {
			return covers(a.Union(b.Policy).Union(c.Policy), a.Union(c.Policy))
		},
		"least": func(a, b random) bool { // it grants nothing that neither part grants
			ok, missing := a.Covers(a.Union(b.Policy))
			return ok || covers(b.Policy, missing)
		},
		"nothing twice": func(a, b random) bool {
			union := a.Union(b.Policy)
			return distinct(union.Cluster) && distinct(union.Namespace)
		},
		"order of rules": func(a random) bool {
			slices.Reverse(a.Cluster)
			reversed := a.Union()
			slices.Reverse(a.Cluster)
			return equal(reversed, a.Union())
		},
		"difference": func(a, b random) bool {
			gained, lost := policy.Diff(a.Policy, b.Policy)
			return covers(a.Union(gained), b.Policy) && covers(b.Union(lost), a.Policy) &&
				covers(b.Policy, gained) && covers(a.Policy, lost)
		},
	}
	for name, property := range properties {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, quick.Check(property, &quick.Config{MaxCount: 300, Rand: rand.New(rand.NewSource(1))}))
		})
	}
}
