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

// doubt is why a right may be there that is not found. A stack shows a part of what a cluster has.
type doubt struct {
	// scope is where the right may come from; it counts for every question if anywhere is set.
	scope    string
	anywhere bool
	// rules are those that may give it, or with not set, those that do not; it counts for every right if always is set.
	rules       []rbacv1.PolicyRule
	not, always bool
	text        string
}

// about reports whether it is one about a question. A namespace whose name is not known may be the one that is meant.
func (d doubt) about(q Question) bool {
	if !d.anywhere && d.scope != access.WholeCluster {
		if q.Namespace == access.WholeCluster || access.Known(d.scope) && d.scope != q.Namespace {
			return false
		}
	}
	covered, _ := validation.Covers(d.rules, []rbacv1.PolicyRule{q.Rule()})
	return d.always || covered != d.not
}

// view is an identity in a state of what a source tells.
type view struct {
	reading *access.Reading
	m       *access.Model
	id      *access.Identity
}

// doubt says why a right that is not found may be there all the same.
func (s state) doubt() []string {
	var texts []string
	for _, d := range s.doubts() {
		if d.about(s.q) {
			texts = append(texts, d.text)
		}
	}
	slices.Sort(texts)
	return slices.Compact(texts)
}

// doubts are those about whatever somebody may ask.
func (v view) doubts() []doubt {
	all := v.partial()
	if v.id == nil {
		return all
	}
	for _, look := range doubters {
		all = append(all, look(v)...)
	}
	return all
}

// partial: a source that does not show everything.
func (v view) partial() []doubt {
	var all []doubt
	if v.reading.Partial {
		all = append(all, doubt{anywhere: true, always: true, text: "the source shows a part of the stack"})
	}
	if v.reading.Failed {
		all = append(all, doubt{anywhere: true, always: true, text: "the preview failed, and shows the part before the failure"})
	}
	return all
}

var doubters = []func(view) []doubt{
	view.opaque, view.withheldRules, view.withheldPlaces, view.withheldSubjects, view.withheldUser, view.elsewhere,
	view.unboundGroups, view.unread, view.byDefault,
}

// opaque: a role or an EKS access policy whose rules the source does not hold.
func (v view) opaque() []doubt {
	var all []doubt
	for scope, s := range v.m.Rights(v.id) {
		for _, o := range s.Opaque {
			if o.Kind == access.EKSAccessPolicy {
				all = append(all, byPolicy(scope, o)...)
				continue
			}
			all = append(all, doubt{scope: scope, always: true, text: o.String() + ": not all of its rules are in this stack"})
		}
	}
	return all
}

// byPolicy: what an EKS access policy grants, EKS does not tell.
func byPolicy(scope string, o access.Opaque) []doubt {
	const eks = "; what it gives, EKS alone knows"
	known, found := policy.LookupAccessPolicy(o.Name)
	if !found || known.Words {
		return []doubt{{scope: scope, always: true, text: o.String() + ": what it gives, EKS alone knows"}}
	}
	return []doubt{
		{scope: scope, rules: known.Rules, text: o.String() + ": gives it, as AWS documents" + eks},
		{scope: scope, rules: known.Rules, not: true, text: o.String() + ": does not give it, as AWS documents" + eks},
	}
}

// withheldRules: a rule with a value that the source does not tell.
func (v view) withheldRules() []doubt {
	var all []doubt
	for scope, s := range v.m.Rights(v.id) {
		for _, way := range s.Ways {
			if way.Role != nil && slices.ContainsFunc(way.Role.Rules, func(r rbacv1.PolicyRule) bool { return !access.KnownRule(r) }) {
				all = append(all, doubt{
					scope: scope, always: true, text: way.Role.Ref().String() + ": a rule holds a value that this stack does not tell",
				})
			}
		}
	}
	return all
}

// withheldPlaces: a binding that gives the right in a namespace whose name the source does not tell.
func (v view) withheldPlaces() []doubt {
	var all []doubt
	for _, scope := range []string{access.Unknown, access.Secret} {
		for _, way := range v.m.Rights(v.id).At(scope).Ways {
			if way.Binding != nil {
				all = append(all, doubt{
					scope: scope, rules: v.m.Gives(way.Binding),
					text: way.Binding.Kind + " " + way.Binding.Name + ": the name of its namespace is " + scope,
				})
			}
		}
	}
	return all
}

// withheldSubjects: a binding that gives the right to somebody whom the source does not tell.
func (v view) withheldSubjects() []doubt {
	return v.gives(func(subject rbacv1.Subject) bool { return !access.Known(subject.Name) || !access.Known(subject.Kind) },
		"a subject of it is not known")
}

// withheldUser: a binding that gives the right to a user, which the principal may be.
func (v view) withheldUser() []doubt {
	if !slices.ContainsFunc(v.id.Entries, func(e *access.Entry) bool { return !access.Known(e.User()) }) {
		return nil
	}
	return v.gives(func(subject rbacv1.Subject) bool { return subject.Kind == rbacv1.UserKind },
		"it names a user, and which user the principal is, is not known")
}

// gives are the bindings that give, or may give, rights to some subjects.
func (v view) gives(to func(rbacv1.Subject) bool, why string) []doubt {
	var all []doubt
	v.m.Subjects(func(cluster string, subject rbacv1.Subject) {
		if cluster != v.id.Cluster || !to(subject) {
			return
		}
		for _, b := range v.m.Naming(cluster, subject) {
			all = append(all, doubt{
				scope: b.Namespace, rules: v.m.Gives(b), always: v.m.Role(b) == nil, text: b.Ref().String() + ": " + why,
			})
		}
	})
	return all
}

// elsewhere: a binding that gives the right on a cluster of which the source does not tell which it is.
func (v view) elsewhere() []doubt {
	var all []doubt
	for _, cluster := range v.m.Clusters() {
		if cluster == v.id.Cluster || access.Named(cluster) {
			continue
		}
		for _, subject := range v.id.Subjects {
			for _, b := range v.m.Naming(cluster, subject) {
				all = append(all, doubt{
					scope: b.Namespace, rules: v.m.Gives(b),
					text: fmt.Sprintf("%s: whether its cluster, %s, is this one is not known", b.Ref(), cluster),
				})
			}
		}
	}
	return all
}

// unboundGroups: groups that nothing in the stack binds; on the cluster something may. A cluster itself holds everything.
func (v view) unboundGroups() []doubt {
	if v.reading.Source == access.Live {
		return nil
	}
	var all []doubt
	for _, group := range v.id.Groups {
		switch {
		case !access.Known(group):
			all = append(all, doubt{anywhere: true, always: true, text: "a group of the access entry is " + group})
		case !review.Leads(v.m, v.id.Cluster, group):
			all = append(all, doubt{
				anywhere: true, always: true,
				text: "Group " + group + ": nothing in this stack binds it; what binds it on the cluster is not known here",
			})
		}
	}
	return all
}

// unread: something of the stack that decides about access and could not be read.
func (v view) unread() []doubt {
	if v.reading.Source == access.Live {
		return nil // there, it is the lines of aws-auth, which concern nobody who has an access entry
	}
	var all []doubt
	for _, note := range v.reading.Notes {
		if note.LeftOut {
			all = append(all, doubt{anywhere: true, always: true, text: note.Place + ": " + note.Message})
		}
	}
	return all
}
