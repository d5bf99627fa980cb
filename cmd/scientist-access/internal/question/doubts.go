package question

import (
	"fmt"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/policy"
)

// doubt says why a right that is not found may be there all the same. A stack shows a part of what a cluster has.
func (s state) doubt() []string {
	var doubts []string
	if s.asker.reading.Partial {
		doubts = append(doubts, "the source shows a part of the stack")
	}
	if s.asker.reading.Failed {
		doubts = append(doubts, "the preview failed, and shows the part before the failure")
	}
	if s.id == nil {
		return doubts
	}
	for _, look := range doubters {
		doubts = append(doubts, look(s)...)
	}
	slices.Sort(doubts)
	return slices.Compact(doubts)
}

var doubters = []func(state) []string{
	state.opaque, state.withheldRules, state.withheldPlaces, state.withheldSubjects, state.withheldUser, state.elsewhere,
	state.unboundGroups, state.unread, state.byDefault,
}

// scopes are those in which rules can give the right, and those whose names are not known.
func (s state) scopes() []string {
	if s.q.Namespace == access.WholeCluster {
		return []string{access.WholeCluster}
	}
	return []string{access.WholeCluster, s.q.Namespace, access.Unknown, access.Secret}
}

// opaque: a role or an EKS access policy whose rules the source does not hold.
func (s state) opaque() []string {
	var doubts []string
	for _, scope := range s.scopes() {
		for _, o := range s.m.Rights(s.id).At(scope).Opaque {
			if o.Kind == access.EKSAccessPolicy {
				doubts = append(doubts, s.byPolicy(o))
				continue
			}
			doubts = append(doubts, o.String()+": not all of its rules are in this stack")
		}
	}
	return doubts
}

// byPolicy: what an EKS access policy grants, EKS does not tell.
func (s state) byPolicy(o access.Opaque) string {
	known, found := policy.LookupAccessPolicy(o.Name)
	covered, _ := validation.Covers(known.Rules, []rbacv1.PolicyRule{s.q.Rule()})
	switch {
	case found && !known.Words && covered:
		return o.String() + ": gives it, as AWS documents; what it gives, EKS alone knows"
	case found && !known.Words:
		return o.String() + ": does not give it, as AWS documents; what it gives, EKS alone knows"
	}
	return o.String() + ": what it gives, EKS alone knows"
}

// withheldRules: a rule with a value that the source does not tell.
func (s state) withheldRules() []string {
	var doubts []string
	for _, scope := range s.scopes() {
		for _, way := range s.m.Rights(s.id).At(scope).Ways {
			if way.Role != nil && slices.ContainsFunc(way.Role.Rules, func(r rbacv1.PolicyRule) bool { return !access.KnownRule(r) }) {
				doubts = append(doubts, way.Role.Ref().String()+": a rule holds a value that this stack does not tell")
			}
		}
	}
	return doubts
}

// withheldPlaces: a binding that gives the right in a namespace whose name the source does not tell.
func (s state) withheldPlaces() []string {
	var doubts []string
	for _, scope := range s.scopes()[1:] {
		if access.Known(scope) {
			continue
		}
		there := s.q.Right
		there.Namespace = scope
		for _, way := range s.m.WaysTo(s.id, there) {
			doubts = append(doubts, way.Binding.Kind+" "+way.Binding.Name+": the name of its namespace is "+scope)
		}
	}
	return doubts
}

// withheldSubjects: a binding that gives the right to somebody whom the source does not tell.
func (s state) withheldSubjects() []string {
	return s.gives(func(subject rbacv1.Subject) bool { return !access.Known(subject.Name) || !access.Known(subject.Kind) },
		"a subject of it is not known")
}

// withheldUser: a binding that gives the right to a user, which the principal may be.
func (s state) withheldUser() []string {
	if !slices.ContainsFunc(s.id.Entries, func(e *access.Entry) bool { return !access.Known(e.User()) }) {
		return nil
	}
	return s.gives(func(subject rbacv1.Subject) bool { return subject.Kind == rbacv1.UserKind },
		"it names a user, and which user the principal is, is not known")
}

// gives are the bindings that give, or may give, the right to some subjects.
func (s state) gives(to func(rbacv1.Subject) bool, why string) []string {
	var doubts []string
	s.m.Subjects(func(cluster string, subject rbacv1.Subject) {
		if cluster != s.id.Cluster || !to(subject) {
			return
		}
		for _, b := range s.m.Naming(cluster, subject) {
			covers, _ := validation.Covers(s.m.Gives(b), []rbacv1.PolicyRule{s.q.Rule()})
			if slices.Contains(s.scopes(), b.Namespace) && (covers || s.m.Role(b) == nil) {
				doubts = append(doubts, b.Ref().String()+": "+why)
			}
		}
	})
	return doubts
}

// elsewhere: a binding that gives the right on a cluster of which the source does not tell which it is.
func (s state) elsewhere() []string {
	var doubts []string
	for _, cluster := range s.m.Clusters() {
		if cluster == s.id.Cluster || access.Named(cluster) {
			continue
		}
		same := &access.Identity{Cluster: cluster, Subjects: s.id.Subjects}
		for _, way := range s.m.WaysTo(same, s.q.Right) {
			if way.Binding != nil {
				doubts = append(doubts, fmt.Sprintf("%s: whether its cluster, %s, is this one is not known", way.Binding.Ref(), cluster))
			}
		}
	}
	return doubts
}

// unboundGroups: groups that nothing in the stack binds; on the cluster something may. A cluster itself holds everything.
func (s state) unboundGroups() []string {
	if s.asker.reading.Source == access.Live {
		return nil
	}
	var doubts []string
	for _, group := range s.id.Groups {
		switch {
		case !access.Known(group):
			doubts = append(doubts, "a group of the access entry is "+group)
		case !review.Leads(s.m, s.id.Cluster, group):
			doubts = append(doubts, "Group "+group+": nothing in this stack binds it; what binds it on the cluster is not known here")
		}
	}
	return doubts
}

// unread: something of the stack that decides about access and could not be read.
func (s state) unread() []string {
	if s.asker.reading.Source == access.Live {
		return nil // there, it is the lines of aws-auth, which concern nobody who has an access entry
	}
	var doubts []string
	for _, note := range s.asker.reading.Notes {
		if note.LeftOut {
			doubts = append(doubts, note.Place+": "+note.Message)
		}
	}
	return doubts
}
