package existing

import (
	"context"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"

	"github.com/scientist-access/scientist-access/internal/awserror"
	"github.com/scientist-access/scientist-access/internal/owner"
)

// looker looks for things on the cluster.
type looker struct {
	ctx     *pulumi.Context
	cluster string
	client  metadata.Interface
	stack   string
}

// resources are what the API server calls the objects of the component.
var resources = map[string]schema.GroupVersionResource{
	"Namespace":          {Version: "v1", Resource: "namespaces"},
	"ClusterRole":        {Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterroles"},
	"ClusterRoleBinding": {Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "clusterrolebindings"},
	"Role":               {Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "roles"},
	"RoleBinding":        {Group: "rbac.authorization.k8s.io", Version: "v1", Resource: "rolebindings"},

	"ValidatingAdmissionPolicy": {
		Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingadmissionpolicies",
	},
	"ValidatingAdmissionPolicyBinding": {
		Group: "admissionregistration.k8s.io", Version: "v1", Resource: "validatingadmissionpolicybindings",
	},
}

// look reports whether somebody else has made the thing, and who keeps it if it tells. What the stack itself made and
// does not know any more, because an update was killed, is the stack's.
func (l *looker) look(ctx context.Context, t thing) (by string, found bool, err error) {
	if t.kind == accessEntry {
		return l.lookUpEntry(t)
	}
	object, err := l.client.Resource(resources[t.kind]).Namespace(t.namespace).Get(ctx, t.name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return "", false, nil
	}
	if err != nil || object.Annotations[owner.Mark] == l.stack {
		return "", false, err
	}
	return owner.Of(object.ObjectMeta), true, nil
}

// mayNot reports whether a look failed for want of a right.
func mayNot(err error) bool { return apierrors.IsForbidden(err) || awserror.AccessDenied(err) }

func (l *looker) lookUpEntry(t thing) (by string, found bool, err error) {
	_, err = eks.LookupAccessEntry(l.ctx, &eks.LookupAccessEntryArgs{ClusterName: l.cluster, PrincipalArn: t.name})
	if awserror.NotFound(err) {
		return "", false, nil
	}
	return "", err == nil, err
}
