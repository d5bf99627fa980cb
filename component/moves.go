package component

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/internal/stackstate"
)

const entryResourceType = "aws:eks/accessEntry:AccessEntry"

// watchMoves is the option that the component needs, so that moves can be refused. It does nothing if no entry follows
// its key.
func (b *builder) watchMoves() pulumi.ResourceOption {
	for _, principal := range b.args.Principals {
		if _, known := plain(principal.Arn); !known {
			var first pulumi.ResourceOption
			b.state, first = stackstate.NewReader(b.ctx)
			return first
		}
	}
	return pulumi.ResourceHooks(nil)
}

// refuseMoves refuses to create an entry that follows its key, if the principal has one under another name. EKS allows
// one entry per principal, and entries are created before others are deleted. It is refused at preview, as far as the
// ARN is known there.
func (b *builder) refuseMoves(key string) pulumi.ResourceOption {
	if _, known := plain(b.args.Principals[key].Arn); known {
		return pulumi.ResourceHooks(nil)
	}
	return stackstate.BeforeCreate(b.ctx, func(entry *pulumi.ResourceHookArgs) error {
		resources, err := b.state.Resources()
		if err != nil {
			_ = b.ctx.Log.Debug(err.Error(), nil)
			return nil // EKS will refuse it
		}
		return b.checkMove(key, entry, resources)
	})
}

func (b *builder) checkMove(key string, entry *pulumi.ResourceHookArgs, resources map[string]stackstate.Resource) error {
	urn, found := entryOf(resources, stackstate.Text(entry.NewInputs["clusterName"]), stackstate.Text(entry.NewInputs["principalArn"]))
	if !found || urn == string(entry.URN) {
		return nil
	}
	_, replaces := resources[string(entry.URN)]
	return field.Forbidden(principalPath(key).Child("arn"), fmt.Sprintf(
		"the principal has the access entry %s in this stack, and EKS allows one entry per principal: %s",
		nameOf(urn), b.wayToMove(key, urn, replaces)))
}

// entryOf is the entry of a principal in the state. There is none of one that is not known.
func entryOf(resources map[string]stackstate.Resource, cluster, arn string) (urn string, found bool) {
	for urn, r := range resources {
		if r.Type == entryResourceType && r.Outputs.ClusterName == cluster && r.Outputs.PrincipalArn == arn {
			return urn, true
		}
	}
	return "", false
}

// wayToMove tells how the entry keeps its principal.
func (b *builder) wayToMove(key, urn string, replaces bool) string {
	former, below := strings.CutPrefix(nameOf(urn), names.KeyedEntry(b.name, ""))
	_, current := b.args.Principals[former]
	switch {
	case below && strings.Contains(former, ":"):
		return fmt.Sprintf("first run: pulumi state rename '%s' %s", urn, names.KeyedEntry(b.name, key))
	case !below:
		return "remove it there first, in an update of its own"
	case replaces || current:
		return "keys in use cannot be swapped or taken over: first rename them to new ones, with formerKeys, in an update of their own"
	}
	return fmt.Sprintf("add formerKeys: [%s]", former)
}

func nameOf(urn string) string { return urn[strings.LastIndex(urn, "::")+2:] }
