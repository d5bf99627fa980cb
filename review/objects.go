package review

import rbacv1 "k8s.io/api/rbac/v1"

// Objects are the things of a stack that decide about access, at one moment.
type Objects struct {
	Roles        []Role
	Bindings     []Binding
	Entries      []AccessEntry
	Associations []PolicyAssociation
}

// Origin says which resource of the stack an object comes from.
type Origin struct {
	URN string // Pulumi's name of the resource
	// Provider is the Kubernetes or AWS provider that writes the object: the URN of its resource. Objects of
	// different providers may live in different clusters.
	Provider string
}

// Role is a Role or a ClusterRole.
type Role struct {
	Origin
	Kind      string // "Role" or "ClusterRole"
	Namespace string // of a Role
	Name      string
	Rules     []rbacv1.PolicyRule
	// Aggregated says that the cluster adds the rules of other ClusterRoles: Rules are not all of them.
	Aggregated bool

	rulesKey int // equal for roles of the same rules; set when the role is indexed
}

// Binding is a RoleBinding or a ClusterRoleBinding.
type Binding struct {
	Origin
	Kind      string // "RoleBinding" or "ClusterRoleBinding"
	Namespace string // of a RoleBinding
	Name      string
	RoleRef   rbacv1.RoleRef
	Subjects  []rbacv1.Subject
}

// AccessEntry is an EKS access entry: the IAM principal and the groups and user name it gets in the cluster.
type AccessEntry struct {
	Origin
	Cluster      string
	PrincipalARN string
	Groups       []string
	// UserName is the name the principal gets in the cluster; empty if the stack leaves it to EKS.
	UserName string
	Type     string // empty stands for STANDARD
	ARN      string // of the entry itself; empty until it exists
}

// forPeople reports whether the entry can carry groups. Entries of the other types are for nodes.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func (e AccessEntry) forPeople() bool {
	return e.Type == "" || e.Type == "STANDARD" || !known(e.Type)
}

// PolicyAssociation gives an IAM principal one of EKS's own access policies, which are no RBAC objects.
type PolicyAssociation struct {
	Origin
	Cluster      string
	PrincipalARN string
	PolicyARN    string
	Namespaces   []string // empty: the whole cluster
}
