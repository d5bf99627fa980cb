package access

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Model answers who may do what by some objects. It looks at them the way the API server's RBAC authorizer does, and at
// admission policies as far as they are guardrails.
type Model struct {
	Objects

	roles      map[clusterRef]*Role
	ruleKeys   map[*Role]string
	bySubject  map[clusterSubject][]*Binding
	bindings   map[clusterRef]*Binding
	bound      map[clusterRef]bool // roles that bindings refer to
	users      map[string][]string // names of users that bindings name, by cluster
	identities map[Principal]*Identity
	rights     map[string]Rights // by [Identity.Key]
	guards     map[clusterNamespace][]*Guard
}

type clusterRef struct {
	cluster string
	Ref
}

type clusterSubject struct {
	cluster string
	rbacv1.Subject
}

// New joins objects. Of two objects of one name in one cluster, the later counts.
func New(objects Objects) *Model {
	m := &Model{
		Objects:    objects,
		roles:      map[clusterRef]*Role{},
		ruleKeys:   map[*Role]string{},
		bySubject:  map[clusterSubject][]*Binding{},
		bindings:   map[clusterRef]*Binding{},
		bound:      map[clusterRef]bool{},
		users:      map[string][]string{},
		identities: map[Principal]*Identity{},
		rights:     map[string]Rights{},
		guards:     map[clusterNamespace][]*Guard{},
	}
	for i := range objects.Roles {
		role := &objects.Roles[i]
		m.roles[clusterRef{role.Cluster, role.Ref()}] = role
		m.ruleKeys[role] = ruleKey(role)
	}
	for i := range objects.Bindings {
		m.addBinding(&objects.Bindings[i])
	}
	m.addEntries()
	m.addGuards()
	return m
}

func (m *Model) addBinding(b *Binding) {
	m.bindings[clusterRef{b.Cluster, b.Ref()}] = b
	m.bound[clusterRef{b.Cluster, b.Role()}] = true
	for _, subject := range b.Names() {
		if matchesNobody(subject) {
			continue
		}
		key := clusterSubject{b.Cluster, subject}
		if subject.Kind == rbacv1.UserKind {
			m.users[b.Cluster] = append(m.users[b.Cluster], subject.Name)
		}
		m.bySubject[key] = append(m.bySubject[key], b)
	}
}

// ruleKey is equal for roles of equal rules, so that these can be told without comparing them.
func ruleKey(role *Role) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %t", role.Rules, role.Incomplete))
	return fmt.Sprintf("%x", sum[:12])
}

// Role is what a binding refers to; nil if the model does not hold it.
func (m *Model) Role(b *Binding) *Role {
	ref := b.Role()
	if !Known(ref.Name) || !Known(ref.Namespace) {
		return nil
	}
	if role, ok := m.roles[clusterRef{b.Cluster, ref}]; ok || ref.Kind != "ClusterRole" {
		return role
	}
	return builtIn[ref.Name]
}

// builtIn are the roles that every cluster has and that never differ.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
var builtIn = map[string]*Role{
	"cluster-admin": {Kind: "ClusterRole", Name: "cluster-admin", Rules: []rbacv1.PolicyRule{
		{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}},
		{Verbs: []string{"*"}, NonResourceURLs: []string{"*"}},
	}},
}

// RulesKey is equal for roles of equal rules; nil has one too.
func (m *Model) RulesKey(role *Role) string {
	if role == nil {
		return "not here"
	}
	if key, ok := m.ruleKeys[role]; ok {
		return key
	}
	return ruleKey(role) // a built-in one
}

// FindRole is the role of that name in a cluster; nil if the model does not hold it.
func (m *Model) FindRole(cluster string, ref Ref) *Role { return m.roles[clusterRef{cluster, ref}] }

// FindBinding is the binding of that name in a cluster; nil if the model does not hold it.
func (m *Model) FindBinding(cluster string, ref Ref) *Binding {
	return m.bindings[clusterRef{cluster, ref}]
}

// IsBound reports whether a binding of the cluster refers to a role.
func (m *Model) IsBound(cluster string, role Ref) bool { return m.bound[clusterRef{cluster, role}] }

// Naming are the bindings of a cluster that name the subject.
func (m *Model) Naming(cluster string, subject rbacv1.Subject) []*Binding {
	return m.bySubject[clusterSubject{cluster, subject}]
}

// Subjects calls each for every subject that bindings name, by cluster.
func (m *Model) Subjects(each func(cluster string, subject rbacv1.Subject)) {
	for key := range m.bySubject {
		each(key.cluster, key.Subject)
	}
}

// Clusters are all of which the model has objects, sorted.
func (m *Model) Clusters() []string {
	set := map[string]bool{}
	for key := range m.bySubject {
		set[key.cluster] = true
	}
	for key := range m.roles {
		set[key.cluster] = true
	}
	for p := range m.identities {
		set[p.Cluster] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// matching are the users that bindings of the cluster name and that a session of a principal may be.
func (m *Model) matching(cluster string, sessions *regexp.Regexp) []string {
	if sessions == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.users[cluster]), func(name string) bool {
		return !Known(name) || !sessions.MatchString(name)
	})
}
