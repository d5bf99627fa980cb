package component

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/names"
)

// entryType is the type of entry for people and workloads; other types are for nodes and take no groups.
const entryType = "STANDARD"

func (b *builder) createEntries() error {
	arns, watch := newARNRegister(), b.watchEntries()
	for _, key := range slices.Sorted(maps.Keys(b.args.Principals)) {
		if err := b.createEntry(key, b.args.Principals[key], arns, watch); err != nil {
			return err
		}
	}
	return nil
}

// watchEntries is what goes on beside the creation and the updates of all entries.
func (b *builder) watchEntries() pulumi.ResourceOption {
	paths := map[string]string{}
	for key, principal := range b.args.Principals {
		paths[b.entryName(key, principal)] = principalPath(key).String()
	}
	return pulumi.Composite(b.refuseLostUpdates(paths), b.explainWaiting(paths))
}

func (b *builder) createEntry(key string, principal PrincipalArgs, arns *arnRegister, watch pulumi.ResourceOption) error {
	path := principalPath(key)
	args := &eks.AccessEntryArgs{
		ClusterName: checked(b.args.ClusterName, func(name string) *field.Error {
			return checkClusterName(clusterNamePath, name)
		}),
		PrincipalArn: checked(principal.Arn, func(arn string) *field.Error {
			if err := iam.CheckARN(path.Child("arn"), arn); err != nil {
				return err
			}
			return arns.add(key, arn)
		}),
		KubernetesGroups: pulumi.ToStringArray(groupsOf(b.teamsOf(principal))),
		Type:             pulumi.String(entryType),
		Tags:             b.args.Tags,
		UserName:         userName(path.Child("userName"), principal),
	}

	// Replacements are created first: one whose principal has an entry already is refused before any entry is deleted.
	entry, err := eks.NewAccessEntry(b.ctx, b.entryName(key, principal), args,
		b.child(pulumi.DependsOn(b.lastBindingsOf(principal)), aliased(b.formerNames(key, principal)), b.refuseMoves(key), watch)...)
	if err != nil {
		return fmt.Errorf("access entry of principal %q: %w", key, err)
	}
	b.entries[key] = entry
	if err := b.associate(key, args, entry); err != nil {
		return fmt.Errorf("access policies of principal %q: %w", key, err)
	}
	return nil
}

// userName is always set: a name that is left out stays what somebody else has made it.
func userName(path *field.Path, principal PrincipalArgs) pulumi.StringInput {
	if principal.UserName == nil {
		return principal.Arn.ToStringOutput().ApplyT(iam.DefaultUserName).(pulumi.StringOutput)
	}
	return checked(principal.UserName, func(name string) *field.Error { return iam.CheckUserName(path, name) })
}

// entryName follows the principal, so that keys can be renamed, moved and swapped without touching an entry. An output
// cannot be part of a name, so its entry follows the key.
func (b *builder) entryName(key string, principal PrincipalArgs) string {
	if arn, known := plain(principal.Arn); known {
		return names.Entry(b.name, arn)
	}
	return names.KeyedEntry(b.name, key)
}

// formerNames are the names that the principal's entry may have in the state.
func (b *builder) formerNames(key string, principal PrincipalArgs) []string {
	keys := principal.FormerKeys
	if _, known := plain(principal.Arn); known {
		keys = append([]string{key}, keys...)
	}
	var former []string
	for _, key := range keys {
		former = append(former, names.KeyedEntry(b.name, key))
	}
	return former
}

func aliased(former []string) pulumi.ResourceOption {
	var aliases []pulumi.Alias
	for _, name := range former {
		aliases = append(aliases, pulumi.Alias{Name: pulumi.String(name)})
	}
	return pulumi.Aliases(aliases)
}

// lastBindingsOf are those of the principal's teams. When they exist, the principal may sign in.
func (b *builder) lastBindingsOf(principal PrincipalArgs) []pulumi.Resource {
	var bindings []pulumi.Resource
	for _, t := range b.teamsOf(principal) {
		if binding, ok := b.lastBinding[t.name]; ok {
			bindings = append(bindings, binding)
		}
	}
	return bindings
}

// checked fails with the error of check, as soon as the value is known.
func checked(input pulumi.StringInput, check func(string) *field.Error) pulumi.StringOutput {
	return input.ToStringOutput().ApplyT(func(value string) (string, error) {
		if err := check(value); err != nil {
			return "", err
		}
		return value, nil
	}).(pulumi.StringOutput)
}
