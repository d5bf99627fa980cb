package component

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// builder registers the children of one ScientistAccess and gathers what its outputs are made of.
type builder struct {
	ctx       *pulumi.Context
	name      string
	args      *ScientistAccessArgs
	teams     []team
	component *ScientistAccess
	after     []pulumi.ResourceOption // what the component depends on

	bindings     map[string][]pulumi.Resource // by team
	clusterRoles pulumi.StringArray
	roles        pulumi.StringArray
	entries      pulumi.StringMap
}

func (b *builder) build() error {
	b.bindings = map[string][]pulumi.Resource{}
	b.entries = pulumi.StringMap{}

	for _, warning := range b.args.Warnings() {
		// A warning that cannot be delivered is no reason to stop.
		_ = b.ctx.Log.Warn(warning, &pulumi.LogArgs{Resource: b.component})
	}
	namespaces, err := b.createNamespaces()
	if err != nil {
		return err
	}
	for _, t := range b.teams {
		if err := b.createTeam(t, namespaces); err != nil {
			return err
		}
	}
	return b.createEntries()
}

func (b *builder) outputs() pulumi.Map {
	c := b.component
	c.Groups = pulumi.ToStringArray(b.groups()).ToStringArrayOutput()
	c.PrincipalGroups = b.principalGroups().ToStringArrayMapOutput()
	c.ClusterRoles = b.clusterRoles.ToStringArrayOutput()
	c.Roles = b.roles.ToStringArrayOutput()
	c.AccessEntryArns = b.entries.ToStringMapOutput()
	return pulumi.Map{
		"groups":          c.Groups,
		"principalGroups": c.PrincipalGroups,
		"clusterRoles":    c.ClusterRoles,
		"roles":           c.Roles,
		"accessEntryArns": c.AccessEntryArns,
	}
}

func (b *builder) groups() []string {
	var groups []string
	for _, t := range b.teams {
		groups = append(groups, t.groups()...)
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}

func (b *builder) principalGroups() pulumi.StringArrayMap {
	groups := pulumi.StringArrayMap{}
	for key, principal := range b.args.Principals {
		groups[key] = pulumi.ToStringArray(b.groupsOf(principal))
	}
	return groups
}

// groupsOf is the union of the groups of the principal's teams. It is always sent, even where it is empty: the
// AWS provider keeps the old groups of an entry that leaves them out.
func (b *builder) groupsOf(principal PrincipalArgs) []string {
	groups := map[string]bool{}
	for _, t := range b.teams {
		if !principal.belongsTo(t) {
			continue
		}
		for _, group := range t.groups() {
			groups[group] = true
		}
	}
	return slices.Sorted(maps.Keys(groups))
}

// child prepends what every child resource needs to its own options.
func (b *builder) child(opts ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return slices.Concat([]pulumi.ResourceOption{pulumi.Parent(b.component)}, b.after, opts)
}

// dependencies are the options that make a child depend on what the component depends on. Parents, providers,
// protection, aliases and transformations are inherited without our doing; dependencies are not.
func dependencies(opts []pulumi.ResourceOption) ([]pulumi.ResourceOption, error) {
	given, err := pulumi.NewResourceOptions(opts...)
	if err != nil {
		return nil, err
	}
	after := []pulumi.ResourceOption{pulumi.DependsOn(given.DependsOn)}
	for _, outputs := range given.DependsOnInputs {
		after = append(after, pulumi.DependsOnInputs(outputs))
	}
	return after, nil
}
