package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// world is one state of the stack, indexed the way the API server's RBAC authorizer looks at it.
type world struct {
	objects    Objects
	roles      map[roleKey]*Role
	bySubject  map[rbacv1.Subject][]*Binding
	identities map[Principal]*identity
	sides      map[string]side // what an identity may do, by its key
	interned   map[string]int  // numbers of rule sets; states that are compared share them
}

type roleKey struct{ provider, kind, namespace, name string }

// identity is what a principal is to the API server: the subjects it matches, and EKS's policies beside them.
type identity struct {
	groups   []string // as its access entries name them
	subjects []rbacv1.Subject
	policies []PolicyAssociation
}

// key is equal for identities that have the same access.
func (id *identity) key() string {
	if id == nil {
		return ""
	}
	parts := make([]string, 0, len(id.subjects)+len(id.policies))
	for _, subject := range id.subjects {
		parts = append(parts, subjectName(subject))
	}
	for _, association := range id.policies {
		parts = append(parts, fmt.Sprintf("%q %q", association.PolicyARN, association.Namespaces))
	}
	slices.Sort(parts)
	return fmt.Sprintf("%q %q", id.groups, slices.Compact(parts))
}

func newWorld(objects Objects, interned map[string]int) *world {
	w := &world{
		objects:    objects,
		roles:      map[roleKey]*Role{},
		bySubject:  map[rbacv1.Subject][]*Binding{},
		identities: map[Principal]*identity{},
		sides:      map[string]side{},
		interned:   interned,
	}
	w.objects.Roles = slices.Clone(objects.Roles) // they are numbered below
	for i := range w.objects.Roles {
		role := &w.objects.Roles[i]
		role.rulesKey = w.intern(role.Rules)
		w.roles[roleKey{role.Provider, role.Kind, role.Namespace, role.Name}] = role
	}
	for i := range w.objects.Bindings {
		binding := &w.objects.Bindings[i]
		for _, subject := range binding.Subjects {
			subject = normal(subject, binding.Namespace)
			w.bySubject[subject] = append(w.bySubject[subject], binding)
		}
	}
	w.addIAM()
	return w
}

// intern numbers rules by what they say, so that roles of the same rules can be told without comparing them.
func (w *world) intern(rules []rbacv1.PolicyRule) int {
	text := fmt.Sprintf("%q", rules)
	number, ok := w.interned[text]
	if !ok {
		number = len(w.interned) + 1
		w.interned[text] = number
	}
	return number
}

// normal is a subject as bindings are compared by it: without the API group, and with the namespace that the
// authorizer assumes.
// Source: https://github.com/kubernetes/kubernetes/blob/v1.33.4/pkg/registry/rbac/validation/rule.go
// (appliesToUser)
func normal(subject rbacv1.Subject, namespace string) rbacv1.Subject {
	if subject.Kind != rbacv1.ServiceAccountKind {
		return rbacv1.Subject{Kind: subject.Kind, Name: subject.Name}
	}
	return rbacv1.Subject{Kind: subject.Kind, Name: subject.Name, Namespace: cmp.Or(subject.Namespace, namespace)}
}

func group(name string) rbacv1.Subject { return rbacv1.Subject{Kind: rbacv1.GroupKind, Name: name} }

// allAuthenticated is a group that everybody who has signed in belongs to.
const allAuthenticated = "system:authenticated"

// addIAM adds the IAM principals of access entries and EKS access policies.
func (w *world) addIAM() {
	for _, entry := range w.objects.Entries {
		if !entry.forPeople() {
			continue
		}
		id := w.identity(iam(entry.Cluster, entry.PrincipalARN, entry.Origin))
		id.groups = union(id.groups, entry.Groups)
		id.subjects = append(id.subjects, group(allAuthenticated))
		for _, name := range entry.Groups {
			if known(name) {
				id.subjects = append(id.subjects, group(name))
			}
		}
		user := rbacv1.Subject{Kind: rbacv1.UserKind, Name: userName(entry)}
		if _, bound := w.bySubject[user]; bound && known(user.Name) {
			id.subjects = append(id.subjects, user)
		}
	}
	for _, association := range w.objects.Associations {
		id := w.identity(iam(association.Cluster, association.PrincipalARN, association.Origin))
		id.subjects = append(id.subjects, group(allAuthenticated)) // only who has an entry can have a policy
		id.policies = append(id.policies, association)
	}
}

// iam is an IAM principal. One that is not known yet is told from others by its resource.
func iam(cluster, arn string, origin Origin) Principal {
	if !known(arn) {
		arn = fmt.Sprintf("%s of %s", arn, lastPart(origin.URN, "::"))
	}
	return Principal{Kind: IAM, Name: arn, Cluster: cluster}
}

func (w *world) identity(p Principal) *identity {
	id, ok := w.identities[p]
	if !ok {
		id = &identity{}
		w.identities[p] = id
	}
	return id
}

// addSubject adds a subject that bindings name and no access entry carries, as a principal of its own.
func (w *world) addSubject(subject rbacv1.Subject) {
	p := Principal{Kind: PrincipalKind(subject.Kind), Name: subject.Name, Namespace: subject.Namespace}
	id := w.identity(p)
	id.subjects = []rbacv1.Subject{subject}
	switch subject.Kind {
	case rbacv1.ServiceAccountKind:
		id.subjects = append(id.subjects,
			group(allAuthenticated), group("system:serviceaccounts"), group("system:serviceaccounts:"+subject.Namespace))
	case rbacv1.UserKind:
		if subject.Name != anonymous {
			id.subjects = append(id.subjects, group(allAuthenticated))
		}
	}
}

// anonymous is the user that everybody is who has not signed in.
const anonymous = "system:anonymous"

// userName is the name a principal gets in the cluster. It has {{SessionName}} in it where each session has
// another; no binding can name that.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func userName(entry AccessEntry) string {
	if entry.UserName != "" {
		return entry.UserName
	}
	head, name, ok := strings.Cut(entry.PrincipalARN, ":role/")
	if !ok {
		return entry.PrincipalARN // an IAM user's name is its ARN
	}
	return strings.Replace(head, ":iam:", ":sts:", 1) + ":assumed-role/" + lastPart(name, "/") + "/{{SessionName}}"
}

// union merges two sets of strings into a sorted one.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
