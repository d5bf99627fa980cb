package commands

import (
	"slices"

	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
	"github.com/scientist-access/scientist-access/policy"
)

// AWSCall is one request to the API of an AWS service, as IAM sees it. Calls that need no permission, such as
// sts:GetCallerIdentity, are left out.
type AWSCall struct {
	// Action is IAM's name of the action, for example "eks:DescribeCluster".
	Action string
	// Resource is the ARN, with the placeholders of [policy.IAMPlace]; "*" where the action has none. Names that scientists
	// choose are "example".
	Resource string
	// Tolerated calls don't stop the command when they are refused; Loss says what is missing then.
	Tolerated bool
	Loss      string
	// Condition says when the call is made, where that isn't always.
	Condition string
	// Source is the public address of the code that makes the call.
	Source string
}

// AllowedBy reports whether the statements allow the call.
func (c AWSCall) AllowedBy(statements []policy.Statement) bool {
	return slices.ContainsFunc(statements, func(s policy.Statement) bool { return s.Allows(c.Action, c.Resource) })
}

// UnderIAM says how the command fares with statements of IAM, and which calls are refused.
func (c Command) UnderIAM(statements []policy.Statement) (Verdict, []AWSCall) {
	var refused []AWSCall
	stopped := false
	for _, call := range c.AWS {
		if call.AllowedBy(statements) {
			continue
		}
		refused = append(refused, call)
		stopped = stopped || !call.Tolerated && call.Condition == ""
	}
	switch {
	case stopped:
		return Forbidden, refused
	case len(refused) > 0:
		return InPart, refused
	}
	return Works, nil
}

// asking gives the command its calls to AWS.
func (c Command) asking(calls ...AWSCall) Command {
	c.AWS = calls
	return c
}

func awsCall(action, resource, source string) AWSCall {
	return AWSCall{Action: action, Resource: resource, Source: source}
}

func (c AWSCall) tolerated(loss string) AWSCall {
	c.Tolerated, c.Loss = true, loss
	return c
}

func (c AWSCall) when(condition string) AWSCall {
	c.Condition = condition
	return c
}

const clusters = "cli/commands/cluster.py"

// connectCluster is the way to a cluster of the CLI 1 and 2.
func connectCluster(at address) []AWSCall {
	const file = "commands/cluster.py"
	return []AWSCall{
		awsCall("sagemaker:DescribeCluster", arns.HyperPodCluster, at(file)),
		awsCall("eks:DescribeCluster", arns.EKSCluster, at(file)),
	}
}

// setClusterContext is the way to a cluster of the CLI 3.
func setClusterContext() []AWSCall {
	return []AWSCall{
		awsCall("sagemaker:DescribeCluster", arns.HyperPodCluster, cite.V3(clusters)),
		awsCall("iam:GetRole", arns.OwnRole, cite.V3("cli/cluster_utils.py")).
			when("the caller is a role").tolerated("a role with a path, as those of Identity Center have, is not found among the access entries"),
		awsCall("eks:DescribeAccessEntry", arns.OwnAccessEntry, cite.V3("cli/cluster_utils.py")),
		awsCall("eks:DescribeCluster", arns.EKSCluster, cite.V3(clusters)),
	}
}

// listClusters asks for each cluster of the account and region; what is refused for one leaves that one out.
func listClusters(file string) []AWSCall {
	const leftOut = "the cluster is left out"
	return []AWSCall{
		awsCall("sagemaker:ListClusters", "*", file),
		awsCall("sagemaker:DescribeCluster", arns.HyperPodCluster, file).tolerated(leftOut),
		awsCall("eks:DescribeCluster", arns.EKSCluster, file).tolerated(leftOut),
	}
}

// instanceTypes is the check of an endpoint's instance type against the cluster's.
func instanceTypes() []AWSCall {
	const unchecked = "the instance type isn't checked"
	return []AWSCall{
		awsCall("sagemaker:ListClusters", "*", cite.V3("common/utils.py")).tolerated(unchecked),
		awsCall("sagemaker:DescribeCluster", arns.HyperPodCluster, cite.V3("common/utils.py")).tolerated(unchecked),
	}
}

// instanceTypesOfModel is the check of an endpoint's instance type against the model's.
func instanceTypesOfModel() []AWSCall {
	calls := publicModel("inference/hp_jumpstart_endpoint.py")
	for i, c := range calls {
		calls[i] = c.tolerated("the instance type isn't checked")
	}
	return calls
}

// publicModel is a model of SageMaker's public hub: the hub, and the content.
func publicModel(file string) []AWSCall {
	return []AWSCall{
		awsCall("sagemaker:DescribeHubContent", arns.PublicHub, cite.V3(file)),
		awsCall("sagemaker:DescribeHubContent", sample(arns.PublicModels), cite.V3(file)),
	}
}

// invoke is a request to a model.
func invoke() []AWSCall {
	const file = "cli/commands/inference.py#L100"
	return []AWSCall{
		awsCall("sagemaker:DescribeEndpoint", sample(arns.Endpoints), cite.V3(file)),
		awsCall("sagemaker:InvokeEndpoint", sample(arns.Endpoints), cite.V3(file)),
	}
}

// initRecipe writes a recipe's files, for create to submit.
func initRecipe() []AWSCall {
	const file = "cli/recipe_utils.py"
	return slices.Concat(
		[]AWSCall{awsCall("sagemaker:ListHubContents", arns.PublicHub, cite.V3(file)).when("the model is named as at Hugging Face")},
		publicModel(file),
		[]AWSCall{
			awsCall("sagemaker:ListClusters", "*", cite.V3("cli/commands/training_recipe.py")).when("no instance type is given"),
			awsCall("s3:GetObject", sample(arns.PublicRecipes), cite.V3(file)),
		},
	)
}

// spacesAddOn is asked for its version.
func spacesAddOn() AWSCall {
	return awsCall("eks:DescribeAddon", sample(arns.AddOn("amazon-sagemaker-spaces")), cite.V3("space/utils.py")).
		tolerated("no warning that the add-on is too old")
}

// monitoring looks for the observability add-on.
func monitoring() []AWSCall {
	const file = "observability/utils.py"
	return []AWSCall{
		awsCall("eks:ListAddons", arns.EKSCluster, cite.V3(file)),
		awsCall("eks:DescribeAddon", sample(arns.AddOn("amazon-sagemaker-hyperpod-observability")), cite.V3(file)),
	}
}

// sample is one of the resources that an ARN with * at its end stands for.
func sample(pattern string) string { return pattern[:len(pattern)-1] + "example" }
