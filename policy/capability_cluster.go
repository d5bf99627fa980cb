package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// clusterOverview is the list of clusters with their free accelerators.
func clusterOverview() Capability {
	return Capability{
		Name:    "cluster-overview",
		Summary: "List the clusters with their nodes and free accelerators",
		Rules: []Rule{
			{
				Cluster, rule("", "nodes").verbs("list"),
				"get-clusters of v1 and v2 and list-cluster of v3 count nodes and accelerators",
				cite.V3("cli/commands/cluster.py#L307"),
			},
			{
				Cluster, rule("", "pods").verbs("list"),
				"get-clusters of v1 and v2 and list-cluster of v3 subtract what the pods of all namespaces use",
				cite.V3("cli/commands/cluster.py#L328"),
			},
		},
		Statements: []Statement{
			listHyperPodClusters("get-clusters of v1 and v2, list-cluster of v3", "cli/commands/cluster.py"),
			{
				Action: "eks:ListAddons", Resources: []string{arns.EKSCluster}, Source: cite.V3("observability/utils.py"),
				Reason: "get-monitoring of v3 looks for the observability add-on",
			},
			{
				Action: "eks:DescribeAddon", Resources: []string{arns.AddOn(observability)}, Wide: anyID,
				Reason: "get-monitoring of v3 reads where the add-on sends metrics", Source: cite.V3("observability/utils.py"),
			},
		},
	}
}

// observability is the add-on that collects a HyperPod cluster's metrics.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-observability-addon-setup.html
const observability = "amazon-sagemaker-hyperpod-observability"

func listHyperPodClusters(commands, file string) Statement {
	return Statement{
		Action: "sagemaker:ListClusters", Resources: []string{"*"}, Wide: noResource, Reason: commands, Source: cite.V3(file),
	}
}

// acceleratorPartitions is separate from the overview because it doesn't need the pods of all namespaces.
func acceleratorPartitions() Capability {
	return Capability{
		Name:    "accelerator-partitions",
		Summary: "List the accelerator partitions (MIG) of the nodes, and create jobs and spaces that use them",
		Rules: []Rule{
			{
				Cluster, rule("", "nodes").verbs("list"),
				"list-accelerator-partition-type, and create with an accelerator partition",
				cite.V3("training/hyperpod_pytorch_job.py#L758"),
			},
		},
	}
}

// allNamespaces shows names and labels of namespaces, not their contents.
func allNamespaces() Capability {
	return Capability{
		Name:    "all-namespaces",
		Summary: "List the namespaces of the cluster, as start-job of v2 does without a namespace",
		Rules: []Rule{
			{
				Cluster, rule("", "namespaces").verbs("list"),
				"start-job of v2 without a namespace",
				cite.V2("service/get_namespaces.py"),
			},
		},
	}
}

// allWork is what the options for all namespaces need. These ask in every namespace of the cluster, and list-jobs -A shows
// nothing if one of them refuses.
func allWork() Capability {
	return Capability{
		Name:    "all-namespaces-work",
		Summary: "See the jobs, spaces and templates of all namespaces, as commands with -A do",
		Rules: []Rule{
			{
				Cluster, rule("", "namespaces").verbs("list"),
				"list-jobs -A of v1 and v2, hyp-space and hyp-space-template list -A",
				cite.V2("service/list_training_jobs.py"),
			},
			{
				Cluster, rule("kubeflow.org", "pytorchjobs").verbs("list"),
				"list-jobs -A of v1 and v2",
				cite.V2("service/list_training_jobs.py"),
			},
			{
				Cluster, rule("workspace.jupyter.org", "workspaces", "workspacetemplates").verbs("list"),
				"hyp-space and hyp-space-template list -A",
				cite.V3("space/hyperpod_space.py#L448"),
			},
		},
	}
}
