package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/cite"
)

const jobTemplate = "launcher/nemo/k8s_templates/training/training.yaml"

// Mounts are paths of the node that the template of a command always mounts in pods, and where that can be read.
type Mounts struct {
	Paths  []string
	Source string
}

var (
	launcher = Mounts{[]string{"/dev/shm"},
		cite.CLI("ed216f66294158c75b3c69ec86de86d97e8190c7", "src/hyperpod_cli/custom_launcher/"+jobTemplate)}
	// Recipes have templates of their own, which the CLI 3 gets from SageMaker's hub.
	recipeTemplate = Mounts{[]string{"/dev/shm", "/var/log/aws/clusters"},
		cite.CLI("2f8030b84c02f101576ca25e7edaa76bd0d89595", "src/sagemaker/hyperpod/cli/sagemaker_hyperpod_recipes/"+jobTemplate)}
)

// HostPaths are those of the command; none for most.
func (c Command) HostPaths() Mounts {
	writesJobs := slices.ContainsFunc(c.Calls, func(call Call) bool {
		return (call.Verb == "create" || call.Creates) && call.Resource == pyTorchJobs.resource
	})
	switch {
	case !writesJobs:
		return Mounts{}
	case c.CLI == "v1":
		return launcher
	}
	return recipeTemplate
}
