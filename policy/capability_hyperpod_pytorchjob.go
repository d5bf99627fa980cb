package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// hyperPodPyTorchJobs is training with the HyperPod CLI 3 and the HyperPod training operator.
func hyperPodPyTorchJobs() Capability {
	const resource = "hyperpodpytorchjobs"
	const group = "sagemaker.amazonaws.com"
	return Capability{
		Name:    "hyperpod-pytorch-jobs",
		Summary: "Train with the HyperPod CLI v3: create, list, read and delete HyperPodPyTorchJobs, also those of recipes",
		Rules: []Rule{
			{
				Cluster,
				named(rule("apiextensions.k8s.io", "customresourcedefinitions").verbs("get"), resource+"."+group),
				"create checks whether the training operator is installed",
				cite.V3("common/cli_decorators.py#L49"),
			},
			{
				TeamNamespaces, rule(group, resource).verbs("get", "list", "create", "delete"),
				"create, list, describe, delete; list-pods, get-logs and exec read the job first",
				cite.V3("training/hyperpod_pytorch_job.py#L295"),
			},
			{
				TeamNamespaces, rule("", "pods").verbs("list"),
				"list-pods and exec find the pods of the job",
				cite.V3("training/hyperpod_pytorch_job.py#L630"),
			},
			{
				TeamNamespaces, rule("", "pods/log").verbs("get"),
				"get-logs",
				cite.V3("training/hyperpod_pytorch_job.py#L694"),
			},
			{
				TeamNamespaces, rule("", "configmaps").verbs("delete"),
				"delete removes the training configuration of a job that a recipe made",
				cite.V3("training/hyperpod_pytorch_job.py#L414"),
			},
			readNamespace(),
		},
	}
}

// readNamespace is the check that most commands of the CLI 3 make first.
func readNamespace() Rule {
	return Rule{
		TeamNamespaces, rule("", "namespaces").verbs("get"),
		"most commands of v3 look whether the namespace exists, creating ones if they fail, and print the refusal if they may not",
		cite.V3("cli/clients/kubernetes_client.py#L319"),
	}
}
