package live

import (
	"context"
	"slices"
	"strings"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"

	"github.com/scientist-access/scientist-access/access"
)

// User is whom the API server takes a client for.
type User struct {
	Name   string
	Groups []string // without those that the API server gives to everybody
	ARN    string   // of the AWS session that the token was made by; empty where the sign-in does not tell
}

// Self asks the API server who the client is. Everybody may ask that.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review
func (k *Kubernetes) Self(ctx context.Context) (User, error) {
	review, err := k.client.AuthenticationV1().SelfSubjectReviews().Create(ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		return User{}, lacking("create selfsubjectreviews", err)
	}
	found := review.Status.UserInfo
	user := User{Name: found.Username, Groups: slices.DeleteFunc(found.Groups, func(g string) bool { return g == access.Authenticated })}
	if arn := found.Extra["arn"]; len(arn) > 0 {
		user.ARN = arn[0]
	}
	return user, nil
}

// SelfAllowed asks the API server what the client may do. Everybody may ask that.
func (k *Kubernetes) SelfAllowed(ctx context.Context, right access.Right) (bool, error) {
	question := &authorizationv1.SelfSubjectAccessReview{}
	question.Spec.ResourceAttributes, question.Spec.NonResourceAttributes = attributes(right)
	answer, err := k.client.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, question, metav1.CreateOptions{})
	if err != nil {
		return false, lacking("create selfsubjectaccessreviews", err)
	}
	return answer.Status.Allowed, nil
}

// everywhere is a ConfigMap that every namespace has, and that more people may read than the namespace itself.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
const everywhere = "kube-root-ca.crt"

// HasNamespace reports whether a namespace exists, as far as the client may know.
func (k *Kubernetes) HasNamespace(ctx context.Context, name string) (bool, error) {
	_, err := k.client.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
	switch {
	case err == nil:
		return true, nil
	case apierrors.IsNotFound(err):
		return false, nil
	}
	if _, found := k.client.CoreV1().ConfigMaps(name).Get(ctx, everywhere, metav1.GetOptions{}); found == nil {
		return true, nil
	}
	return false, lacking("get namespaces", err)
}

// Served are the resources that an API server serves.
type Served struct {
	Resources map[schema.GroupResource]bool
	Unread    []string // API groups whose server does not answer
}

// Discovery tells what the API server serves. Everybody may ask that.
func (k *Kubernetes) Discovery() discovery.DiscoveryInterface { return k.client.Discovery() }

// Served asks for the resources that the API server serves. Everybody may ask that.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
func (k *Kubernetes) Served() (Served, error) {
	_, lists, err := k.client.Discovery().ServerGroupsAndResources()
	failed, partly := discovery.GroupDiscoveryFailedErrorGroups(err)
	if err != nil && !partly {
		return Served{}, lacking("discover resources", err)
	}
	served := Served{Resources: map[schema.GroupResource]bool{}}
	for version := range failed {
		served.Unread = append(served.Unread, version.Group)
	}
	for _, list := range lists {
		group, _, found := strings.Cut(list.GroupVersion, "/")
		if !found {
			group = "" // the core's has a version alone
		}
		for _, resource := range list.APIResources {
			served.Resources[schema.GroupResource{Group: group, Resource: resource.Name}] = true
		}
	}
	return served, nil
}
