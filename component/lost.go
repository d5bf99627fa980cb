package component

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// refuseLostUpdates refuses the update of an entry after one that EKS has refused. Pulumi has noted that one as done, and would send
// nothing: a group that was revoked would stay, and every command would say that it is gone.
// Source: https://github.com/pulumi/pulumi/issues/21458
// The paths of the principals are by the name of the resource.
func (b *builder) refuseLostUpdates(paths map[string]string) pulumi.ResourceOption {
	return stackhooks.BeforeUpdate(b.ctx, func(entry *pulumi.ResourceHookArgs) error {
		is, err := eks.LookupAccessEntry(b.ctx, &eks.LookupAccessEntryArgs{
			ClusterName:  stackhooks.Text(entry.NewInputs["clusterName"]),
			PrincipalArn: stackhooks.Text(entry.NewInputs["principalArn"]),
		}, pulumi.Parent(b.component))
		if err != nil {
			return nil // EKS will say it
		}
		lost := lostIn(entry.NewInputs, entry.OldOutputs, propertiesOf(is))
		if len(lost) == 0 {
			return nil
		}
		return fmt.Errorf("%s: its access entry has other %s in EKS than the state of the stack tells, because an update was "+
			"refused or somebody changed it, and this update would not notice: run pulumi up --refresh",
			paths[entry.Name], strings.Join(lost, " and "))
	})
}

// sentTogether are the properties of an access entry that an update sends, in one request each, if one of them differs
// from the state.
// Source: https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/access_entry.go
var sentTogether = []map[resource.PropertyKey]string{
	{"kubernetesGroups": "groups", "userName": "user name"},
	{"tagsAll": "tags"},
}

// lostIn names what an update does not send, because the state has it, and EKS has not.
func lostIn(wanted, had, is resource.PropertyMap) []string {
	var lost []string
	for _, request := range sentTogether {
		same := func(key resource.PropertyKey, other resource.PropertyMap) bool {
			return normal(wanted[key]).DeepEquals(normal(other[key]))
		}
		keys := slices.Sorted(maps.Keys(request))
		if slices.ContainsFunc(keys, func(key resource.PropertyKey) bool { return !same(key, had) }) {
			continue
		}
		for _, key := range keys {
			if !same(key, is) {
				lost = append(lost, request[key])
			}
		}
	}
	return lost
}

// normal is a value in the form in which it is compared: groups are a set.
func normal(value resource.PropertyValue) resource.PropertyValue {
	value = stackhooks.Plain(value)
	if !value.IsArray() {
		return value
	}
	items := value.ArrayValue()
	slices.SortFunc(items, func(a, b resource.PropertyValue) int { return cmp.Compare(stackhooks.Text(a), stackhooks.Text(b)) })
	return resource.NewProperty(items)
}

func propertiesOf(is *eks.LookupAccessEntryResult) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(map[string]any{
		"kubernetesGroups": is.KubernetesGroups, "userName": is.UserName, "tagsAll": is.Tags,
	})
}
