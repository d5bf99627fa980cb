package commands

import (
	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// v3Training are the training commands of the HyperPod CLI 3.
func v3Training() []Command {
	const job = "training/hyperpod_pytorch_job.py"
	operatorInstalled := clusterCall("get", crds, cite.V3("common/cli_decorators.py#L49")).
		named("hyperpodpytorchjobs.sagemaker.amazonaws.com").tolerated("no hint that the operator isn't installed")
	partition := clusterCall("list", nodes, cite.V3("training/accelerator_partition_util.py#L50"))
	create := call("create", hyperPodJobs, cite.V3(job+"#L295"))
	get := call("get", hyperPodJobs, cite.V3(job+"#L538"))
	remove := []Call{
		get,
		call("delete", hyperPodJobs, cite.V3(job+"#L398")),
		call("delete", configMaps, cite.V3(job+"#L414")).tolerated("the job's training configuration stays"),
	}
	logs := []Call{
		get,
		call("get", podLogs, cite.V3(job+"#L694")),
		call("get", pods, cite.V3(job+"#L694")).when("the pod has no logs yet"),
	}
	list := call("list", pods, cite.V3(job+"#L630"))

	return []Command{
		v3("hyp create hyp-pytorch-job", needs(hyperpod), operatorInstalled, create),
		v3("hyp create hyp-pytorch-job, accelerator partition", needs(hyperpod, partitions), operatorInstalled, partition, create),
		v3In("hyp list hyp-pytorch-job", needs(hyperpod), call("list", hyperPodJobs, cite.V3(job+"#L363"))),
		v3In("hyp describe hyp-pytorch-job", needs(hyperpod), get),
		v3In("hyp delete hyp-pytorch-job", needs(hyperpod), remove...),
		v3In("hyp list-pods hyp-pytorch-job", needs(hyperpod), get, list),
		v3In("hyp get-logs hyp-pytorch-job", needs(hyperpod), logs...),
		v3In("hyp exec hyp-pytorch-job", needs(hyperpod, exec),
			get, list, call("get", podExec, cite.V3(job+"#L469"))),
		v3In("hyp exec hyp-pytorch-job"+websocketVariant, needs(hyperpod, exec),
			get, list, call("create", podExec, cite.V3(job+"#L469"))),
		v3("hyp get-operator-logs hyp-pytorch-job", needs(trainingLogs),
			call("list", pods, cite.V3(job+"#L715")).in(policy.Elsewhere("aws-hyperpod")),
			call("get", podLogs, cite.V3(job+"#L730")).in(policy.Elsewhere("aws-hyperpod"))),
		v3("hyp create hyp-recipe-job", needs(recipes), recipe(hyperPodJobs)...),
		v3("hyp create hyp-recipe-job, PyTorchJob recipe", needs(recipes), recipe(pyTorchJobs)...),
	}
}

// recipe submits what a recipe's template holds: always a training configuration and a job.
func recipe(job kind) []Call {
	submit := cite.V3("cli/recipe_utils.py#L299")
	return []Call{
		clusterCall("list", nodes, cite.V3("cli/commands/training_recipe.py")).
			tolerated("no warning that no node has the instance type"),
		call("create", configMaps, submit),
		call("create", secrets, submit).when("the recipe holds a Secret"),
		call("create", services, submit).when("the recipe holds a Service"),
		call("create", job, cite.V3("cli/recipe_utils.py#L318")),
	}
}
