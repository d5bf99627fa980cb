package propose

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/policy"
)

// survey is a cluster as it is, and who of it is left out.
type survey struct {
	live  Live
	model *access.Model
	// candidates are the entries, and lines of aws-auth, that are not left out; sorted by ARN.
	candidates []access.Entry
	left       notes
}

func newSurvey(live Live) *survey {
	s := &survey{live: live}
	before := live.Objects
	before.Entries = slices.Concat(before.Entries, awsauth.Effective(before.Entries, live.Mapped))
	s.model = access.New(before)
	for _, entry := range before.Entries {
		if why := s.unfit(entry); why != "" {
			s.leave(entry, why)
			continue
		}
		s.candidates = append(s.candidates, entry)
	}
	slices.SortFunc(s.candidates, compareEntries)
	return s
}

// leave notes why a principal is left out.
func (s *survey) leave(entry access.Entry, why string) {
	place := entry.PrincipalARN
	if s.isMapped(entry.PrincipalARN) {
		place += " in aws-auth"
	}
	s.left.add(place, "left out: "+why)
}

// gives reports whether a binding can give a right. A role that does not exist could be made.
func (s *survey) gives(b *access.Binding) bool {
	return s.model.Role(b) == nil || len(policy.Singles(s.model.Gives(b))) > 0
}

// bound are the groups of an entry by which it has rights, sorted.
func (s *survey) bound(entry access.Entry) []string {
	var bound []string
	for _, group := range entry.Groups {
		if slices.ContainsFunc(s.naming(group), s.gives) {
			bound = append(bound, group)
		}
	}
	slices.Sort(bound)
	return slices.Compact(bound)
}

// naming are the bindings that name a group, sorted.
func (s *survey) naming(group string) []*access.Binding {
	found := slices.Clone(s.model.Naming(s.live.Cluster, access.GroupSubject(group)))
	slices.SortFunc(found, func(a, b *access.Binding) int { return compareRefs(a.Ref(), b.Ref()) })
	return slices.Compact(found) // a binding may name a group twice
}

// isOnly reports whether a group is all that a binding names.
func isOnly(b *access.Binding, group string) bool {
	return slices.Equal(b.Names(), []rbacv1.Subject{access.GroupSubject(group)})
}

// exists reports whether the cluster has a role or a binding of that name.
func (s *survey) exists(role, binding access.Ref) bool {
	return s.model.FindRole(s.live.Cluster, role) != nil || s.model.FindBinding(s.live.Cluster, binding) != nil
}

// knows reports whether somebody carries a group, or a binding names it.
func (s *survey) knows(group string) bool {
	carries := func(e access.Entry) bool { return slices.Contains(e.Groups, group) }
	return len(s.naming(group)) > 0 || slices.ContainsFunc(s.model.Entries, carries)
}
