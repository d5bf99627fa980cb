package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/policy"
)

// delta is what an identity gains, loses and keeps in one scope.
type delta struct{ gains, loses, keeps []Right }

// comparer compares two states of the stack. Most principals and namespaces have the rules of others, so it
// remembers what it has compared.
type comparer struct {
	catalogue []capability
	deltas    map[string]*delta
	held      map[string][]bool
}

func newComparer() *comparer {
	return &comparer{catalogue: catalogue(), deltas: map[string]*delta{}, held: map[string][]bool{}}
}

// compare returns what an identity gains, loses and keeps, the whole cluster first.
func (c *comparer) compare(before, after access.Rights) []Scope {
	names := map[string]bool{}
	for _, s := range []access.Rights{before, after} {
		for name := range s {
			names[name] = true
		}
	}
	had, has := c.holdings(before), c.holdings(after)
	m := scopeMerger{scopes: []Scope{}, at: map[string]int{}}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		grants := Grants(before.At(name).Ways, after.At(name).Ways)
		m.add(name, grants, c.delta(name, before, after, had[name], has[name]))
	}
	return m.scopes
}

// delta compares one scope. What is granted in the whole cluster holds in each namespace.
func (c *comparer) delta(scope string, before, after access.Rights, had, has []holding) *delta {
	from, to := before.At(scope), after.At(scope)
	cluster, clusterNow := &access.Scope{}, &access.Scope{}
	if scope != access.WholeCluster {
		cluster, clusterNow = before.At(access.WholeCluster), after.At(access.WholeCluster)
	}
	key := fmt.Sprintf("%q", []any{
		cluster.Key, from.Key, clusterNow.Key, to.Key, from.Opaque, to.Opaque, keysOf(had), keysOf(has),
	})
	if d, ok := c.deltas[key]; ok {
		return d
	}
	old := policy.Policy{Cluster: cluster.Rules, Namespace: from.Rules}
	now := policy.Policy{Cluster: clusterNow.Rules, Namespace: to.Rules}
	_, gained := old.Covers(policy.Policy{Namespace: to.Rules})
	_, lost := now.Covers(policy.Policy{Namespace: from.Rules})
	kept := slices.Concat(covered(old, to.Rules), covered(now, from.Rules))
	d := &delta{
		gains: nameRules(gained.Namespace, without(has, had)),
		loses: nameRules(lost.Namespace, without(had, has)),
		keeps: nameRules(kept, within(had, has)),
	}
	for i := range d.keeps {
		d.keeps[i].Part = false // what is missing here is kept in another scope
	}
	d.addOpaque(from.Opaque, to.Opaque)
	c.deltas[key] = d
	return d
}

// covered returns the single rights of the rules that the policy grants already.
func covered(p policy.Policy, rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	granted := slices.Concat(p.Cluster, p.Namespace)
	return slices.DeleteFunc(policy.Singles(rules), func(single rbacv1.PolicyRule) bool {
		ok, _ := validation.Covers(granted, []rbacv1.PolicyRule{single})
		return !ok
	})
}

// addOpaque adds the rights that have no rules in the stack: they are the same if their names are.
func (d *delta) addOpaque(before, after []access.Opaque) {
	for _, role := range unionOf(before, after) {
		right := Right{Role: role.String(), Rules: documented(role)}
		switch changeOf(slices.Contains(before, role), slices.Contains(after, role)) {
		case Gained:
			d.gains = append(d.gains, right)
		case Lost:
			d.loses = append(d.loses, right)
		default:
			d.keeps = append(d.keeps, right)
		}
	}
}

func unionOf(a, b []access.Opaque) []access.Opaque {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(a, b access.Opaque) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(all)
}

// documented are the rules that AWS documents of an EKS access policy. They are shown, and count nowhere: what a policy
// really grants, EKS does not tell.
func documented(o access.Opaque) []rbacv1.PolicyRule {
	if o.Kind != access.EKSAccessPolicy {
		return nil
	}
	known, _ := policy.LookupAccessPolicy(o.Name)
	return policy.Canonical(known.Rules)
}

// Grants merges the ways on which rights came and come.
func Grants(before, after []access.Way) []Grant {
	changes := map[Grant]Change{}
	for _, way := range before {
		changes[newGrant(way)] = Lost
	}
	for _, way := range after {
		grant := newGrant(way)
		_, was := changes[grant]
		changes[grant] = changeOf(was, true)
	}
	grants := make([]Grant, 0, len(changes))
	for grant, change := range changes {
		grant.Change = change
		grants = append(grants, grant)
	}
	slices.SortFunc(grants, compareGrants)
	return grants
}

// newGrant is a way in words.
func newGrant(way access.Way) Grant {
	switch {
	case way.Policy != nil:
		return Grant{Subject: "access policy association", Role: opaquePolicy(way.Policy).String()}
	case way.Binding == nil:
		return Grant{Subject: access.SubjectName(way.Subject), Role: "everything"}
	}
	return Grant{
		Subject: access.SubjectName(way.Subject), Binding: way.Binding.Ref().String(),
		Role: way.Binding.RoleRef.Kind + " " + way.Binding.RoleRef.Name,
	}
}

func opaquePolicy(a *access.PolicyAssociation) access.Opaque {
	return access.Opaque{Kind: access.EKSAccessPolicy, Name: access.PolicyName(a.PolicyARN)}
}

func compareGrants(a, b Grant) int {
	return cmp.Or(
		cmp.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Binding, b.Binding),
		cmp.Compare(a.Role, b.Role),
		cmp.Compare(a.Change, b.Change),
	)
}

// scopeMerger puts namespaces in which the same subjects get the same rights into one scope.
type scopeMerger struct {
	scopes []Scope
	at     map[string]int
}

func (m *scopeMerger) add(name string, grants []Grant, d *delta) {
	namespaces := []string{}
	if name != access.WholeCluster {
		namespaces = []string{name}
	}
	key := fmt.Sprintf("%t %p %s", name == access.WholeCluster, d, subjectsKey(grants))
	if i, ok := m.at[key]; ok {
		scope := &m.scopes[i]
		scope.Namespaces = append(scope.Namespaces, name)
		scope.Grants = append(scope.Grants, grants...)
		return
	}
	m.at[key] = len(m.scopes)
	m.scopes = append(m.scopes, Scope{
		Namespaces: namespaces, Grants: grants, Gains: d.gains, Loses: d.loses, Keeps: d.keeps,
	})
}

func subjectsKey(grants []Grant) string {
	subjects := make([]string, len(grants))
	for i, grant := range grants {
		subjects[i] = fmt.Sprintf("%q%s", grant.Subject, grant.Change)
	}
	slices.Sort(subjects)
	return strings.Join(slices.Compact(subjects), " ")
}
