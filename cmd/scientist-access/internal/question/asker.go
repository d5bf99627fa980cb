package question

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// Asker answers by what a source tells about one cluster.
type Asker struct {
	reading       *access.Reading
	cluster       string
	before, after *access.Model
}

// New takes the cluster that is wanted; "" is the only one of the source.
func New(reading *access.Reading, wanted string) (*Asker, error) {
	before, after := reading.Models()
	cluster, err := chooseCluster(wanted, append(before.Clusters(), after.Clusters()...))
	if err != nil {
		return nil, err
	}
	access.AddUncarried(before, after)
	return &Asker{reading, cluster, before, after}, nil
}

// chooseCluster is the one that is wanted, or the only one; those that go by a name count before those that do not.
func chooseCluster(wanted string, clusters []string) (string, error) {
	slices.Sort(clusters)
	clusters = slices.Compact(clusters)
	named := slices.DeleteFunc(slices.Clone(clusters), func(c string) bool { return c == "" || !access.Named(c) })
	candidates := named
	if len(named) == 0 {
		candidates = clusters
	}
	switch {
	case len(candidates) == 0:
		return "", errors.New("there is nothing about access in it")
	case wanted != "" && slices.Contains(clusters, wanted):
		return wanted, nil
	case wanted != "" && len(named) > 0:
		return "", fmt.Errorf("--cluster %q: the source names %s", wanted, strings.Join(named, ", "))
	case len(candidates) > 1:
		return "", fmt.Errorf("there are several clusters in it; choose one with --cluster: %s", strings.Join(candidates, ", "))
	}
	return candidates[0], nil
}

// Can says whether a principal may do it.
func (a *Asker) Can(p access.Principal, q Question) *Report {
	answer := a.answer(p, q)
	if answer.After == No {
		a.limit(&q)
	}
	return a.report(q, []Answer{answer})
}

// limit notes that a stack is not all of a cluster.
func (a *Asker) limit(q *Question) {
	if a.reading.Source != access.Live {
		q.note("", "this is a stack: what somebody else binds on the cluster, and who else carries these groups there, it does not tell; "+
			"without --stack the cluster is asked")
	}
}

// WhoCan says who may do it. Those with the same access are looked at once, those of whom the same is said share an answer.
func (a *Asker) WhoCan(q Question) *Report {
	byAccess, at := map[string]Answer{}, map[string]int{}
	answers := []Answer{}
	for _, p := range a.principals() {
		key := string(p.Kind) + "\x02" + a.before.Identity(p).Key() + "\x02" + a.after.Identity(p).Key()
		answer, ok := byAccess[key]
		if !ok {
			answer = a.answer(p, q)
			byAccess[key] = answer
		}
		if answer.Empty() {
			continue
		}
		i, ok := at[answer.key()]
		if !ok {
			i = len(answers)
			at[answer.key()] = i
			answer.Principals = nil
			answers = append(answers, answer)
		}
		answers[i].Principals = append(answers[i].Principals, p)
	}
	slices.SortStableFunc(answers, func(x, y Answer) int { return cmp.Compare(x.rank(), y.rank()) })
	a.limit(&q)
	return a.report(q, answers)
}

// key is equal for answers that say the same of others.
func (a Answer) key() string {
	a.Principals = nil
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // an answer holds nothing that JSON cannot
	}
	return string(text)
}

// rank puts what changes first, and what is not known or is a part last.
func (a Answer) rank() int {
	switch {
	case a.Changes():
		return 0
	case a.After == Yes:
		return 1
	case a.After == Unknown:
		return 2
	}
	return 3
}

// principals are all of the cluster, IAM principals first.
func (a *Asker) principals() []access.Principal {
	set := map[access.Principal]bool{}
	for _, m := range []*access.Model{a.before, a.after} {
		for p := range m.Principals() {
			if p.Cluster == a.cluster {
				set[p] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(set), access.Principal.Compare)
}

func (a *Asker) report(q Question, answers []Answer) *Report {
	return &Report{
		SchemaVersion: SchemaVersion, Source: a.reading.Source, Cluster: a.cluster, Asked: q.String(), Question: q.Right,
		Notes: append([]access.Note{}, slices.Concat(q.notes, a.reading.Notes)...), Answers: answers,
	}
}

func (a *Asker) answer(p access.Principal, q Question) Answer {
	was, is := a.in(a.before, p, q), a.in(a.after, p, q)
	answer := Answer{
		Principals: []access.Principal{p}, Now: was.verdict(), After: is.verdict(), Ways: review.Grants(was.ways, is.ways),
		Doubts: append([]string{}, is.doubts...), Parts: []Part{}, Dangers: []finding.Finding{}, Closed: []finding.Finding{},
	}
	for _, doubt := range was.doubts {
		if !slices.Contains(answer.Doubts, doubt) {
			answer.Doubts = append(answer.Doubts, doubt)
		}
	}
	if answer.After != Yes {
		answer.Parts = is.parts()
	}
	dangers := is.dangers()
	if a.reading.Source == access.Preview {
		dangers.Since(was.dangers())
	}
	for _, f := range dangers.Sorted() {
		if f.ClosedBy != nil {
			answer.Closed = append(answer.Closed, f)
			continue
		}
		answer.Dangers = append(answer.Dangers, f)
	}
	return answer
}

// state is what a model says of one principal and one question.
type state struct {
	asker  *Asker
	m      *access.Model
	id     *access.Identity
	q      Question
	ways   []access.Way
	doubts []string // none where there is a way
}

func (a *Asker) in(m *access.Model, p access.Principal, q Question) state {
	s := state{asker: a, m: m, id: m.Identity(p), q: q}
	s.ways = m.WaysTo(s.id, q.Right)
	if len(s.ways) == 0 {
		s.doubts = s.doubt()
	}
	return s
}

func (s state) verdict() Verdict {
	switch {
	case len(s.ways) > 0:
		return Yes
	case len(s.doubts) > 0:
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
