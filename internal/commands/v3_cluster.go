package commands

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// v3Cluster are the commands of the HyperPod CLI 3 for clusters, most of which never ask Kubernetes.
func v3Cluster() []Command {
	const file = "cli/commands/cluster.py"
	capacity := []Call{
		clusterCall("list", nodes, cite.V3(file+"#L307")),
		clusterCall("list", pods, cite.V3(file+"#L328")),
	}
	quota := append(capacity[:2:2],
		call("get", namespaces, cite.V3(file+"#L472")).named(policy.NamespacePlaceholder),
		clusterCall("get", clusterQueues, cite.V3(file+"#L472")).named(policy.NamespacePlaceholder+"-clusterqueue"))
	return []Command{
		v3Bare("hyp list-cluster", needs(overview), capacity...).asking(listClusters(cite.V3(file))...),
		v3Bare("hyp list-cluster -n", needs(overview, governance), quota...).asking(listClusters(cite.V3(file))...),
		v3Bare("hyp list-accelerator-partition-type", needs(partitions),
			clusterCall("list", nodes, cite.V3("training/hyperpod_pytorch_job.py#L758"))),
		v3Bare("hyp set-cluster-context", nil).asking(setClusterContext()...),
		v3Bare("hyp get-cluster-context", nil),
		v3Bare("hyp get-monitoring", needs(overview)).asking(monitoring()...),
		v3Bare("hyp describe cluster", nil).
			asking(awsCall("sagemaker:DescribeCluster", arns.HyperPodCluster, cite.V3(file))),
		{CLI: "v3", Name: "hyp update cluster", Administrators: true},
		{CLI: "v3", Name: "hyp list cluster-stack", Administrators: true},
		{CLI: "v3", Name: "hyp delete cluster-stack", Administrators: true},
	}
}
