package question

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

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
		Doubts: append([]string{}, is.why...), Parts: []Part{}, Dangers: []finding.Finding{}, Closed: []finding.Finding{},
	}
	for _, doubt := range was.why {
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
