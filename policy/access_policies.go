package policy

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// AccessPolicy is an EKS access policy, as AWS documents it. AWS may change what one grants; EKS does not tell its rules.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
type AccessPolicy struct {
	// Name is the last part of its ARN.
	Name string
	PublishedRight

	// Scope is where AWS says to associate it; [TeamNamespaces] where that is up to the user.
	Scope Scope
	// Rules are all that it grants.
	Rules []rbacv1.PolicyRule
	// Words says that AWS documents the rules in words only. They name kinds, without API groups.
	Words bool
}

// HyperPod reports whether the policy is one of those for the users of HyperPod clusters.
func (a AccessPolicy) HyperPod() bool { return a.Source == hyperPodPolicies }

// AccessPolicies returns those for people, which AWS documents; others are for AWS's own components. The caller must not
// change the rules.
func AccessPolicies() []AccessPolicy {
	return append(generalAccessPolicies(), hyperPodAccessPolicies()...)
}

// AccessPolicyNames are the names of [AccessPolicies].
func AccessPolicyNames() []string {
	var names []string
	for _, a := range AccessPolicies() {
		names = append(names, a.Name)
	}
	return names
}

// CheckAccessPolicy refuses a name that none of [AccessPolicies] has, and suggests the nearest.
func CheckAccessPolicy(path *field.Path, name string) *field.Error {
	problem := unknownName(path, name, "name of an EKS access policy for people", AccessPolicyNames())
	if problem != nil {
		problem.Detail += "; or give the ARN of another"
	}
	return problem
}

// LookupAccessPolicy returns what is known of an EKS access policy, by the last part of its ARN, and whether anything is.
func LookupAccessPolicy(name string) (AccessPolicy, bool) {
	all := AccessPolicies()
	i := slices.IndexFunc(all, func(a AccessPolicy) bool { return a.Name == name })
	if i < 0 {
		return AccessPolicy{}, false
	}
	return all[i], true
}

// Policy is what the access policy grants where it is associated: in the whole cluster, or in the team's namespaces.
func (a AccessPolicy) Policy() Policy {
	if a.Scope == Cluster {
		return Policy{Cluster: a.Rules}
	}
	return Policy{Namespace: a.Rules}
}
