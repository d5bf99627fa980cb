package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/fuzzed"
	"github.com/scientist-access/scientist-access/policy"
)

// FuzzNames checks that whatever names no capability is refused with those that do, and that what names do gives what
// they give one by one.
func FuzzNames(f *testing.F) {
	known := map[string]policy.Policy{}
	var names []string
	for _, c := range policy.Catalogue() {
		known[c.Name] = c.Policy()
		names = append(names, c.Name)
		f.Add(c.Name, "exec", []byte(c.Name))
		f.Add(c.Name+"s", "", []byte{})
		f.Add(strings.ToUpper(c.Name), c.Name[1:]+"\xff", []byte{})
	}
	f.Fuzz(func(t *testing.T, one, other string, data []byte) {
		given := []string{one, other}
		_, knownOne := known[one]
		_, knownOther := known[other]
		problems := policy.CheckNames(field.NewPath("capabilities"), given)
		require.Equal(t, !knownOne || !knownOther || one == other, len(problems) > 0, "%v", problems)
		both, err := policy.Combine(given...)
		if !knownOne || !knownOther {
			require.Error(t, err)
			require.True(t, both.IsZero())
			for _, name := range names {
				require.ErrorContains(t, err, name)
			}
			return
		}
		require.NoError(t, err)
		b := fuzzed.From(data)
		for range 4 {
			r := fuzzed.AnyRequest(b)
			for _, place := range places {
				want := allow(place(known[one]), r) || allow(place(known[other]), r)
				require.Equal(t, want, allow(place(both), r), "%v by %s and %s", r, one, other)
			}
		}
	})
}

// places are where a policy can have rules, in the fuzz tests.
var places = []func(policy.Policy) []rbacv1.PolicyRule{
	func(p policy.Policy) []rbacv1.PolicyRule { return p.Cluster },
	func(p policy.Policy) []rbacv1.PolicyRule { return p.Namespace },
	func(p policy.Policy) []rbacv1.PolicyRule { return p.Elsewhere["a"] },
}

func allow(rules []rbacv1.PolicyRule, r fuzzed.Request) bool {
	return slices.ContainsFunc(rules, func(rule rbacv1.PolicyRule) bool { return fuzzed.Allows(rule, r) })
}

// FuzzRules checks the operations on rules by what RBAC's rules allow: they give nothing and lose nothing.
func FuzzRules(f *testing.F) {
	for _, seed := range fuzzed.Seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := fuzzed.From(data)
		p, q := anyPolicy(b), anyPolicy(b)
		union := p.Union(q)
		covers, missing := p.Covers(q)
		gained, lost := policy.Diff(p, q)
		require.Equal(t, covers, missing.IsZero())
		require.Equal(t, missing, gained)
		expanded := p.For("x", "y")
		_, _ = p.Dangers("a"), p.Findings()
		for _, rule := range slices.Concat(p.Cluster, p.Namespace) {
			requireNothingGuarded(t, policy.Policy{Cluster: []rbacv1.PolicyRule{rule}})
		}
		for range 12 {
			r := fuzzed.Meeting(b, slices.Concat(p.Cluster, p.Namespace, q.Cluster, q.Namespace))
			for _, place := range places {
				byP, byQ := allow(place(p), r), allow(place(q), r)
				require.Equal(t, byP || byQ, allow(place(union), r), "union: %v", r)
				require.Equal(t, byP, allow(policy.Singles(place(p)), r), "singles: %v", r)
				require.Equal(t, byP, allow(policy.Canonical(place(p)), r), "canonical: %v", r)
				require.Equal(t, allow(inXAndY(place(p)), r), allow(place(expanded), r), "for namespaces: %v", r)
				if byQ && !byP && !allow(p.Cluster, r) {
					require.True(t, allow(place(missing), r), "missing: %v", r)
				}
				require.False(t, allow(place(gained), r) && !byQ, "gained: %v", r)
				require.False(t, allow(place(lost), r) && !byP, "lost: %v", r)
			}
		}
	})
}

func anyPolicy(b *fuzzed.Bytes) policy.Policy {
	p := policy.Policy{Cluster: fuzzed.Several(b, 3, fuzzed.OddRule), Namespace: fuzzed.Several(b, 3, fuzzed.OddRule)}
	if b.OneIn(2) {
		p.Elsewhere = map[string][]rbacv1.PolicyRule{"a": fuzzed.Several(b, 2, fuzzed.OddRule)}
	}
	return p
}

// guarded are requests that no policy may allow that passes the check: escalate, bind, impersonate, and what only a
// wildcard allows.
var guarded = []fuzzed.Request{
	{Verb: "escalate", Group: "rbac.authorization.k8s.io", Resource: "roles", Name: "x"},
	{Verb: "bind", Group: "rbac.authorization.k8s.io", Resource: "roles", Name: "x"},
	{Verb: "impersonate", Resource: "users", Name: "x"},
	{Verb: "impersonate", Group: "authentication.k8s.io", Resource: "userextras/scopes", Name: "x"},
	{Verb: "get", Group: "never.named", Resource: "pods", Name: "x"},
	{Verb: "get", Resource: "nevernamed", Name: "x"},
	{Verb: "get", Resource: "nevernamed/log", Name: "x"},
	{Verb: "never-named", Resource: "pods", Name: "x"},
	{Verb: "get", Path: "/never/named"},
}

func requireNothingGuarded(t *testing.T, p policy.Policy) {
	t.Helper()
	if len(policy.Check(nil, p)) > 0 {
		return
	}
	for _, r := range guarded {
		require.False(t, allow(p.Cluster, r), "%v", r)
	}
}

// inXAndY has every placeholder replaced by the namespaces x and y.
func inXAndY(rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	var all []rbacv1.PolicyRule
	for _, rule := range rules {
		if len(rule.ResourceNames) == 0 {
			all = append(all, rule)
		}
		for _, name := range rule.ResourceNames {
			for _, namespace := range []string{"x", "y"} {
				rule.ResourceNames = []string{strings.ReplaceAll(name, "{namespace}", namespace)}
				all = append(all, rule)
			}
		}
	}
	return all
}
