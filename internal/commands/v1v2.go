package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// v1 are the commands of the HyperPod CLI 1.
func v1() []Command {
	return []Command{
		old("v1", "hyperpod connect-cluster", nil, nil).asking(connectCluster(cite.V1)...),
		old("v1", "hyperpod get-clusters", needs(overview), capacity(cite.V1)).
			asking(listClusters(cite.V1("commands/cluster.py"))...),
		old("v1", "hyperpod start-job", needs(pytorch), helmInstall(cite.V1)),
		old("v1", "hyperpod start-job, Helm 4", needs(pytorch, helm4), helm4Install(cite.V1)),
		old("v1", "hyperpod list-jobs", needs(pytorch), listJobs(cite.V1)),
		old("v1", "hyperpod list-jobs -A", needs(allWork), listAllJobs(cite.V1)),
		old("v1", "hyperpod get-job", needs(pytorch), getJob(cite.V1)),
		old("v1", "hyperpod list-pods", needs(pytorch), listPods(cite.V1)),
		old("v1", "hyperpod get-log", needs(pytorch), getLog(cite.V1)),
		old("v1", "hyperpod exec", needs(exec), execInPod("get", cite.V1)),
		old("v1", "hyperpod exec"+websocketVariant, needs(exec), execInPod("create", cite.V1)),
		old("v1", "hyperpod cancel-job", needs(pytorch), cancelJob(cite.V1)),
		old("v1", "hyperpod cancel-job, Helm 4", needs(pytorch), helm4Cancel(cite.V1)),
	}
}

// v2 are the commands of the HyperPod CLI 2: those of 1, checks of the namespace, and task governance.
func v2() []Command {
	validator := cite.V2("validators/job_validator.py#L280")
	managed := call("get", namespaces, validator).named(policy.NamespacePlaceholder)
	quota := []Call{
		call("get", namespaces, cite.V2("commands/cluster.py#L261")).named(policy.NamespacePlaceholder),
		clusterCall("get", clusterQueues, cite.V2("commands/cluster.py#L274")).
			named(policy.NamespacePlaceholder + "-clusterqueue"),
	}
	priority := clusterCall("list", priorityClasses, validator)
	discover := []Call{
		clusterCall("list", namespaces, cite.V2("service/get_namespaces.py")),
		clusterCall("create", accessReviews, cite.V2("service/self_subject_access_review.py")),
	}
	getPod := call("get", pods, cite.V2("service/get_logs.py")).
		when("the add-on amazon-cloudwatch-observability is installed").tolerated("no link to the logs in CloudWatch")
	patch := cite.V2("commands/job.py#L899")

	start := append([]Call{managed}, helmInstall(cite.V2)...)
	return []Command{
		old("v2", "hyperpod connect-cluster", nil, nil).asking(connectCluster(cite.V2)...),
		old("v2", "hyperpod get-clusters", needs(overview), capacity(cite.V2)).
			asking(listClusters(cite.V2("commands/cluster.py"))...),
		old("v2", "hyperpod get-clusters -n", needs(overview, governance), slices.Concat(capacity(cite.V2), quota)).
			asking(listClusters(cite.V2("commands/cluster.py"))...),
		old("v2", "hyperpod start-job", needs(pytorch), start),
		old("v2", "hyperpod start-job, Helm 4", needs(pytorch, helm4), append([]Call{managed}, helm4Install(cite.V2)...)),
		old("v2", "hyperpod start-job --priority", needs(pytorch, governance), append([]Call{managed, priority}, helmInstall(cite.V2)...)),
		old("v2", "hyperpod start-job, no namespace", needs(pytorch, allNamespaces), slices.Concat(discover, start)),
		old("v2", "hyperpod list-jobs", needs(pytorch), listJobs(cite.V2)),
		old("v2", "hyperpod list-jobs -n", needs(pytorch), append([]Call{managed}, listJobs(cite.V2)...)),
		old("v2", "hyperpod list-jobs -A", needs(allWork), listAllJobs(cite.V2)),
		old("v2", "hyperpod get-job", needs(pytorch), getJob(cite.V2)),
		old("v2", "hyperpod list-pods", needs(pytorch), listPods(cite.V2)),
		old("v2", "hyperpod get-log", needs(pytorch), append(getLog(cite.V2), getPod)).
			asking(awsCall("eks:ListAddons", arns.EKSCluster, cite.V2("service/get_logs.py")).tolerated("no link to the logs in CloudWatch")),
		old("v2", "hyperpod exec", needs(exec), execInPod("get", cite.V2)),
		old("v2", "hyperpod exec"+websocketVariant, needs(exec), execInPod("create", cite.V2)),
		old("v2", "hyperpod cancel-job", needs(pytorch), cancelJob(cite.V2)),
		old("v2", "hyperpod cancel-job, Helm 4", needs(pytorch), helm4Cancel(cite.V2)),
		old("v2", "hyperpod patch-job", needs(pytorch, governance), []Call{
			call("get", pyTorchJobs, patch), call("list", workloads, patch), call("patch", workloads, patch),
		}),
	}
}

// old is a command of the CLI 1 or 2.
func old(cli, name string, needs []string, calls []Call) Command {
	return Command{CLI: cli, Name: name, Needs: needs, Calls: calls}
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
	source := at("service/list_training_jobs.py")
	return []Call{clusterCall("list", namespaces, source), everywhere("list", pyTorchJobs, source)}
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
