package access

import (
	"cmp"
	"regexp"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/internal/iam"
)

// PrincipalKind is the kind of a [Principal].
type PrincipalKind string

// The kinds of principals. Group, User and ServiceAccount are subjects of bindings which no access entry carries.
const (
	IAM            PrincipalKind = "IAM"
	Group          PrincipalKind = rbacv1.GroupKind
	User           PrincipalKind = rbacv1.UserKind
	ServiceAccount PrincipalKind = rbacv1.ServiceAccountKind
)

var principalKinds = []PrincipalKind{IAM, Group, User, ServiceAccount}

// Principal is who has access.
type Principal struct {
	Kind      PrincipalKind `json:"kind"`
	Name      string        `json:"name"`                // of an IAM principal its ARN
	Namespace string        `json:"namespace,omitempty"` // of a ServiceAccount
	Cluster   string        `json:"cluster,omitempty"`
}

// Compare orders principals: IAM principals first, then by cluster and name.
func (p Principal) Compare(other Principal) int {
	return cmp.Or(
		cmp.Compare(slices.Index(principalKinds, p.Kind), slices.Index(principalKinds, other.Kind)),
		cmp.Compare(p.Kind, other.Kind),
		cmp.Compare(p.Cluster, other.Cluster),
		cmp.Compare(p.Namespace, other.Namespace),
		cmp.Compare(p.Name, other.Name),
	)
}

// Subject is a principal that is none of IAM's as bindings name it.
func (p Principal) Subject() rbacv1.Subject {
	return rbacv1.Subject{Kind: string(p.Kind), Namespace: p.Namespace, Name: p.Name}
}

// The groups and users that the API server itself gives people.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
const (
	Authenticated   = "system:authenticated"
	Unauthenticated = "system:unauthenticated"
	ServiceAccounts = "system:serviceaccounts"
	Anonymous       = "system:anonymous"
	// Masters is the group that the API server lets do everything, whatever is bound.
	// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
	Masters = "system:masters"
)

// GroupSubject is the group as a binding's subject.
func GroupSubject(name string) rbacv1.Subject {
	return rbacv1.Subject{Kind: rbacv1.GroupKind, Name: name}
}

// UserSubject is the user as a binding's subject.
func UserSubject(name string) rbacv1.Subject {
	return rbacv1.Subject{Kind: rbacv1.UserKind, Name: name}
}

// Subjects are those of the binding as the authorizer compares them: without the API group, and a service account with
// the namespace that it takes where none is given.
// Source: https://github.com/kubernetes/kubernetes/blob/v1.33.4/pkg/registry/rbac/validation/rule.go (appliesToUser)
func (b Binding) subjects() []rbacv1.Subject {
	all := make([]rbacv1.Subject, len(b.Subjects))
	for i, s := range b.Subjects {
		all[i] = rbacv1.Subject{Kind: s.Kind, Name: s.Name}
		if s.Kind == rbacv1.ServiceAccountKind {
			all[i].Namespace = cmp.Or(s.Namespace, b.Namespace)
		}
	}
	return all
}

// Names are the subjects of the binding, each once and sorted, in the form in which they are compared.
func (b Binding) Names() []rbacv1.Subject {
	all := b.subjects()
	slices.SortFunc(all, compareSubjects)
	return slices.Compact(all)
}

// matchesNobody reports whether the authorizer passes a subject over: one of another kind than it knows, and a service
// account without a namespace. The API server refuses to store them; a preview shows them all the same.
func matchesNobody(s rbacv1.Subject) bool {
	switch s.Kind {
	case rbacv1.UserKind, rbacv1.GroupKind:
		return false
	case rbacv1.ServiceAccountKind:
		return s.Namespace == ""
	}
	return Known(s.Kind)
}

func compareSubjects(a, b rbacv1.Subject) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// User is the name that the entry gives in the cluster: EKS's default if it names none. It has a placeholder such as
// {{SessionName}} in it where each session of the principal has another name.
func (e Entry) User() string {
	if e.UserName != "" {
		return e.UserName
	}
	return iam.DefaultUserName(e.PrincipalARN)
}

var placeholder = regexp.MustCompile(`\{\{\w+\}\}`)

// Session is the user name of one session of the principal, by the session's name.
func (e Entry) Session(name string) string {
	return placeholder.ReplaceAllLiteralString(e.User(), name)
}

// sessionNames match what stands for the name of a session in a user name; EKS writes a hyphen for its @ in the first.
// That a name has 64 characters at most is left out: a pattern that counts is slow to make.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (RoleSessionName) and
// https://docs.aws.amazon.com/eks/latest/userguide/set-custom-username.html
var sessionNames = map[string]string{
	"{{SessionName}}":    `[\w+=,.-]{2,}`,
	"{{SessionNameRaw}}": `[\w+=,.@-]{2,}`,
}

// sessions matches the user names of the principal's sessions; nil if there is but one name.
func (e Entry) sessions() *regexp.Regexp {
	parts, placeholders := placeholder.Split(e.User(), -1), placeholder.FindAllString(e.User(), -1)
	if len(placeholders) == 0 {
		return nil
	}
	pattern := "^" + regexp.QuoteMeta(parts[0])
	for i, name := range placeholders {
		pattern += cmp.Or(sessionNames[name], ".+") + regexp.QuoteMeta(parts[i+1])
	}
	sessions, err := regexp.Compile(pattern + "$")
	if err != nil {
		return nobody // a name of megabytes, or not UTF-8
	}
	return sessions
}

var nobody = regexp.MustCompile(`[^\s\S]`)
