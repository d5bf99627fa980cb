package commands

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// Call is one request to the Kubernetes API, as an authorizer sees it.
type Call struct {
	// Verb is the verb of the request, for example "list".
	Verb string
	// Group is the API group; empty for the core group.
	Group string
	// Resource is the plural; empty where Path is set.
	Resource string
	// Subresource is for example "log"; empty for the resource itself.
	Subresource string
	// Name is the object's name where the CLI fixes it; empty where any name may be asked for. It may hold
	// [policy.NamespacePlaceholder].
	Name string
	// Path is the address of a request that is not about a resource, for example "/version/".
	Path string
	// Scope is where the request goes to.
	Scope policy.Scope
	// EachNamespace calls are made in every namespace of the cluster, which takes the right in all of them: their scope is
	// the cluster.
	EachNamespace bool
	// Creates marks a patch that is a server-side apply: it creates what is missing, and takes the right to create as well.
	Creates bool
	// Tolerated calls don't stop the command when they are refused; Loss says what is missing then.
	Tolerated bool
	Loss      string
	// Condition says when the call is made, where that isn't always.
	Condition string
	// Source is the public address of the code that makes the call.
	Source string
}

// In returns the call as it is made in one namespace of the team: its name without placeholder.
func (c Call) In(namespace string) Call {
	c.Name = strings.ReplaceAll(c.Name, policy.NamespacePlaceholder, namespace)
	return c
}

// String is the call in RBAC's words: "list pods", "get pods/log in aws-hyperpod", "list nodes in the cluster", "list
// workspaces in every namespace".
func (c Call) String() string {
	text := c.Verb + " " + c.resource() + c.Path
	if c.Name != "" {
		text += " " + c.Name
	}
	if c.Path != "" || c.Scope == policy.TeamNamespaces {
		return text
	}
	if namespace, ok := c.Scope.Namespace(); ok {
		return text + " in " + namespace
	}
	if c.EachNamespace {
		return text + " in every namespace"
	}
	return text + " in the cluster"
}

// AllowedBy reports whether a member of a team with this policy may make the call in the namespace, counting
// what Kubernetes grants to everyone who is signed in.
func (c Call) AllowedBy(p policy.Policy, namespace string) bool {
	p = p.For(namespace)
	p.Cluster = slices.Concat(p.Cluster, everyone)
	ok, _ := p.Covers(c.In(namespace).policy())
	return ok
}

// policy grants this call and nothing more.
func (c Call) policy() policy.Policy {
	rule := rbacv1.PolicyRule{APIGroups: []string{c.Group}, Resources: []string{c.resource()}, Verbs: []string{c.Verb}}
	if c.Creates {
		rule.Verbs = append(rule.Verbs, "create")
	}
	if c.Name != "" {
		rule.ResourceNames = []string{c.Name}
	}
	if c.Path != "" {
		rule = rbacv1.PolicyRule{NonResourceURLs: []string{c.Path}, Verbs: []string{c.Verb}}
	}
	return policy.Capability{Rules: []policy.Rule{{Scope: c.Scope, PolicyRule: rule}}}.Policy()
}

// resource is the resource as a rule writes it: "pods/log".
func (c Call) resource() string {
	if c.Subresource == "" {
		return c.Resource
	}
	return c.Resource + "/" + c.Subresource
}

func (c Call) changes() bool {
	return slices.Contains([]string{"create", "update", "patch", "delete"}, c.Verb) && c.Group != "authorization.k8s.io"
}

// everyone is the part that matters here of what the roles system:discovery, system:public-info-viewer and
// system:basic-user grant to everyone who is signed in.
//
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
var everyone = []rbacv1.PolicyRule{
	{NonResourceURLs: []string{"/version/"}, Verbs: []string{"get"}},
	{
		APIGroups: []string{"authorization.k8s.io"}, Resources: []string{"selfsubjectaccessreviews"},
		Verbs: []string{"create"},
	},
}
