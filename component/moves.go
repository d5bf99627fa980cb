package component

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// hasEntry is the problem of a principal that would get a second access entry.
const hasEntry = "the principal has an access entry on the cluster already, and EKS allows one per principal: " +
	"if another key of this stack has it, add that one to formerKeys; keys in use cannot be swapped or taken over: first " +
	"rename them to new ones, with formerKeys, in an update of their own; if the ARN was plain before, first rename the " +
	"entry and its access policies with pulumi state rename; if it is not this stack's, import it"

// refuseMoves refuses to create an entry that follows its key, if the principal has one. EKS would refuse it too, but not
// in a preview.
func (b *builder) refuseMoves(key string) pulumi.ResourceOption {
	if _, known := plain(b.args.Principals[key].Arn); known {
		return pulumi.ResourceHooks(nil)
	}
	return stackhooks.BeforeCreate(b.ctx, func(entry *pulumi.ResourceHookArgs) error {
		wanted := &eks.LookupAccessEntryArgs{
			ClusterName:  stackhooks.Text(entry.NewInputs["clusterName"]),
			PrincipalArn: stackhooks.Text(entry.NewInputs["principalArn"]),
		}
		if wanted.ClusterName == "" || wanted.PrincipalArn == "" {
			return nil // not known yet
		}
		if _, err := eks.LookupAccessEntry(b.ctx, wanted, pulumi.Parent(b.component)); err != nil {
			return nil // there is none, or EKS will say
		}
		return field.Forbidden(principalPath(key).Child("arn"), hasEntry)
	})
}
