package propose

import (
	"maps"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/internal/names"
)

// draft is a proposal for the candidates of a survey.
type draft struct {
	survey *survey
	prefix string
	teams  []*team
	people []access.Entry // whom the stack takes over, sorted by ARN
}

// draft leaves out, one round after the other, whomever a stack cannot give exactly what they have. Who is left changes
// who shares groups, and so the teams.
func (s *survey) draft() *draft {
	for {
		d := &draft{survey: s, teams: s.teams(), people: s.candidates}
		d.prefix = s.name(d.teams)
		out := d.inexpressible()
		if len(out) == 0 {
			out = d.changed()
		}
		if len(out) == 0 {
			return d
		}
		s.candidates = slices.DeleteFunc(slices.Clone(s.candidates), func(entry access.Entry) bool {
			why, isOut := out[entry.PrincipalARN]
			if isOut {
				s.leave(entry, why)
			}
			return isOut
		})
	}
}

// inexpressible are the members of teams whose rights a stack cannot give, by ARN, with the reason.
func (d *draft) inexpressible() map[string]string {
	out := map[string]string{}
	for _, t := range d.teams {
		why := t.inexpressible()
		for _, arn := range t.members {
			if why != "" && out[arn] == "" {
				out[arn] = why
			}
		}
	}
	return out
}

// inexpressible is why a stack cannot give a team its rights; empty if it can. Bindings beside the stack's own go on to
// give theirs where the groups keep their names.
func (t *team) inexpressible() string {
	if len(t.beside) > 0 && !slices.Equal(t.entryGroups(), t.groups) {
		var reasons []string
		for _, b := range t.beside {
			reasons = append(reasons, b.binding.Ref().String()+": "+b.why)
		}
		return "its rights by " + strings.Join(t.groups, ", ") + " cannot be expressed: " + strings.Join(reasons, "; ")
	}
	if why := t.refused(); why != "" {
		return "its rights by " + strings.Join(t.groups, ", ") + " are refused: " + why
	}
	return ""
}

// changed are the principals whose rights the draft would change, although it should not.
func (d *draft) changed() map[string]string {
	out := map[string]string{}
	for _, a := range d.changes().Access {
		for _, p := range a.Principals {
			if changesRights(a) && d.takes(p) {
				out[p.Name] = "a stack would not give it exactly the rights that it has"
			}
		}
	}
	return out
}

func (d *draft) takes(p access.Principal) bool {
	return p.Kind == access.IAM && hasEntry(d.people, p.Name)
}

// teamsOf are those of which a principal is a member.
func (d *draft) teamsOf(arn string) []*team {
	return slices.DeleteFunc(slices.Clone(d.teams), func(t *team) bool { return !slices.Contains(t.members, arn) })
}

// config is the draft as a stack's configuration.
func (d *draft) config() Config {
	c := Config{}
	if len(d.teams) == 1 {
		c = d.teams[0].config().only()
	} else {
		c.Teams = map[string]Team{}
		for _, t := range d.teams {
			c.Teams[t.name] = t.config()
		}
	}
	c.Region, c.ClusterName, c.Principals = d.survey.live.Region, d.survey.live.Cluster, d.principals()
	if d.prefix != names.DefaultPrefix {
		c.NamePrefix = d.prefix
	}
	return c
}

func (d *draft) principals() map[string]Principal {
	principals := map[string]Principal{}
	for _, entry := range d.people {
		p := Principal{ARN: entry.PrincipalARN}
		p.UserName, _ = userName(entry)
		for _, t := range d.teamsOf(entry.PrincipalARN) {
			if t.name != "" {
				p.Teams = append(p.Teams, t.name)
			}
		}
		slices.Sort(p.Teams)
		key := free(keyOf(entry.PrincipalARN), func(key string) bool { _, taken := principals[key]; return !taken })
		principals[key] = p
	}
	return principals
}

// standIns are the namespaces of teams that have rights in none.
func (d *draft) standIns() *notes {
	all := &notes{}
	for _, t := range d.teams {
		if t.charts == nil && len(t.policy.Namespace) == 0 {
			all.add("namespaces", t.namespaces[0]+" is named because a stack must name one: nothing is made in it for "+
				strings.Join(t.groups, ", "))
		}
	}
	return all
}

// entries are the access entries that the stack makes.
func (d *draft) entries() map[string]access.Entry {
	entries := map[string]access.Entry{}
	for _, entry := range d.people {
		groups := map[string]bool{}
		for _, t := range d.teamsOf(entry.PrincipalARN) {
			for _, group := range t.entryGroups() {
				groups[group] = true
			}
		}
		name, _ := userName(entry)
		entries[entry.PrincipalARN] = access.Entry{
			Origin: entry.Origin, PrincipalARN: entry.PrincipalARN, ARN: entry.ARN, UserName: name,
			Groups: slices.Sorted(maps.Keys(groups)),
		}
	}
	return entries
}
