package live

import rbacv1 "k8s.io/api/rbac/v1"

// RequiredRules are the Kubernetes rights that reading a cluster and asking about rights take, in a ClusterRole. They
// change nothing.
func RequiredRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{
		{
			APIGroups: []string{"rbac.authorization.k8s.io"},
			Resources: []string{"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
			Verbs:     []string{"list"},
		},
		{
			// The question is an object that is created, answered and not kept.
			APIGroups: []string{"authorization.k8s.io"},
			Resources: []string{"subjectaccessreviews"},
			Verbs:     []string{"create"},
		},
	}
}

// RequiredActions are the IAM actions on the cluster and its access entries that it takes.
func RequiredActions() []string {
	return []string{
		"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies",
	}
}
