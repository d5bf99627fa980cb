package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// documentedStatements is AWS's IAM policy for scientists, with the commas that make it valid JSON.
//
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html#sagemaker-hyperpod-prerequisites-iam-cluster-user
func documentedStatements() []Statement {
	page := cite.Guide("sagemaker-hyperpod-prerequisites-iam.html#sagemaker-hyperpod-prerequisites-iam-cluster-user")
	const noCommand = "; no command of the CLI calls it"
	return []Statement{
		{
			Action: "sagemaker:DescribeCluster", Resources: []string{arns.HyperPodCluster}, Wide: hyperPodID, Source: page,
			Reason: "connect-cluster of v1 and v2 and set-cluster-context of v3 find the EKS cluster",
		},
		{
			Action: "eks:DescribeCluster", Resources: []string{arns.EKSCluster}, Source: page,
			Reason: "aws eks update-kubeconfig, which the same commands call",
		},
		{
			Action: "sagemaker:ListClusters", Resources: []string{"*"}, Wide: noResource, Source: page,
			Reason: "get-clusters of v1 and v2, list-cluster of v3",
		},
		{
			Action: "ssm:StartSession", Resources: []string{"*"}, Wide: "AWS documents it so: a shell on every node that SSM reaches",
			Source: page, Reason: "a shell on a node, by AWS Systems Manager" + noCommand,
		},
		{
			Action: "ssm:TerminateSession", Resources: []string{"*"}, Wide: "AWS documents it so: everybody's sessions", Source: page,
			Reason: "the end of such a session" + noCommand,
		},
	}
}
