package component

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/names"
)

// The scopes of an access policy.
const (
	ClusterScope    = "cluster"
	NamespacesScope = "namespaces"
)

// AccessPolicyArgs is one of EKS's own access policies, beside the Kubernetes roles. AWS decides what it grants, and RBAC
// does not show it: neither kubectl auth can-i --list nor impersonation.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
type AccessPolicyArgs struct {
	// Policy is the name of one that AWS documents for people, see [policy.AccessPolicies], or the ARN of any. Required.
	Policy string

	// Scope is where it holds: [ClusterScope], or [NamespacesScope], those of the team, or for a principal those of its teams.
	// Default: [NamespacesScope].
	Scope string

	// Namespaces are those in which it holds instead, for what is not in the team's, such as the templates of spaces. A * in
	// a name stands for any characters. EKS does not look whether they exist. Default: none.
	Namespaces []string
}

// association is an access policy of one principal. EKS associates a policy with a principal but once, so its scope is the
// union of all that the principal and its teams ask for.
type association struct {
	policy     string   // its name
	namespaces []string // sorted; none for the whole cluster
}

// placed is an access policy with where it stands in the arguments, and the namespaces that it has by default.
type placed struct {
	AccessPolicyArgs
	path  *field.Path
	own   []string
	again bool // the same policy stands in the list before
}

// in are the namespaces in which the policy holds; none for the whole cluster.
func (p placed) in() []string {
	switch {
	case p.Scope == ClusterScope:
		return nil
	case p.Namespaces != nil:
		return p.Namespaces
	}
	return p.own
}

// name is the last part of the policy's ARN.
func (a AccessPolicyArgs) name() string { return a.Policy[strings.LastIndex(a.Policy, "/")+1:] }

// teamPolicies are the access policies of a team.
func (args *ScientistAccessArgs) teamPolicies(t team) []placed {
	path, given := field.NewPath("accessPolicies"), args.AccessPolicies
	if args.Teams != nil {
		path, given = teamsPath.Child(t.name, "accessPolicies"), args.Teams[t.name].AccessPolicies
	}
	return placedAt(path, given, t.namespaces)
}

// ownPolicies are the access policies of a principal, beside those of its teams.
func (args *ScientistAccessArgs) ownPolicies(key string, teams []team) []placed {
	principal := args.Principals[key]
	return placedAt(principalPath(key).Child("accessPolicies"), principal.AccessPolicies, namespacesOf(principal.among(teams)))
}

func placedAt(path *field.Path, given []AccessPolicyArgs, own []string) []placed {
	var all []placed
	for i, a := range given {
		again := slices.ContainsFunc(given[:i], func(before AccessPolicyArgs) bool { return before.name() == a.name() })
		all = append(all, placed{a, path.Index(i), own, again})
	}
	return all
}

// allPolicies are the access policies of all teams and principals.
func (args *ScientistAccessArgs) allPolicies(teams []team) []placed {
	var all []placed
	for _, t := range teams {
		all = append(all, args.teamPolicies(t)...)
	}
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		all = append(all, args.ownPolicies(key, teams)...)
	}
	return all
}

// associations are those of a principal, by the name of the policy.
func (args *ScientistAccessArgs) associations(key string, teams []team) []association {
	given := args.ownPolicies(key, teams)
	for _, t := range args.Principals[key].among(teams) {
		given = append(given, args.teamPolicies(t)...)
	}
	scopes := map[string][]string{}
	for _, p := range given {
		before, again := scopes[p.name()]
		switch {
		case len(p.in()) == 0 || again && len(before) == 0:
			scopes[p.name()] = nil
		default:
			scopes[p.name()] = append(before, p.in()...)
		}
	}
	var all []association
	for _, name := range slices.Sorted(maps.Keys(scopes)) {
		all = append(all, association{name, slices.Compact(sorted(scopes[name]))})
	}
	return all
}

// AccessPolicyNamespaces are the namespaces in which access policies hold, as they are named: a * stands for any characters.
// EKS does not look whether they exist. The arguments must be valid.
func (args *ScientistAccessArgs) AccessPolicyNamespaces() []string {
	var all []string
	for _, p := range args.allPolicies(args.teams()) {
		all = append(all, p.in()...)
	}
	return slices.Compact(sorted(all))
}

// associate gives a principal its access policies once its entry exists, and takes them before that goes.
func (b *builder) associate(key string, of *eks.AccessEntryArgs, entry *eks.AccessEntry) error {
	principal := b.args.Principals[key]
	for _, a := range b.args.associations(key, b.teams) {
		former := b.formerNames(key, principal)
		for i := range former {
			former[i] = names.Association(former[i], a.policy)
		}
		scope := &eks.AccessPolicyAssociationAccessScopeArgs{Type: pulumi.String("cluster")}
		if len(a.namespaces) > 0 {
			scope.Type, scope.Namespaces = pulumi.String("namespace"), pulumi.ToStringArray(a.namespaces)
		}
		// EKS knows a policy but once on an entry: of a replacement that is created first, the deletion would remove both.
		_, err := eks.NewAccessPolicyAssociation(b.ctx, names.Association(b.entryName(key, principal), a.policy),
			&eks.AccessPolicyAssociationArgs{
				ClusterName: of.ClusterName, PrincipalArn: of.PrincipalArn, AccessScope: scope, PolicyArn: b.policyARN(a, of.PrincipalArn),
			},
			b.child(pulumi.DependsOn([]pulumi.Resource{entry}), pulumi.DeleteBeforeReplace(true), aliased(former))...)
		if err != nil {
			return err
		}
	}
	return nil
}

// policyARN is in the partition of the principal, which may be an output. It is not secret, even if the principal is.
func (b *builder) policyARN(a association, principal pulumi.StringInput) pulumi.StringOutput {
	given := b.args.allPolicies(b.teams)
	arn := principal.ToStringOutput().ApplyT(func(principal string) (string, error) {
		for _, p := range given {
			if problem := p.checkPartition(iam.Partition(principal)); p.name() == a.policy && problem != nil {
				return "", problem
			}
		}
		return accessPolicyARN(iam.Partition(principal), a.policy), nil
	}).(pulumi.StringOutput)
	return pulumi.Unsecret(arn).(pulumi.StringOutput)
}

func accessPolicyARN(partition, name string) string {
	return "arn:" + partition + ":eks::aws:cluster-access-policy/" + name
}
