package component

import (
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
	c.Groups = pulumi.ToStringArray(groupsOf(b.teams)).ToStringArrayOutput()
	c.PrincipalGroups = b.ofPrincipals(groupsOf).ToStringArrayMapOutput()
	c.PrincipalNamespaces = b.ofPrincipals(namespacesOf).ToStringArrayMapOutput()
	c.ClusterRoles = b.clusterRoles.ToStringArrayOutput()
	c.Roles = b.roles.ToStringArrayOutput()
	c.AccessEntryArns = b.entries.ToStringMapOutput()
	return pulumi.Map{
		"groups":              c.Groups,
		"principalGroups":     c.PrincipalGroups,
		"principalNamespaces": c.PrincipalNamespaces,
		"clusterRoles":        c.ClusterRoles,
		"roles":               c.Roles,
		"accessEntryArns":     c.AccessEntryArns,
	}
}

// ofPrincipals tells something of each principal's teams, by its key.
func (b *builder) ofPrincipals(tell func([]team) []string) pulumi.StringArrayMap {
	told := pulumi.StringArrayMap{}
	for key, principal := range b.args.Principals {
		told[key] = pulumi.ToStringArray(tell(b.teamsOf(principal)))
	}
	return told
}

func (b *builder) teamsOf(principal PrincipalArgs) []team {
	return slices.DeleteFunc(slices.Clone(b.teams), func(t team) bool { return !principal.belongsTo(t) })
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
