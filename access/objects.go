package access

import (
	"time"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	rbacv1 "k8s.io/api/rbac/v1"
)

// Objects are what decides about access at one moment, on one or several clusters.
type Objects struct {
	Roles        []Role
	Bindings     []Binding
	Entries      []Entry
	Associations []PolicyAssociation

	AdmissionPolicies []AdmissionPolicy
	AdmissionBindings []AdmissionBinding
}

// Origin says where an object is, and what its source tells of where it comes from.
type Origin struct {
	// Cluster is the name of the EKS cluster, or what stands for a cluster whose name the source does not tell: see
	// [Unnamed]. Objects of different clusters never have to do with each other.
	Cluster string
	// URN is Pulumi's name of the resource; empty for what was read from a cluster.
	URN string
	// Default says that Kubernetes itself brings the object and keeps it.
	// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
	Default bool
	// By is who last wrote what decides about access in it; zero where the source does not tell.
	By Author
	// Owner is the tool that keeps the object, as "helm:NAMESPACE/RELEASE"; empty where the source tells of none.
	Owner string
}

// Author is who wrote a part of an object, as far as that is kept: Kubernetes names the field manager, which every
// client chooses for itself, EKS the time alone.
// Source: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
type Author struct {
	Manager string    `json:"manager,omitempty"`
	Time    time.Time `json:"time,omitzero"`
}

// Role is a Role or a ClusterRole.
type Role struct {
	Origin
	Kind      string // "Role" or "ClusterRole"
	Namespace string // of a Role
	Name      string
	Rules     []rbacv1.PolicyRule
	// Aggregated says that the cluster fills the role with the rules of others.
	Aggregated bool
	// Incomplete says that Rules are not all of them: the source saw the role before the cluster filled it.
	Incomplete bool
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

// Entry is an EKS access entry: the IAM principal, and the groups and the user name it gets in the cluster.
type Entry struct {
	Origin
	PrincipalARN string
	Groups       []string
	// UserName is the name the principal gets in the cluster; empty if that is left to EKS.
	UserName string
	Type     string // empty stands for STANDARD
	ARN      string // of the entry itself; empty until it exists
}

// PolicyAssociation gives an IAM principal one of EKS's own access policies, which are not RBAC objects.
type PolicyAssociation struct {
	Origin
	PrincipalARN string
	PolicyARN    string
	Namespaces   []string // empty: the whole cluster
}

// AdmissionPolicy is a ValidatingAdmissionPolicy.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
type AdmissionPolicy struct {
	Origin
	Name string
	Spec admissionv1.ValidatingAdmissionPolicySpec
	// Found is the spec that Pulumi last found on the cluster, where the source tells it beside the one that a program
	// asks for.
	Found *admissionv1.ValidatingAdmissionPolicySpec
	// Withheld stands for a value of the spec that the source does not tell: then all of the spec is empty.
	Withheld string
}

// AdmissionBinding is a ValidatingAdmissionPolicyBinding.
type AdmissionBinding struct {
	Origin
	Name     string
	Spec     admissionv1.ValidatingAdmissionPolicyBindingSpec
	Found    *admissionv1.ValidatingAdmissionPolicyBindingSpec // as in [AdmissionPolicy], and so is the next
	Withheld string
}

// Standard is the type of the entries for people and workloads.
const Standard = "STANDARD"

// TypeName is the entry's type, with the default filled in.
func (e Entry) TypeName() string {
	if e.Type == "" {
		return Standard
	}
	return e.Type
}

// ForPeople reports whether the entry can carry groups. Entries of the other types are for nodes, and EKS decides what
// those may do.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func (e Entry) ForPeople() bool { return e.TypeName() == Standard || !Known(e.Type) }

// Ref names a Kubernetes object in its cluster.
type Ref struct{ Kind, Namespace, Name string }

// Ref names the role.
func (r Role) Ref() Ref { return Ref{r.Kind, r.Namespace, r.Name} }

// Ref names the binding.
func (b Binding) Ref() Ref { return Ref{b.Kind, b.Namespace, b.Name} }

// Ref names the admission policy.
func (p AdmissionPolicy) Ref() Ref { return Ref{Kind: "ValidatingAdmissionPolicy", Name: p.Name} }

// Ref names the admission policy's binding.
func (b AdmissionBinding) Ref() Ref {
	return Ref{Kind: "ValidatingAdmissionPolicyBinding", Name: b.Name}
}

// Role names what the binding refers to. A RoleBinding refers to a Role of its own namespace or to a ClusterRole.
func (b Binding) Role() Ref {
	if b.RoleRef.Kind == "Role" {
		return Ref{b.RoleRef.Kind, b.Namespace, b.RoleRef.Name}
	}
	return Ref{b.RoleRef.Kind, "", b.RoleRef.Name}
}
