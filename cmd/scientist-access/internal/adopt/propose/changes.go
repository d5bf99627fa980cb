package propose

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/internal/grants"
)

// Changes are what a configuration does to those who have access: to the principals that the stack takes over, and to all
// others for whom something changes.
type Changes struct {
	// Gaining and Losing are the numbers of principals that gain or lose a right; the name of a group is none.
	Gaining int             `json:"gaining"`
	Losing  int             `json:"losing"`
	Access  []review.Access `json:"access"`
}

// changes puts the stack's objects in place, and lets review tell the difference.
func (d *draft) changes() Changes {
	before := d.survey.model.Objects
	before.Bindings = slices.DeleteFunc(slices.Clone(before.Bindings), forEverybody)
	report := review.New(&access.Reading{Source: access.Preview, Before: before, After: d.putInPlace(before)})
	changes := Changes{Access: []review.Access{}}
	for _, a := range report.Access {
		if !slices.ContainsFunc(a.Principals, d.takes) && !a.Has(review.Gained) && !a.Has(review.Lost) {
			continue
		}
		changes.Access = append(changes.Access, a)
		if changesOf(a, review.Gained) {
			changes.Gaining += len(a.Principals)
		}
		if changesOf(a, review.Lost) {
			changes.Losing += len(a.Principals)
		}
	}
	return changes
}

// forEverybody reports whether a binding is one that every cluster has, for those whom every cluster knows: it stays, and
// would be in the way of a reader.
func forEverybody(b access.Binding) bool {
	ofOthers := func(s rbacv1.Subject) bool { return !strings.HasPrefix(s.Name, "system:") }
	return b.Default && !slices.ContainsFunc(b.Subjects, ofOthers)
}

func changesRights(a review.Access) bool {
	return changesOf(a, review.Gained) || changesOf(a, review.Lost)
}

// changesOf reports whether the principals' rights change in a way, or whether they may sign in.
func changesOf(a review.Access, change review.Change) bool {
	return a.SignIn == change ||
		slices.ContainsFunc(a.Scopes, func(s review.Scope) bool { return len(s.Rights(change)) > 0 })
}

// putInPlace are the objects with those of the stack in the place of others of the same name, and its access entries in
// the place of the principals'.
func (d *draft) putInPlace(objects access.Objects) access.Objects {
	var roles []access.Role
	var bindings []access.Binding
	for _, t := range d.teams {
		for _, g := range t.grants {
			roles, bindings = append(roles, d.role(g)), append(bindings, d.binding(g))
		}
	}
	objects.Roles = replace(objects.Roles, roles, access.Role.Ref)
	objects.Bindings = replace(objects.Bindings, bindings, access.Binding.Ref)
	entries := d.entries()
	objects.Entries = slices.Clone(objects.Entries)
	for i, entry := range objects.Entries {
		if own, taken := entries[entry.PrincipalARN]; taken {
			objects.Entries[i] = own
		}
	}
	return objects
}

func (d *draft) role(g grants.Grant) access.Role {
	ref, _ := refsOf(g)
	return access.Role{
		Origin: access.Origin{Cluster: d.survey.live.Cluster},
		Kind:   ref.Kind, Namespace: ref.Namespace, Name: ref.Name, Rules: g.Rules,
	}
}

func (d *draft) binding(g grants.Grant) access.Binding {
	role, ref := refsOf(g)
	return access.Binding{
		Origin: access.Origin{Cluster: d.survey.live.Cluster},
		Kind:   ref.Kind, Namespace: ref.Namespace, Name: ref.Name,
		RoleRef:  rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: role.Kind, Name: role.Name},
		Subjects: []rbacv1.Subject{access.GroupSubject(g.Group)},
	}
}

// replace are objects without those that have a successor, and the successors.
func replace[T any](objects, successors []T, ref func(T) access.Ref) []T {
	replaced := map[access.Ref]bool{}
	for _, successor := range successors {
		replaced[ref(successor)] = true
	}
	kept := slices.DeleteFunc(slices.Clone(objects), func(object T) bool { return replaced[ref(object)] })
	return append(kept, successors...)
}
