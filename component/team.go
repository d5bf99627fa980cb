package component

import (
	"maps"
	"slices"

	"github.com/scientist-access/scientist-access/policy"
)

// team is a TeamArgs with its defaults filled in, in the order in which its objects are registered.
type team struct {
	name       string // empty for the only team of an instance
	names      names
	namespaces []string
	policy     policy.Policy
}

func (args *ScientistAccessArgs) teams() []team {
	if args.Teams == nil {
		namespaces := args.Namespaces
		if namespaces == nil {
			namespaces = []string{DefaultNamespace}
		}
		return []team{newTeam(args.namePrefix(), "", TeamArgs{Namespaces: namespaces, Policy: args.Policy})}
	}

	var teams []team
	for _, name := range slices.Sorted(maps.Keys(args.Teams)) {
		teams = append(teams, newTeam(args.namePrefix(), name, args.Teams[name]))
	}
	return teams
}

func (args *ScientistAccessArgs) namePrefix() string {
	if args.NamePrefix == "" {
		return DefaultNamePrefix
	}
	return args.NamePrefix
}

func newTeam(prefix, name string, args TeamArgs) team {
	t := team{
		name:       name,
		names:      teamNames(prefix, name),
		namespaces: slices.Sorted(slices.Values(args.Namespaces)),
		policy:     args.Policy,
	}
	if t.policy.IsZero() {
		t.policy = policy.Documented()
	}
	return t
}

// groups are those that the team's bindings name, and no others: an access entry never carries a group that
// nothing binds.
func (t team) groups() []string {
	var groups []string
	if len(t.policy.Cluster) > 0 {
		groups = append(groups, t.names.clusterGroup())
	}
	if len(t.policy.Namespace) > 0 || len(t.policy.Elsewhere) > 0 {
		groups = append(groups, t.names.namespaceGroup())
	}
	return groups
}

// resource names the Pulumi resources of the team. A slash is in no team's and no namespace's name, so two
// different places never share a resource name.
func (t team) resource(component string, place ...string) string {
	name := component
	if t.name != "" {
		name += "/" + t.name
	}
	for _, p := range place {
		name += "/" + p
	}
	return name
}

// belongsTo reports whether a principal is a member; everybody is a member of the only team.
func (p PrincipalArgs) belongsTo(t team) bool {
	return t.name == "" || slices.Contains(p.Teams, t.name)
}
