package question

import (
	"cmp"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/listing"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// Sheet is all that answers need, for a form that gives them by itself: a page in a browser. It says who matches which subjects,
// and which bindings give these what, before and after a change. What is said often is in a list, and its number stands for it.
type Sheet struct {
	Rules    listing.List[[]SheetRule] `json:"rules"`
	Subjects listing.List[string]      `json:"subjects"`
	Bindings []SheetBinding            `json:"bindings"`
	Doubts   listing.List[SheetDoubt]  `json:"doubts"`
	// Who are the principals that the sheet was made for, in their order, and then further subjects that somebody may ask about.
	Who []SheetWho `json:"who"`

	before, after *access.Model
	reading       *access.Reading
}

// SheetRule are verbs, API groups, resources, names and paths.
type SheetRule [5][]string

// SheetBinding gives rights to subjects; Was and Is are the numbers of its rules before and after, none where it is not there.
type SheetBinding struct {
	Cluster   string `json:"cluster"`
	Namespace string `json:"namespace"` // none for the whole cluster
	Label     string `json:"label"`     // none for what the API server gives by itself
	Role      string `json:"role"`
	Subjects  []int  `json:"subjects"`
	Was       int    `json:"was"`
	Is        int    `json:"is"`
}

const none = -1

// SheetDoubt is a reason for which a right may be there: where, by the rules of that number or by any, or by others than these.
type SheetDoubt struct {
	Anywhere  bool   `json:"anywhere,omitempty"`
	Namespace string `json:"namespace"`
	Rules     int    `json:"rules"` // none for any
	Not       bool   `json:"not,omitempty"`
	Text      string `json:"text"`
}

// SheetWho is somebody; Names are how questions call them.
type SheetWho struct {
	Cluster string     `json:"cluster"`
	Names   []string   `json:"names"`
	Was     *SheetSelf `json:"was"` // nil for nobody
	Is      *SheetSelf `json:"is"`
}

// SheetSelf is what somebody is in one state.
type SheetSelf struct {
	Subjects []int         `json:"subjects"`
	Policies []SheetPolicy `json:"policies"`
	Doubts   []int         `json:"doubts"`
}

// SheetPolicy is an EKS access policy; no namespaces are the whole cluster.
type SheetPolicy struct {
	Name       string   `json:"name"`
	Namespaces []string `json:"namespaces"`
}

// NewSheet writes down what questions about a report need. The principals of a row are alike.
func NewSheet(r *review.Report) *Sheet {
	before, after := r.Models()
	s := &Sheet{Bindings: []SheetBinding{}, Who: []SheetWho{}, before: before, after: after, reading: r.Reading}
	s.addSubjects()
	there := map[access.Principal]bool{}
	for _, row := range r.Access {
		who := s.who(row.Principals[0])
		for _, p := range row.Principals {
			there[p] = true
			who.Names = append(who.Names, called(p))
		}
		s.Who = append(s.Who, who)
	}
	s.addCarried(there)
	s.addBindings()
	return s
}

func called(p access.Principal) string {
	if p.Kind == access.IAM {
		return p.Name
	}
	if !access.Known(p.Name) {
		return p.Short()
	}
	return written(p.Subject())
}

// addCarried adds the groups and users that access entries carry, of which may be asked too.
func (s *Sheet) addCarried(there map[access.Principal]bool) {
	for _, cluster := range union(s.before.Clusters(), s.after.Clusters()) {
		asker := &Asker{s.reading, cluster, s.before, s.after}
		for _, text := range asker.Subjects() {
			subject, _ := subjectOf(text)
			p := asker.subject(subject)
			if there[p] {
				continue
			}
			who := s.who(p)
			who.Names = []string{text}
			s.Who = append(s.Who, who)
		}
	}
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *Sheet) who(p access.Principal) SheetWho {
	return SheetWho{Cluster: p.Cluster, Names: []string{}, Was: s.self(s.before, p), Is: s.self(s.after, p)}
}

func (s *Sheet) self(m *access.Model, p access.Principal) *SheetSelf {
	v := view{s.reading, m, m.Identity(p)}
	self := &SheetSelf{Subjects: []int{}, Policies: []SheetPolicy{}, Doubts: []int{}}
	doubts := v.doubts()
	slices.SortStableFunc(doubts, func(a, b doubt) int { return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.scope, b.scope)) })
	for _, d := range doubts {
		self.Doubts = append(self.Doubts, s.doubt(d))
	}
	slices.Sort(self.Doubts)
	self.Doubts = slices.Compact(self.Doubts)
	if v.id == nil {
		return self
	}
	for _, subject := range v.id.Subjects {
		self.Subjects = append(self.Subjects, s.subject(subject))
	}
	for _, a := range v.id.Policies {
		self.Policies = append(self.Policies, SheetPolicy{access.PolicyName(a.PolicyARN), append([]string{}, a.Namespaces...)})
	}
	return self
}

func (s *Sheet) doubt(d doubt) int {
	one := SheetDoubt{Anywhere: d.anywhere, Namespace: d.scope, Rules: none, Not: d.not, Text: d.text}
	if !d.always {
		one.Rules = s.number(d.rules)
	}
	return s.Doubts.Number(one)
}

func (s *Sheet) subject(subject rbacv1.Subject) int {
	return s.Subjects.Number(access.SubjectName(subject))
}

// number is that of some rules.
func (s *Sheet) number(rules []rbacv1.PolicyRule) int {
	list := []SheetRule{}
	for _, r := range rules {
		list = append(list, SheetRule{
			append([]string{}, r.Verbs...), append([]string{}, r.APIGroups...), append([]string{}, r.Resources...),
			append([]string{}, r.ResourceNames...), append([]string{}, r.NonResourceURLs...),
		})
	}
	return s.Rules.Number(list)
}
