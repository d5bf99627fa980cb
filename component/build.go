package component

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// builder registers the children of a ScientistAccess and collects its outputs.
type builder struct {
	ctx       *pulumi.Context
	name      string
	args      *ScientistAccessArgs
	teams     []team
	component *ScientistAccess
	after     []pulumi.ResourceOption // what the component depends on

	cluster      eks.LookupClusterResultOutput
	lastBinding  map[string]pulumi.Resource // by team
	clusterRoles pulumi.StringArray
	roles        pulumi.StringArray
	entries      map[string]*eks.AccessEntry
}

func (b *builder) build() error {
	b.lastBinding = map[string]pulumi.Resource{}
	b.entries = map[string]*eks.AccessEntry{}
	b.cluster = eks.LookupClusterOutput(b.ctx, eks.LookupClusterOutputArgs{Name: b.args.ClusterName}, pulumi.Parent(b.component))

	for _, warning := range b.args.Warnings() {
		// Failing to deliver a warning is not a reason to stop.
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

func (b *builder) setOutputs() {
	c := b.component
	c.Groups = pulumi.ToStringArray(groupsOf(b.teams)).ToStringArrayOutput()
	c.PrincipalGroups = b.ofPrincipals(groupsOf).ToStringArrayMapOutput()
	c.PrincipalNamespaces = b.ofPrincipals(namespacesOf).ToStringArrayMapOutput()
	c.ClusterRoles = b.clusterRoles.ToStringArrayOutput()
	c.Roles = b.roles.ToStringArrayOutput()
	c.AccessEntries, c.AccessEntryArns = b.entries, arnsOf(b.entries)
	c.IAMPolicies = b.iamPolicies().ToStringMapOutput()
}

func arnsOf(entries map[string]*eks.AccessEntry) pulumi.StringMapOutput {
	arns := pulumi.StringMap{}
	for key, entry := range entries {
		arns[key] = entry.AccessEntryArn
	}
	return arns.ToStringMapOutput()
}

// ofPrincipals collects a property of each principal's teams, by principal key.
func (b *builder) ofPrincipals(property func([]team) []string) pulumi.StringArrayMap {
	values := pulumi.StringArrayMap{}
	for key, principal := range b.args.Principals {
		values[key] = pulumi.ToStringArray(property(b.teamsOf(principal)))
	}
	return values
}

func (b *builder) teamsOf(principal PrincipalArgs) []team {
	return principal.among(b.teams)
}

// child adds the options that every child needs to its own.
func (b *builder) child(opts ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return slices.Concat([]pulumi.ResourceOption{pulumi.Parent(b.component)}, b.after, opts)
}

// dependencies are options that make a child depend on whatever the component depends on. Unlike providers, protection,
// aliases and transformations, dependencies are not inherited in Go.
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
