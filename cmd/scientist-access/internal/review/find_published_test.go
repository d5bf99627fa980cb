package review_test

import (
	"testing"

	"github.com/scientist-access/scientist-access/access"
)

func TestPublished(t *testing.T) {
	bound := func(namespace, role string) access.Objects {
		return objects(entry(alice, "g"), bind(namespace, role, groupSubject("g")))
	}
	associated := func(policy string, namespaces ...string) access.Objects {
		return objects(access.PolicyAssociation{
			Origin: inML, PrincipalARN: alice, PolicyARN: "arn:aws:eks::aws:cluster-access-policy/" + policy, Namespaces: namespaces,
		})
	}
	checkFindings(t, []findingCase{
		{"edit", bound("a", "ClusterRole edit"), []string{"medium dangerous-right ClusterRole edit"}},
		{"edit beside controllers", bound("kubeflow", "ClusterRole edit"), []string{"critical dangerous-right ClusterRole edit"}},
		{"edit everywhere", bound("", "ClusterRole edit"), []string{"critical dangerous-right ClusterRole edit"}},
		{"view", bound("a", "ClusterRole view"), nil},
		{"a Role of that name", bound("a", "Role edit"), nil},
		{"somebody's role", bound("a", "ClusterRole theirs"), nil},
		{"EKS's administrator", associated("AmazonEKSClusterAdminPolicy"), []string{"critical dangerous-right EKS access policy AmazonEKSClusterAdminPolicy"}},
		{"EKS's editor in a namespace", associated("AmazonEKSEditPolicy", "a"), []string{"medium dangerous-right EKS access policy AmazonEKSEditPolicy"}},
		{"HyperPod's training in a namespace", associated("AmazonSagemakerHyperpodTrainingPolicy", "a"),
			[]string{"medium dangerous-right EKS access policy AmazonSagemakerHyperpodTrainingPolicy"}},
		{"HyperPod's cluster", associated("AmazonSagemakerHyperpodUserClusterPolicy"), nil},
		{"a policy that nobody knows", associated("AmazonEKSNewPolicy"), nil},
	})
}
