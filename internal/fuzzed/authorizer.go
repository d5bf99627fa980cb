package fuzzed

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// User is who asks the API server.
type User struct {
	Name   string
	Groups []string
}

// Request is what the API server is asked for.
type Request struct {
	Namespace, Verb, Group string
	Resource               string // with the subresource after a slash
	Name                   string
	Path                   string // of no resource
}

// Allows reports whether the cluster's RBAC objects, or the group that may do everything, allow a request.
// Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
func (c *Cluster) Allows(u User, r Request) bool {
	if slices.Contains(u.Groups, "system:masters") {
		return true
	}
	for _, b := range c.ClusterRoleBindings {
		if b.RoleRef.Kind == "ClusterRole" && c.names(b.Subjects, "", u) && anyAllows(c.clusterRole(b.RoleRef.Name), r) {
			return true
		}
	}
	for _, b := range c.RoleBindings {
		if r.Path != "" || b.Namespace != r.Namespace || !c.names(b.Subjects, b.Namespace, u) {
			continue
		}
		if b.RoleRef.Kind == "Role" && anyAllows(c.role(b.Namespace, b.RoleRef.Name), r) ||
			b.RoleRef.Kind == "ClusterRole" && anyAllows(c.clusterRole(b.RoleRef.Name), r) {
			return true
		}
	}
	return false
}

// Granted are requests that the roles are there for, one for each rule.
func (c *Cluster) Granted() []Request {
	var all []Request
	add := func(namespace string, rules []rbacv1.PolicyRule) {
		for _, rule := range rules {
			r := Request{Namespace: namespace, Verb: first(rule.Verbs), Group: first(rule.APIGroups), Resource: first(rule.Resources)}
			r.Name, r.Path = first(rule.ResourceNames), first(rule.NonResourceURLs)
			all = append(all, r)
		}
	}
	for _, r := range c.ClusterRoles {
		add("", r.Rules)
	}
	for _, r := range c.Roles {
		add(r.Namespace, r.Rules)
	}
	return all
}

func first(words []string) string { return append(slices.Clone(words), "")[0] }

// names reports whether one of the subjects is the user or a group of the user.
func (c *Cluster) names(subjects []rbacv1.Subject, namespace string, u User) bool {
	for _, s := range subjects {
		switch s.Kind {
		case "User":
			if s.Name == u.Name {
				return true
			}
		case "Group":
			if slices.Contains(u.Groups, s.Name) {
				return true
			}
		case "ServiceAccount":
			if s.Namespace == "" {
				s.Namespace = namespace
			}
			if s.Namespace != "" && u.Name == "system:serviceaccount:"+s.Namespace+":"+s.Name {
				return true
			}
		}
	}
	return false
}

func (c *Cluster) role(namespace, name string) []rbacv1.PolicyRule {
	for _, r := range c.Roles {
		if r.Namespace == namespace && r.Name == name {
			return r.Rules
		}
	}
	return nil
}

func (c *Cluster) clusterRole(name string) []rbacv1.PolicyRule {
	for _, r := range c.ClusterRoles {
		if r.Name == name {
			return r.Rules
		}
	}
	return nil
}

func anyAllows(rules []rbacv1.PolicyRule, r Request) bool {
	return slices.ContainsFunc(rules, func(rule rbacv1.PolicyRule) bool { return Allows(rule, r) })
}

// Allows reports whether a rule allows a request, wherever the rule holds.
func Allows(rule rbacv1.PolicyRule, r Request) bool {
	if !either(rule.Verbs, "*", r.Verb) {
		return false
	}
	if r.Path != "" {
		return slices.ContainsFunc(rule.NonResourceURLs, func(url string) bool {
			return url == r.Path || strings.HasSuffix(url, "*") && strings.HasPrefix(r.Path, strings.TrimRight(url, "*"))
		})
	}
	if !either(rule.APIGroups, "*", r.Group) || len(rule.ResourceNames) > 0 && !slices.Contains(rule.ResourceNames, r.Name) {
		return false
	}
	_, subresource, has := strings.Cut(r.Resource, "/")
	return either(rule.Resources, "*", r.Resource) || has && slices.Contains(rule.Resources, "*/"+subresource)
}

func either(words []string, a, b string) bool {
	return slices.Contains(words, a) || slices.Contains(words, b)
}
