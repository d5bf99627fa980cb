package review

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// wholeCluster is the scope of what a ClusterRoleBinding gives; any other scope is a namespace.
const wholeCluster = ""

// side is what one identity may do at one moment, by scope.
type side map[string]*rights

// rights are what one identity may do in one scope.
type rights struct {
	key    string // equal keys, equal rules
	keys   []string
	rules  []rbacv1.PolicyRule
	opaque []string // what gives rights that the stack does not list: a role elsewhere, an EKS access policy
	grants []Grant
}

func (s side) at(scope string) *rights {
	if r, ok := s[scope]; ok {
		return r
	}
	return &rights{}
}

func (s side) grow(scope string) *rights {
	r, ok := s[scope]
	if !ok {
		r = &rights{}
		s[scope] = r
	}
	return r
}

// access is what an identity may do; nobody may do nothing.
func (w *world) access(id *identity) side {
	if id == nil {
		return side{}
	}
	key := id.key()
	s, ok := w.sides[key]
	if !ok {
		s = w.join(id)
		w.sides[key] = s
	}
	return s
}

// join follows an identity's subjects to the bindings that name them and the roles behind those.
func (w *world) join(id *identity) side {
	s := side{}
	seen := map[rbacv1.Subject]bool{}
	bound := map[*Binding]bool{}
	for _, subject := range id.subjects {
		if seen[subject] {
			continue
		}
		seen[subject] = true
		for _, binding := range w.bySubject[subject] {
			w.grant(s.grow(binding.Namespace), subject, binding, bound[binding])
			bound[binding] = true
		}
	}
	for _, association := range id.policies {
		s.associate(association)
	}
	for _, r := range s {
		r.settle()
	}
	return s
}

// grant adds what a binding gives; again says that its rules are counted already, for another subject.
func (w *world) grant(r *rights, subject rbacv1.Subject, binding *Binding, again bool) {
	role := w.role(binding)
	ref := binding.RoleRef.Kind + " " + binding.RoleRef.Name
	r.grants = append(r.grants, Grant{
		Subject: subjectName(subject), Binding: object(binding.Kind, binding.Namespace, binding.Name), Role: ref,
	})
	if again {
		return
	}
	if role == nil || role.Aggregated {
		r.opaque = append(r.opaque, ref)
	}
	if role == nil {
		return
	}
	for _, rule := range role.Rules {
		if binding.Kind == "RoleBinding" {
			// Addresses are no part of a namespace: only a ClusterRoleBinding grants them.
			rule.NonResourceURLs = nil
		}
		r.rules = append(r.rules, rule)
	}
	r.keys = append(r.keys, fmt.Sprint(role.rulesKey, binding.Kind))
}

// role finds what a binding refers to. A RoleBinding refers to a Role of its own namespace or to a
// ClusterRole, a ClusterRoleBinding to a ClusterRole; nothing else grants anything.
func (w *world) role(binding *Binding) *Role {
	key := roleKey{provider: binding.Provider, kind: binding.RoleRef.Kind, name: binding.RoleRef.Name}
	if !known(key.name) || !known(binding.Namespace) && key.kind == "Role" {
		return nil
	}
	if key.kind == "Role" {
		key.namespace = binding.Namespace
	}
	if role, ok := w.roles[key]; ok || key.kind != "ClusterRole" {
		return role
	}
	return builtIn[key.name]
}

// builtIn are the roles that every cluster has and that never differ.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
var builtIn = map[string]*Role{
	"cluster-admin": {Kind: "ClusterRole", Name: "cluster-admin", Rules: []rbacv1.PolicyRule{
		{Verbs: []string{"*"}, APIGroups: []string{"*"}, Resources: []string{"*"}},
		{Verbs: []string{"*"}, NonResourceURLs: []string{"*"}},
	}},
}

func (s side) associate(association PolicyAssociation) {
	name := accessPolicy(association.PolicyARN)
	scopes := association.Namespaces
	if len(scopes) == 0 {
		scopes = []string{wholeCluster}
	}
	for _, scope := range scopes {
		r := s.grow(scope)
		r.opaque = append(r.opaque, name)
		r.grants = append(r.grants, Grant{Subject: "access policy association", Role: name})
	}
}

// accessPolicy names an EKS access policy the way AWS does, without the head of its ARN.
func accessPolicy(arn string) string { return accessPolicyPrefix + lastPart(arn, "/") }

const accessPolicyPrefix = "EKS access policy "

// settle brings what was collected into an order of its own.
func (r *rights) settle() {
	slices.Sort(r.opaque)
	r.opaque = slices.Compact(r.opaque)
	slices.SortFunc(r.grants, compareGrants)
	r.grants = slices.Compact(r.grants)
	slices.Sort(r.keys)
	r.key = strings.Join(slices.Compact(r.keys), " ")
}

func subjectName(subject rbacv1.Subject) string {
	return object(subject.Kind, subject.Namespace, subject.Name)
}

// object names a Kubernetes object the way kubectl does, with its kind first.
func object(kind, namespace, name string) string {
	if namespace == "" {
		return kind + " " + name
	}
	return kind + " " + namespace + "/" + name
}
