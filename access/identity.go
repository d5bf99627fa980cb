package access

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Identity is what a principal is to the API server: the subjects it matches, and EKS's policies beside them.
type Identity struct {
	Cluster  string
	Entries  []*Entry // none for a subject that no entry carries
	Groups   []string // as the access entries name them, sorted
	Subjects []rbacv1.Subject
	Policies []*PolicyAssociation
}

// Key is equal for identities of one cluster that have the same access.
func (id *Identity) Key() string {
	if id == nil {
		return ""
	}
	var parts []string
	for _, subject := range id.Subjects {
		parts = append(parts, SubjectName(subject))
	}
	for _, a := range id.Policies {
		parts = append(parts, fmt.Sprintf("%q %q", a.PolicyARN, a.Namespaces))
	}
	slices.Sort(parts)
	return fmt.Sprintf("%q %q %q", id.Cluster, id.Groups, slices.Compact(parts))
}

// Principals are all that have an access entry or an EKS access policy, or that were added with [Model.AddSubject].
func (m *Model) Principals() iter.Seq2[Principal, *Identity] { return maps.All(m.identities) }

// Identity is what a principal is; nil for one that the model does not know.
func (m *Model) Identity(p Principal) *Identity { return m.identities[p] }

// addEntries adds the IAM principals.
func (m *Model) addEntries() {
	for i := range m.Entries {
		entry := &m.Entries[i]
		if !entry.ForPeople() {
			continue
		}
		id := m.identity(byARN(entry.PrincipalARN, entry.Origin))
		id.Entries = append(id.Entries, entry)
		id.Groups = union(id.Groups, entry.Groups)
		id.add(GroupSubject(Authenticated))
		for _, name := range entry.Groups {
			if Known(name) {
				id.add(GroupSubject(name))
			}
		}
		m.addUsers(id, entry)
	}
	for i := range m.Associations {
		association := &m.Associations[i]
		id := m.identity(byARN(association.PrincipalARN, association.Origin))
		id.add(GroupSubject(Authenticated)) // only who has an entry can have a policy
		id.Policies = append(id.Policies, association)
	}
}

// addUsers adds the user names that bindings name. Others lead nowhere.
func (m *Model) addUsers(id *Identity, entry *Entry) {
	user := entry.User()
	if !Known(user) || !Known(entry.PrincipalARN) {
		return
	}
	sessions := entry.sessions()
	if sessions == nil && m.Naming(id.Cluster, UserSubject(user)) != nil {
		id.add(UserSubject(user))
	}
	for _, name := range m.matching(id.Cluster, sessions) {
		id.add(UserSubject(name))
	}
}

func (id *Identity) add(subject rbacv1.Subject) {
	if !slices.Contains(id.Subjects, subject) {
		id.Subjects = append(id.Subjects, subject)
	}
}

// byARN is an IAM principal. One that is not known is told from others by its resource.
func byARN(arn string, origin Origin) Principal {
	if !Known(arn) {
		arn += " of " + origin.URN[strings.LastIndex(origin.URN, ":")+1:]
	}
	return Principal{Kind: IAM, Name: arn, Cluster: origin.Cluster}
}

func (m *Model) identity(p Principal) *Identity {
	id, ok := m.identities[p]
	if !ok {
		id = &Identity{Cluster: p.Cluster}
		m.identities[p] = id
	}
	return id
}

// AddSubject adds a subject of bindings that no access entry carries, as a principal of its own. The user name of a service
// account stands for the account.
func (m *Model) AddSubject(cluster string, subject rbacv1.Subject) Principal {
	subject = Account(subject)
	p := Principal{
		Kind: PrincipalKind(subject.Kind), Name: subject.Name, Namespace: subject.Namespace, Cluster: cluster,
	}
	if _, ok := m.identities[p]; !ok {
		m.identities[p] = SubjectIdentity(cluster, subject)
	}
	return p
}

// AddUncarried adds all subjects of bindings that no access entry of the models carries, to each of them.
func AddUncarried(models ...*Model) {
	carried := map[clusterSubject]bool{}
	for _, m := range models {
		for _, id := range m.Principals() {
			for _, subject := range id.Subjects {
				carried[clusterSubject{id.Cluster, subject}] = subject.Name != Authenticated
			}
		}
	}
	subjects := map[clusterSubject]bool{}
	for _, m := range models {
		for s := range m.bySubject {
			if !carried[s] {
				subjects[s] = true
			}
		}
	}
	for s := range subjects {
		for _, m := range models {
			m.AddSubject(s.cluster, s.Subject)
		}
	}
}

// SubjectIdentity is what somebody is who matches the subject and has no group but those that the API server gives.
func SubjectIdentity(cluster string, subject rbacv1.Subject) *Identity {
	subject = Account(subject)
	id := &Identity{Cluster: cluster}
	id.add(subject)
	switch subject.Kind {
	case rbacv1.ServiceAccountKind:
		id.add(UserSubject(ServiceAccountUser(subject)))
		id.add(GroupSubject(Authenticated))
		id.add(GroupSubject(ServiceAccounts))
		id.add(GroupSubject(ServiceAccounts + ":" + subject.Namespace))
	case rbacv1.UserKind:
		id.add(GroupSubject(cmp.Or(map[string]string{Anonymous: Unauthenticated}[subject.Name], Authenticated)))
	case rbacv1.GroupKind:
		if subject.Name != Unauthenticated {
			id.add(GroupSubject(Authenticated))
		}
	}
	return id
}

// ServiceAccountPrefix starts the user names of service accounts, before the namespace.
const ServiceAccountPrefix = "system:serviceaccount:"

// ServiceAccountUser is the user name of a service account.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
func ServiceAccountUser(subject rbacv1.Subject) string {
	return ServiceAccountPrefix + subject.Namespace + ":" + subject.Name
}

// Account is the service account that a user name is of; other subjects stay what they are.
func Account(subject rbacv1.Subject) rbacv1.Subject {
	name, ok := strings.CutPrefix(subject.Name, ServiceAccountPrefix)
	if subject.Kind != rbacv1.UserKind || !ok {
		return subject
	}
	namespace, name, ok := strings.Cut(name, ":")
	if !ok {
		return subject
	}
	return rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: name}
}

// union merges two sets of strings into a sorted one.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
