package access

import (
	"cmp"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"
)

// Rights are what a principal may do, by scope: [WholeCluster], or a namespace. What holds in the whole cluster holds
// in every namespace too, and is not repeated there.
type Rights map[string]*Scope

// Scope is what a principal may do in one scope by the bindings of that scope.
type Scope struct {
	// Key is equal for scopes of equal rules.
	Key   string
	Rules []rbacv1.PolicyRule
	// Opaque are roles and EKS access policies that give rights which the model does not hold.
	Opaque []Opaque
	Ways   []Way
}

// Opaque is something that gives rights whose rules the model does not hold.
type Opaque struct {
	Kind string // "Role", "ClusterRole" or "EKS access policy"
	Name string
}

// EKSAccessPolicy is the kind of an [Opaque] that is not a role.
const EKSAccessPolicy = "EKS access policy"

func (o Opaque) String() string { return o.Kind + " " + o.Name }

// Way is how rights come: the subject that matches, the binding that names it, the role behind that.
type Way struct {
	Subject rbacv1.Subject
	Binding *Binding // nil for an EKS access policy, and for [Masters]
	Policy  *PolicyAssociation
	Role    *Role // nil where the model does not hold it
}

// At is the scope, empty where nothing is given.
func (r Rights) At(scope string) *Scope {
	if s, ok := r[scope]; ok {
		return s
	}
	return &Scope{}
}

// In are all rules that hold in a namespace, or in the whole cluster.
func (r Rights) In(scope string) []rbacv1.PolicyRule {
	rules := r.At(WholeCluster).Rules
	if scope != WholeCluster {
		rules = slices.Concat(rules, r.At(scope).Rules)
	}
	return rules
}

// Covers reports whether rules are granted in a scope. A right on objects by name is no right on all of them.
func (r Rights) Covers(scope string, rules ...rbacv1.PolicyRule) bool {
	ok, _ := validation.Covers(r.In(scope), rules)
	return ok
}

// Empty reports whether nothing is given that could have an effect.
func (r Rights) Empty() bool {
	for _, s := range r {
		if len(s.Opaque) > 0 || slices.ContainsFunc(s.Rules, grantsSomething) {
			return false
		}
	}
	return true
}

func grantsSomething(rule rbacv1.PolicyRule) bool { return len(validation.BreakdownRule(rule)) > 0 }

// Rights are what an identity may do; nobody may do nothing.
func (m *Model) Rights(id *Identity) Rights {
	if id == nil {
		return Rights{}
	}
	key := id.Key()
	rights, ok := m.rights[key]
	if !ok {
		rights = m.join(id)
		m.rights[key] = rights
	}
	return rights
}

// join follows an identity's subjects to the bindings that name them and the roles behind those.
func (m *Model) join(id *Identity) Rights {
	b := rightsBuilder{m: m, rights: Rights{}, keys: map[string][]string{}, bound: map[*Binding]bool{}}
	for _, subject := range id.Subjects {
		if subject == GroupSubject(Masters) {
			b.master(subject)
		}
		for _, binding := range m.Naming(id.Cluster, subject) {
			b.bind(subject, binding)
		}
	}
	for _, association := range id.Policies {
		b.associate(association)
	}
	return b.settle()
}

// rightsBuilder collects the rights of one identity.
type rightsBuilder struct {
	m      *Model
	rights Rights
	keys   map[string][]string // of rules, by scope
	bound  map[*Binding]bool   // bindings whose rules are counted
}

func (b rightsBuilder) grow(scope string) *Scope {
	s, ok := b.rights[scope]
	if !ok {
		s = &Scope{}
		b.rights[scope] = s
	}
	return s
}

func (b rightsBuilder) bind(subject rbacv1.Subject, binding *Binding) {
	s, role := b.grow(binding.Namespace), b.m.Role(binding)
	s.Ways = append(s.Ways, Way{Subject: subject, Binding: binding, Role: role})
	if b.bound[binding] {
		return
	}
	b.bound[binding] = true
	if role == nil || role.Incomplete {
		s.Opaque = append(s.Opaque, Opaque{binding.RoleRef.Kind, binding.RoleRef.Name})
	}
	if role == nil {
		return
	}
	s.Rules = append(s.Rules, effective(binding, role.Rules)...)
	b.keys[binding.Namespace] = append(b.keys[binding.Namespace], b.m.RulesKey(role)+binding.Kind)
}

// master gives everything: the API server asks no authorizer about this group.
func (b rightsBuilder) master(subject rbacv1.Subject) {
	s := b.grow(WholeCluster)
	s.Ways = append(s.Ways, Way{Subject: subject})
	s.Rules = append(s.Rules, builtIn["cluster-admin"].Rules...)
	b.keys[WholeCluster] = append(b.keys[WholeCluster], Masters)
}

// effective are the rules of a role that a binding gives: addresses are not in a namespace, so that a RoleBinding
// never gives them.
func effective(b *Binding, rules []rbacv1.PolicyRule) []rbacv1.PolicyRule {
	if b.Kind == "ClusterRoleBinding" {
		return rules
	}
	given := slices.Clone(rules)
	for i := range given {
		given[i].NonResourceURLs = nil
	}
	return given
}

// Gives are the rules that a binding gives to those it names; none where the model does not hold its role.
func (m *Model) Gives(b *Binding) []rbacv1.PolicyRule {
	role := m.Role(b)
	if role == nil {
		return nil
	}
	return effective(b, role.Rules)
}

func (b rightsBuilder) associate(association *PolicyAssociation) {
	scopes := association.Namespaces
	if len(scopes) == 0 {
		scopes = []string{WholeCluster}
	}
	for _, scope := range scopes {
		s := b.grow(scope)
		s.Opaque = append(s.Opaque, Opaque{EKSAccessPolicy, PolicyName(association.PolicyARN)})
		s.Ways = append(s.Ways, Way{Policy: association})
	}
}

// settle brings what was collected into an order of its own.
func (b rightsBuilder) settle() Rights {
	for scope, s := range b.rights {
		slices.SortFunc(s.Opaque, func(a, b Opaque) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
		})
		s.Opaque = slices.Compact(s.Opaque)
		keys := slices.Sorted(slices.Values(b.keys[scope]))
		s.Key = strings.Join(slices.Compact(keys), " ")
	}
	return b.rights
}
