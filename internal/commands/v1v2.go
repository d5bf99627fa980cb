package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/source"
	"github.com/scientist-access/scientist-access/policy"
)

// v1 are the commands of the HyperPod CLI 1.
func v1() []Command {
	return []Command{
		{"v1", "hyperpod connect-cluster", nil, nil},
		{"v1", "hyperpod get-clusters", needs(overview), capacity(source.V1)},
		{"v1", "hyperpod start-job", needs(pytorch), helmInstall(source.V1)},
		{"v1", "hyperpod start-job, Helm 4", needs(pytorch, helm4), helm4Install(source.V1)},
		{"v1", "hyperpod list-jobs", needs(pytorch), listJobs(source.V1)},
		{"v1", "hyperpod list-jobs -A", needs(pytorch, allNamespaces), listAllJobs(source.V1)},
		{"v1", "hyperpod get-job", needs(pytorch), getJob(source.V1)},
		{"v1", "hyperpod list-pods", needs(pytorch), listPods(source.V1)},
		{"v1", "hyperpod get-log", needs(pytorch), getLog(source.V1)},
		{"v1", "hyperpod exec", needs(exec), execInPod("get", source.V1)},
		{"v1", "hyperpod exec" + websocketVariant, needs(exec), execInPod("create", source.V1)},
		{"v1", "hyperpod cancel-job", needs(pytorch), cancelJob(source.V1)},
	}
}

// v2 are the commands of the HyperPod CLI 2: those of 1, checks of the namespace, and task governance.
func v2() []Command {
	validator := source.V2("validators/job_validator.py#L280")
	managed := call("get", namespaces, validator).named(policy.NamespacePlaceholder)
	quota := []Call{
		call("get", namespaces, source.V2("commands/cluster.py#L261")).named(policy.NamespacePlaceholder),
		clusterCall("get", clusterQueues, source.V2("commands/cluster.py#L274")).
			named(policy.NamespacePlaceholder + "-clusterqueue"),
	}
	priority := clusterCall("list", priorityClasses, validator)
	discover := []Call{
		clusterCall("list", namespaces, source.V2("service/get_namespaces.py")),
		clusterCall("create", accessReviews, source.V2("service/self_subject_access_review.py")),
	}
	getPod := call("get", pods, source.V2("service/get_logs.py"))
	patch := source.V2("commands/job.py#L899")

	start := append([]Call{managed}, helmInstall(source.V2)...)
	return []Command{
		{"v2", "hyperpod connect-cluster", nil, nil},
		{"v2", "hyperpod get-clusters", needs(overview), capacity(source.V2)},
		{"v2", "hyperpod get-clusters -n", needs(overview, governance), slices.Concat(capacity(source.V2), quota)},
		{"v2", "hyperpod start-job", needs(pytorch), start},
		{"v2", "hyperpod start-job, Helm 4", needs(pytorch, helm4), append([]Call{managed}, helm4Install(source.V2)...)},
		{"v2", "hyperpod start-job --priority", needs(pytorch, governance), append([]Call{managed, priority}, helmInstall(source.V2)...)},
		{"v2", "hyperpod start-job, no namespace", needs(pytorch, allNamespaces), slices.Concat(discover, start)},
		{"v2", "hyperpod list-jobs", needs(pytorch), listJobs(source.V2)},
		{"v2", "hyperpod list-jobs -n", needs(pytorch), append([]Call{managed}, listJobs(source.V2)...)},
		{"v2", "hyperpod list-jobs -A", needs(pytorch, allNamespaces), listAllJobs(source.V2)},
		{"v2", "hyperpod get-job", needs(pytorch), getJob(source.V2)},
		{"v2", "hyperpod list-pods", needs(pytorch), listPods(source.V2)},
		{"v2", "hyperpod get-log", needs(pytorch), append([]Call{getPod}, getLog(source.V2)...)},
		{"v2", "hyperpod exec", needs(exec), execInPod("get", source.V2)},
		{"v2", "hyperpod exec" + websocketVariant, needs(exec), execInPod("create", source.V2)},
		{"v2", "hyperpod cancel-job", needs(pytorch), cancelJob(source.V2)},
		{"v2", "hyperpod patch-job", needs(pytorch, governance), []Call{
			call("get", pyTorchJobs, patch), call("list", workloads, patch), call("patch", workloads, patch),
		}},
	}
}

// address is the source of one version of the CLI.
type address func(path string) string

func capacity(at address) []Call {
	return []Call{
		clusterCall("list", nodes, at("commands/cluster.py")),
		clusterCall("list", pods, at("service/list_pods.py")),
	}
}

func listJobs(at address) []Call {
	return []Call{call("list", pyTorchJobs, at("service/list_training_jobs.py"))}
}

func listAllJobs(at address) []Call {
	return append([]Call{clusterCall("list", namespaces, at("service/list_training_jobs.py"))}, listJobs(at)...)
}

func getJob(at address) []Call {
	return []Call{call("get", pyTorchJobs, at("service/get_training_job.py"))}
}

func listPods(at address) []Call {
	return []Call{call("list", pods, at("service/list_pods.py"))}
}

func getLog(at address) []Call {
	return []Call{
		call("list", pods, at("service/get_logs.py")),
		call("get", podLogs, at("service/get_logs.py")),
	}
}

func execInPod(verb string, at address) []Call {
	return []Call{
		call("list", pods, at("service/exec_command.py")),
		call(verb, podExec, at("service/exec_command.py")),
	}
}
