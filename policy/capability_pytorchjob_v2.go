package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// pyTorchJobs is training with the HyperPod CLI 1 and 2, whose start-job installs a Helm release.
func pyTorchJobs() Capability {
	return Capability{
		Name:    "pytorch-jobs",
		Summary: "Train with the HyperPod CLI v1 and v2: start, list, read and cancel Kubeflow PyTorchJobs",
		Rules: []Rule{
			{
				TeamNamespaces, rule("kubeflow.org", "pytorchjobs").verbs("get", "list", "create", "delete"),
				"start-job, get-job, list-jobs, cancel-job and patch-job",
				cite.V2("commands/job.py"),
			},
			{
				TeamNamespaces, rule("", "pods").verbs("get", "list"),
				"list: list-pods and get-log find the pods of a job; get: get-log of v2",
				cite.V2("service/list_pods.py"),
			},
			{
				TeamNamespaces, rule("", "pods/log").verbs("get"),
				"get-log",
				cite.V2("service/get_logs.py"),
			},
			{
				TeamNamespaces, rule("", "configmaps").verbs("get", "create", "delete"),
				"start-job and cancel-job: the Helm chart of a job holds its training configuration",
				cite.V2("commands/job.py#L982"),
			},
			{
				TeamNamespaces, rule("", "secrets").verbs("get", "list", "create", "update", "delete"),
				"start-job and cancel-job: Helm keeps its releases in secrets, and updates their status",
				"https://helm.sh/docs/topics/advanced/#storage-backends",
			},
			{
				TeamNamespaces, rule("", "namespaces").verbs("get"),
				"start-job and list-jobs -n of v2 check whether SageMaker manages the namespace, and fail if they may not",
				cite.V2("validators/job_validator.py#L280"),
			},
		},
		Statements: []Statement{{
			Action: "eks:ListAddons", Resources: []string{arns.EKSCluster}, Source: cite.V2("service/get_logs.py"),
			Reason: "get-log of v2 shows where the logs are in CloudWatch, if the add-on for that is installed",
		}},
	}
}
