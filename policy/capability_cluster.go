package policy

import "github.com/scientist-access/scientist-access/internal/cite"

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
