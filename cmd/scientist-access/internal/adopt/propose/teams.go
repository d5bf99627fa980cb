package propose

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// team is a set of groups that the same principals carry, as a team of the stack.
type team struct {
	groups  []string // sorted; those without rights are not among them
	members []string // ARNs, sorted
	// prefix is that of the groups' names, where they are named as the component names them.
	prefix string
	charts *HelmCharts

	namespaces []string
	policy     policy.Policy
	// beside are bindings of its groups whose rights the stack cannot give, each with the reason.
	beside []beside

	name   string // empty for the only team of a stack
	grants []grants.Grant
}

type beside struct {
	binding *access.Binding
	why     string
}

// family tells groups apart that the same principals carry, but that are named for different teams.
type family struct{ members, prefix, chart string }

// teams are the candidates' groups, those of a team together; the first group's name orders them.
func (s *survey) teams() []*team {
	members := map[string][]string{}
	for _, entry := range s.candidates {
		for _, group := range s.bound(entry) {
			members[group] = append(members[group], entry.PrincipalARN)
		}
	}
	byFamily := map[family]*team{}
	for _, group := range slices.Sorted(maps.Keys(members)) {
		f := s.familyOf(group, members[group])
		if byFamily[f] == nil {
			byFamily[f] = &team{members: members[group], prefix: f.prefix}
		}
		byFamily[f].groups = append(byFamily[f].groups, group)
	}
	byGroup := func(a, b *team) int { return cmp.Compare(a.groups[0], b.groups[0]) }
	teams := slices.SortedFunc(maps.Values(byFamily), byGroup)
	for _, t := range teams {
		s.fill(t)
	}
	return teams
}

func (s *survey) familyOf(group string, members []string) family {
	f := family{members: strings.Join(members, " ")}
	chart := s.chartOf(group)
	switch {
	case chart == nil:
		f.prefix, _ = names.PrefixOfGroup(group)
	case s.timesCarried(chart.name(), members[0]) > 1:
		f.chart = group // a team can name a chart once
	default:
		f.chart = "each once"
	}
	return f
}

// timesCarried counts the groups of a chart that somebody carries.
func (s *survey) timesCarried(chart, arn string) int {
	n := 0
	for _, entry := range s.candidates {
		if entry.PrincipalARN != arn {
			continue
		}
		for _, group := range s.bound(entry) {
			if of := s.chartOf(group); of != nil && of.name() == chart {
				n++
			}
		}
	}
	return n
}

// fill finds out what a team may do.
func (s *survey) fill(t *team) {
	if chart := s.chartOf(t.groups[0]); chart != nil {
		for _, group := range t.groups {
			t.charts = merge(t.charts, s.chartOf(group))
		}
		s.fillBesideCharts(t)
		return
	}
	var given []*access.Binding
	for _, group := range t.groups {
		for _, binding := range s.naming(group) {
			if why := s.inexpressible(binding); why != "" {
				t.setBeside(binding, why)
				continue
			}
			given = append(given, binding)
		}
	}
	slices.SortFunc(given, func(a, b *access.Binding) int { return compareRefs(a.Ref(), b.Ref()) })
	s.shape(t, slices.Compact(given)) // a binding may name two groups of the team
}

func (t *team) setBeside(binding *access.Binding, why string) {
	named := func(b beside) bool { return b.binding == binding }
	if !slices.ContainsFunc(t.beside, named) {
		t.beside = append(t.beside, beside{binding, why})
	}
}

// entryGroups are the groups that an access entry carries for the team.
func (t *team) entryGroups() []string {
	if t.charts != nil {
		return t.groups
	}
	return groupsOf(t.grants)
}

func groupsOf(all []grants.Grant) []string {
	var groups []string
	for _, g := range all {
		groups = append(groups, g.Group)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
