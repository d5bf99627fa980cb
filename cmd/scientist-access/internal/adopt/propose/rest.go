package propose

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/internal/grants"
)

// staying is what gives the principals of a draft rights beside the stack, and what else of them it does not hold.
func (s *survey) staying(d *draft) *notes {
	all := &notes{}
	for _, t := range d.teams {
		for _, b := range t.beside {
			all.add(b.binding.Ref().String(), "stays as it is, and goes on to give its rights to "+
				strings.Join(t.groups, ", ")+": "+b.why)
		}
	}
	for _, entry := range d.people {
		s.stayingOf(entry, all)
	}
	return all
}

func (s *survey) stayingOf(entry access.Entry, all *notes) {
	arn := entry.PrincipalARN
	for _, b := range s.byUserName(entry) {
		all.add(b.Ref().String(), "stays as it is: it names "+arn+" as a user, and a stack binds groups")
	}
	for _, name := range s.policies(entry) {
		all.add(arn, "its EKS access policy "+name+" stays as it is: this plan does not propose accessPolicies")
	}
	bound := s.bound(entry)
	for _, group := range entry.Groups {
		if !slices.Contains(bound, group) {
			all.add(arn, "its group "+group+" is left out: no binding gives anything to it")
		}
	}
	if _, problem := userName(entry); problem != "" {
		all.add(arn, "its user name "+entry.UserName+" becomes the one that EKS chooses, as the name "+problem)
	}
	if s.isMapped(arn) && strings.Contains(arn, ":role/") {
		all.add(arn, "aws-auth names roles without their path: if it has one, add it to the ARN")
	}
}

// leftover is what a draft makes needless.
func (s *survey) leftover(d *draft) *notes {
	all := &notes{}
	for _, t := range d.teams {
		for _, b := range s.replaced(t) {
			all.add(b.Ref().String(), s.goes(d, t, b))
		}
	}
	for _, entry := range d.people {
		if awsauth.Find(entry.PrincipalARN, s.live.Mapped) != nil {
			all.add(awsauth.Place, "the line of "+entry.PrincipalARN+
				" can go: EKS does not look at it beside an access entry")
		}
	}
	return all
}

// replaced are the bindings of a team's groups whose rights the stack's own objects give, under other names.
func (s *survey) replaced(t *team) []*access.Binding {
	if t.charts != nil {
		return nil
	}
	var found []*access.Binding
	for _, group := range t.groups {
		for _, b := range s.naming(group) {
			own := func(g grants.Grant) bool { _, binding := refsOf(g); return binding == b.Ref() }
			if s.inexpressible(b) == "" && !slices.ContainsFunc(t.grants, own) {
				found = append(found, b)
			}
		}
	}
	return found
}

// goes says whether a binding that the stack replaces can be deleted.
func (s *survey) goes(d *draft, t *team, b *access.Binding) string {
	if users := s.stillCarrying(d, b); len(users) > 0 {
		return "is replaced for those whom the stack takes over; keep it for " + strings.Join(users, ", ") + ", who are left out"
	}
	if rest := others(b, t.groups); len(rest) > 0 {
		return "is replaced for " + strings.Join(t.groups, ", ") + "; it also names " + subjectNames(rest)
	}
	text := "is replaced by the stack's own; it stays until you delete it"
	if s.bindingsOf(b.Role()) == 1 {
		text += " with its role, " + b.Role().String()
	}
	return text
}

// stillCarrying are the principals that the stack does not take over and that a binding names by a group.
func (s *survey) stillCarrying(d *draft, b *access.Binding) []string {
	var arns []string
	for _, entry := range s.model.Entries {
		p := access.Principal{Kind: access.IAM, Name: entry.PrincipalARN}
		named := func(group string) bool { return slices.Contains(b.Names(), access.GroupSubject(group)) }
		if !d.takes(p) && entry.ForPeople() && slices.ContainsFunc(entry.Groups, named) {
			arns = append(arns, entry.PrincipalARN)
		}
	}
	slices.Sort(arns)
	return arns
}

func (s *survey) bindingsOf(role access.Ref) int {
	n := 0
	for _, b := range s.model.Bindings {
		if b.Role() == role {
			n++
		}
	}
	return n
}

func subjectNames(subjects []rbacv1.Subject) string {
	var names []string
	for _, subject := range subjects {
		names = append(names, access.SubjectName(subject))
	}
	return strings.Join(names, ", ")
}
