package question

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
)

// everything is what the API server lets the group system:masters do, whatever is bound.
var everything = []rbacv1.PolicyRule{
	{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}},
	{Verbs: []string{"*"}, NonResourceURLs: []string{"*"}},
}

// addBindings adds the bindings of both states. One that is the same in both, but for the rules, is one.
func (s *Sheet) addBindings() {
	at := map[string]int{}
	for _, state := range []struct {
		m     *access.Model
		rules func(*SheetBinding) *int
	}{
		{s.before, func(b *SheetBinding) *int { return &b.Was }},
		{s.after, func(b *SheetBinding) *int { return &b.Is }},
	} {
		for _, b := range s.bindings(state.m) {
			key := fmt.Sprintf("%q", []any{b.Cluster, b.Namespace, b.Label, b.Role, b.Subjects})
			i, ok := at[key]
			if !ok {
				i = len(s.Bindings)
				at[key] = i
				given := b.Is
				b.Was, b.Is = none, none
				s.Bindings = append(s.Bindings, b)
				*state.rules(&s.Bindings[i]) = given
				continue
			}
			*state.rules(&s.Bindings[i]) = b.Is
		}
	}
	slices.SortStableFunc(s.Bindings, func(a, b SheetBinding) int {
		return cmp.Or(cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Label, b.Label))
	})
}

// addSubjects numbers those that bindings name, in their order.
func (s *Sheet) addSubjects() {
	set := map[string]rbacv1.Subject{}
	for _, m := range []*access.Model{s.before, s.after} {
		m.Subjects(func(_ string, subject rbacv1.Subject) { set[access.SubjectName(subject)] = subject })
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		s.subject(set[name])
	}
}

// bindings are those of a model that name somebody, with the numbers of their rules in Is.
func (s *Sheet) bindings(m *access.Model) []SheetBinding {
	named := map[*access.Binding][]int{}
	m.Subjects(func(cluster string, subject rbacv1.Subject) {
		for _, b := range m.Naming(cluster, subject) {
			named[b] = append(named[b], s.subject(subject))
		}
	})
	inOrder := slices.SortedFunc(maps.Keys(named), func(a, b *access.Binding) int {
		return cmp.Or(
			cmp.Compare(a.Cluster, b.Cluster), cmp.Compare(a.Ref().String(), b.Ref().String()), cmp.Compare(a.RoleRef.Name, b.RoleRef.Name),
		)
	})
	var all []SheetBinding
	for _, b := range inOrder {
		subjects := named[b]
		slices.Sort(subjects)
		all = append(all, SheetBinding{
			Cluster: b.Cluster, Namespace: b.Namespace, Label: b.Ref().String(), Role: b.RoleRef.Kind + " " + b.RoleRef.Name,
			Subjects: slices.Compact(subjects), Is: s.number(m.Gives(b)),
		})
	}
	for _, cluster := range m.Clusters() {
		all = append(all, SheetBinding{
			Cluster: cluster, Role: "everything", Subjects: []int{s.subject(access.GroupSubject(access.Masters))}, Is: s.number(everything),
		})
	}
	return all
}
