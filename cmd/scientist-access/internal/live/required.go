package live

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
)

// RequiredRules are the Kubernetes rights that reading a cluster and asking about rights take, in a ClusterRole. They
// change nothing.
func RequiredRules() []rbacv1.PolicyRule {
	// The question is an object that is created, answered and not kept.
	return append(ReadingRules(), AskingRules()...)
}

// AskingRules are those for asking what somebody else may do.
func AskingRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{rule("authorization.k8s.io", "create", "subjectaccessreviews")}
}

// ReadingRules are those that reading alone takes.
func ReadingRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{
		rule("rbac.authorization.k8s.io", "list", "roles", "rolebindings", "clusterroles", "clusterrolebindings"),
	}
}

// ImportRules are those that looking for everything of a stack takes, its namespaces included.
func ImportRules() []rbacv1.PolicyRule { return append(ReadingRules(), namespaceRule) }

var namespaceRule = rule("", "list", "namespaces")

// OptionalRules are those for what a plan can leave unread: see [Kubernetes.AWSAuth] and [Kubernetes.Namespaces].
func OptionalRules() []rbacv1.PolicyRule {
	return append([]rbacv1.PolicyRule{namespaceRule}, AWSAuthRules()...)
}

// DoctorRules are those for what the doctor reads beside roles and bindings.
func DoctorRules() []rbacv1.PolicyRule {
	return append([]rbacv1.PolicyRule{rule("", "get", "namespaces")}, AWSAuthRules()...)
}

// AWSAuthRules are those for the ConfigMap aws-auth alone.
func AWSAuthRules() []rbacv1.PolicyRule {
	configMap := rule("", "get", "configmaps")
	configMap.ResourceNames = []string{awsauth.Name}
	return []rbacv1.PolicyRule{configMap}
}

func rule(group, verb string, resources ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{Verbs: []string{verb}, APIGroups: []string{group}, Resources: resources}
}

// EntryActions are the IAM actions on the cluster and its access entries that reading the entries takes.
func EntryActions() []string {
	return []string{"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry"}
}

// RequiredActions are those that reading the access policies takes besides.
func RequiredActions() []string { return append(EntryActions(), "eks:ListAssociatedAccessPolicies") }

// DoctorActions are those for all that the doctor asks AWS about a principal.
func DoctorActions() []string {
	return []string{
		"eks:DescribeCluster", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies", "iam:GetRole", "iam:GetUser",
	}
}
