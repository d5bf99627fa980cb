package verify

import (
	"time"

	"github.com/scientist-access/scientist-access/review"
)

// Live is what a cluster has.
type Live struct {
	Roles    []LiveRole
	Bindings []LiveBinding
	Entries  []LiveEntry
	// Policies are the EKS access policies of the principals that were asked for.
	Policies []LivePolicy
}

// LiveRole is a Role or ClusterRole of the cluster.
type LiveRole struct {
	review.Role
	By Author // of its rules
}

// LiveBinding is a RoleBinding or ClusterRoleBinding of the cluster.
type LiveBinding struct {
	review.Binding
	// Default says that Kubernetes itself brings it and keeps it.
	// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
	Default bool
	By      Author // of its subjects
}

// LiveEntry is an access entry of the cluster.
type LiveEntry struct {
	review.AccessEntry
	Modified time.Time
}

// LivePolicy is an EKS access policy that is associated with a principal.
type LivePolicy struct {
	review.PolicyAssociation
	Modified time.Time
}

// Author is who last wrote a part of an object, as far as the cluster keeps that.
// Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
type Author struct {
	Manager string    `json:"manager,omitempty"`
	Time    time.Time `json:"time,omitzero"`
}
