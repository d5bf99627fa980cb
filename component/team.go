package component

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/scientist-access/scientist-access/internal/grants"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// team is a TeamArgs with its defaults filled in, and its grants in the order of registration.
type team struct {
	name       string // empty for the only team of an instance
	names      names.Objects
	namespaces []string
	grants     []grants.Grant
	guardrails *GuardrailsArgs // nil for none
	statements []policy.Statement
	// foreign says that the objects of the grants exist already and are left alone.
	foreign bool
}

func (args *ScientistAccessArgs) teams() []team {
	if args.Teams == nil {
		return []team{args.newTeam("", args.onlyTeam())}
	}
	var teams []team
	for _, name := range slices.Sorted(maps.Keys(args.Teams)) {
		teams = append(teams, args.newTeam(name, args.Teams[name]))
	}
	return teams
}

// onlyTeam is the team of an instance without Teams.
func (args *ScientistAccessArgs) onlyTeam() TeamArgs {
	namespaces := args.Namespaces
	if namespaces == nil && args.HelmCharts == nil {
		namespaces = []string{DefaultNamespace}
	}
	return TeamArgs{
		Namespaces: namespaces, Capabilities: args.Capabilities, Policy: args.Policy,
		AllowDangerous: args.AllowDangerous, AccessPolicies: args.AccessPolicies, HelmCharts: args.HelmCharts,
		Guardrails: args.Guardrails,
	}
}

func (args *ScientistAccessArgs) namePrefix() string {
	if args.NamePrefix == "" {
		return DefaultNamePrefix
	}
	return args.NamePrefix
}

func (args *ScientistAccessArgs) newTeam(name string, of TeamArgs) team {
	t := team{name: name, names: names.ForTeam(args.namePrefix(), name), guardrails: of.Guardrails, statements: of.statements()}
	if of.HelmCharts != nil {
		t.grants, t.foreign = of.HelmCharts.grants(), !of.HelmCharts.CreateObjects
		for _, g := range t.grants {
			if g.Namespace != "" {
				t.namespaces = append(t.namespaces, g.Namespace)
			}
		}
		return t
	}
	t.namespaces = sorted(of.Namespaces)
	t.grants = grants.Of(t.names, t.namespaces, of.policy())
	return t
}

// policy is everything that the team may do. If it comes from one source alone, it stays as written.
func (t TeamArgs) policy() policy.Policy {
	named := t.named()
	switch {
	case t.Policy.IsZero():
		return named
	case named.IsZero():
		return t.Policy
	}
	return named.Union(t.Policy)
}

// named is the part of the team's policy that users pick by name.
func (t TeamArgs) named() policy.Policy {
	// Validate has already refused unknown names.
	named, _ := policy.Combine(t.capabilities()...)
	return named
}

// capabilities are those that users pick by name, or the documented policy if there is nothing else that gives rights.
func (t TeamArgs) capabilities() []string {
	if len(t.Capabilities) == 0 && t.Policy.IsZero() && len(t.AccessPolicies) == 0 && t.HelmCharts == nil {
		return []string{policy.DocumentedName}
	}
	return t.Capabilities
}

// CapabilitiesOf are the names of the capabilities of a principal's teams, among them "documented" for a team that has the
// documented policy for want of others.
func (args *ScientistAccessArgs) CapabilitiesOf(principal PrincipalArgs) []string {
	if args.Teams == nil {
		return args.onlyTeam().capabilities()
	}
	var all []string
	for _, name := range principal.Teams {
		all = append(all, args.Teams[name].capabilities()...)
	}
	return unique(all)
}

// Objects are the Kubernetes objects that the component creates. The arguments must be valid.
func (args *ScientistAccessArgs) Objects() []corev1.ObjectReference {
	var objects []corev1.ObjectReference
	ours := ours(args.teams())
	if args.CreateNamespaces {
		for _, name := range namespacesOf(ours) {
			objects = append(objects, corev1.ObjectReference{Kind: "Namespace", Name: name})
		}
	}
	for _, t := range args.teams() {
		objects = append(objects, t.guardrailObjects()...)
	}
	for _, t := range ours {
		for _, g := range t.grants {
			kind := "Role"
			if g.Namespace == "" {
				kind = "ClusterRole"
			}
			objects = append(objects,
				corev1.ObjectReference{Kind: kind, Namespace: g.Namespace, Name: g.Role},
				corev1.ObjectReference{Kind: kind + "Binding", Namespace: g.Namespace, Name: g.Binding})
		}
	}
	return objects
}

// groupsOf are the groups in the bindings of teams, sorted. An access entry never carries a group without a binding.
func groupsOf(teams []team) []string {
	var groups []string
	for _, t := range teams {
		for _, g := range t.grants {
			groups = append(groups, g.Group)
		}
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}

// among are those of the teams that the principal belongs to.
func (p PrincipalArgs) among(teams []team) []team {
	return slices.DeleteFunc(slices.Clone(teams), func(t team) bool { return !p.belongsTo(t) })
}

// belongsTo reports whether a principal is a member of the team. Everybody is a member of the only team.
func (p PrincipalArgs) belongsTo(t team) bool {
	return t.name == "" || slices.Contains(p.Teams, t.name)
}
