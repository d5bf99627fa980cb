package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// v3Training are the training commands of the HyperPod CLI 3.
func v3Training() []Command {
	operatorInstalled := clusterCall("get", crds, cite.V3("common/cli_decorators.py#L49")).
		named("hyperpodpytorchjobs.sagemaker.amazonaws.com").tolerated("no hint that the operator isn't installed")
	partition := clusterCall("list", nodes, cite.V3("training/accelerator_partition_util.py#L50")).
		tolerated("no check whether a node has the partition")
	create := call("create", hyperPodJobs, cite.V3("training/hyperpod_pytorch_job.py#L295"))
	return slices.Concat([]Command{
		v3Create("hyp create hyp-pytorch-job", needs(hyperpod), operatorInstalled, create),
		v3Create("hyp create hyp-pytorch-job, accelerator partition", needs(hyperpod, partitions), operatorInstalled, partition, create),
		v3Create("hyp create, hyp-pytorch-job of hyp init", needs(hyperpod), create),
		v3Bare("hyp init hyp-recipe-job", needs(recipes)).asking(initRecipe()...),
		v3Bare("hyp create hyp-recipe-job", needs(recipes), recipe(hyperPodJobs)...),
		v3Bare("hyp create hyp-recipe-job, PyTorchJob recipe", needs(recipes), recipe(pyTorchJobs)...),
	}, training("hyp-pytorch-job"), training("hyp-recipe-job"))
}

// training are the commands for jobs that were submitted, by whatever command.
func training(name string) []Command {
	const job = "training/hyperpod_pytorch_job.py"
	get := call("get", hyperPodJobs, cite.V3(job+"#L538"))
	remove := []Call{
		get,
		call("delete", hyperPodJobs, cite.V3(job+"#L398")),
		call("delete", configMaps, cite.V3(job+"#L414")).tolerated("the job's training configuration stays"),
	}
	list := call("list", pods, cite.V3(job+"#L630"))

	return []Command{
		v3In("hyp list "+name, needs(hyperpod), call("list", hyperPodJobs, cite.V3(job+"#L363"))),
		v3In("hyp describe "+name, needs(hyperpod), get),
		v3In("hyp delete "+name, needs(hyperpod), remove...),
		v3In("hyp list-pods "+name, needs(hyperpod), get, list),
		// If the pod has no logs yet, it also asks for a pod that is named like the job, and makes nothing of the answer.
		v3In("hyp get-logs "+name, needs(hyperpod), get, call("get", podLogs, cite.V3(job+"#L694"))),
		v3("hyp exec "+name, needs(hyperpod, exec),
			get, list, call("get", podExec, cite.V3(job+"#L469"))),
		v3("hyp exec "+name+websocketVariant, needs(hyperpod, exec),
			get, list, call("create", podExec, cite.V3(job+"#L469"))),
		v3("hyp get-operator-logs "+name, needs(trainingLogs),
			call("list", pods, cite.V3(job+"#L715")).in(policy.Elsewhere("aws-hyperpod")),
			call("get", podLogs, cite.V3(job+"#L730")).in(policy.Elsewhere("aws-hyperpod"))),
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
