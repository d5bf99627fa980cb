package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

// recipes is the submission of SageMaker HyperPod recipes with the CLI 3.
func recipes() Capability {
	submit := cite.V3("cli/recipe_utils.py#L299")
	return Capability{
		Name:    "recipes",
		Summary: "Submit SageMaker HyperPod recipes with the HyperPod CLI v3",
		Rules: []Rule{
			{
				Cluster, rule("", "nodes").verbs("list"),
				"create warns when no node has the recipe's instance type",
				cite.V3("cli/commands/training_recipe.py"),
			},
			{
				TeamNamespaces, rule("", "configmaps").verbs("create"),
				"create: the recipe's training configuration", submit,
			},
			{
				TeamNamespaces, rule("", "secrets", "services").verbs("create"),
				"create, if the recipe contains a Secret or a Service", submit,
			},
			{
				TeamNamespaces, rule("sagemaker.amazonaws.com", "hyperpodpytorchjobs").verbs("create"),
				"create, if the recipe runs as a HyperPodPyTorchJob", submit,
			},
			{
				TeamNamespaces, rule("kubeflow.org", "pytorchjobs").verbs("create"),
				"create, if the recipe runs as a PyTorchJob",
				"https://github.com/aws/sagemaker-hyperpod-recipes/blob/fa19961ddefd4f026450b284f15410612ecb72d5/launcher/evaluation/k8s_templates/EVAL/evaluation.yaml",
			},
		},
		Statements: []Statement{
			describePublicModels("init hyp-recipe-job reads the recipes of a model", "cli/recipe_utils.py"),
			{
				Action: "sagemaker:ListHubContents", Resources: []string{arns.PublicHub}, Source: cite.V3("cli/recipe_utils.py"),
				Reason: "init hyp-recipe-job finds a model by its name at Hugging Face",
			},
			{
				Action: "s3:GetObject", Resources: []string{arns.PublicRecipes}, Wide: everyPublicOf,
				Reason: "init hyp-recipe-job loads the recipe", Source: cite.V3("cli/recipe_utils.py"),
			},
			listHyperPodClusters("init hyp-recipe-job offers clusters that have the instance type", "cli/commands/training_recipe.py"),
		},
	}
}
