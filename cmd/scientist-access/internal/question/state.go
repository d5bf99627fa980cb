package question

import (
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// state is what a model says of one principal and one question.
type state struct {
	view
	q    Question
	ways []access.Way
	why  []string // it is not known; empty where there is a way
}

func (a *Asker) in(m *access.Model, p access.Principal, q Question) state {
	s := state{view: view{a.reading, m, m.Identity(p)}, q: q}
	s.ways = m.WaysTo(s.id, q.Right)
	if len(s.ways) == 0 {
		s.why = s.doubt()
	}
	return s
}

func (s state) verdict() Verdict {
	switch {
	case len(s.ways) > 0:
		return Yes
	case len(s.why) > 0:
		return Unknown
	}
	return No
}

// parts are narrower rights: in namespaces, where the whole cluster is asked about, and on names, where all are.
func (s state) parts() []Part {
	parts := []Part{}
	rights := s.m.Rights(s.id)
	for _, scope := range slices.Sorted(maps.Keys(rights)) {
		if scope != access.WholeCluster && (s.q.placeless || s.q.Namespace != access.WholeCluster && scope != s.q.Namespace) {
			continue
		}
		here := s.q.Right
		here.Namespace = scope
		if len(s.m.WaysTo(s.id, here)) > 0 {
			parts = append(parts, Part{Namespace: scope})
			continue
		}
		if names := namesOf(rights.At(scope).Rules, here); len(names) > 0 {
			parts = append(parts, Part{Namespace: scope, Names: names})
		}
	}
	return parts
}

// namesOf are the objects on which rules give a right that they do not give on all.
func namesOf(rules []rbacv1.PolicyRule, right access.Right) []string {
	var names []string
	for _, rule := range rules {
		all := rule
		all.ResourceNames = nil
		if ok, _ := validation.Covers([]rbacv1.PolicyRule{all}, []rbacv1.PolicyRule{right.Rule()}); ok && right.Name == "" {
			names = append(names, rule.ResourceNames...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// dangers are what the right opens beyond what it says, where it is given.
func (s state) dangers() *finding.List {
	var found finding.List
	done := map[string]bool{}
	for _, way := range s.ways {
		scope := way.Scope()
		if done[scope] {
			continue
		}
		done[scope] = true
		for _, f := range review.DangersOf(s.m.Rights(s.id), scope, s.m.Guard(s.id, scope), s.given(scope)) {
			if scope != access.WholeCluster {
				f.Namespaces = []string{scope}
			}
			found.Add(f)
		}
	}
	return &found
}

// given is the right as it is given in a scope: on all objects, if so, though one is asked about.
func (s state) given(scope string) rbacv1.PolicyRule {
	all := s.q.Right
	all.Name = ""
	if s.m.Rights(s.id).Covers(scope, all.Rule()) {
		return all.Rule()
	}
	return s.q.Rule()
}
