package policy

import (
	"github.com/scientist-access/scientist-access/internal/arns"
	"github.com/scientist-access/scientist-access/internal/cite"
)

func describePublicModels(commands, file string) Statement {
	return Statement{
		Action: "sagemaker:DescribeHubContent", Resources: []string{arns.PublicHub, arns.PublicModels}, Wide: everyPublicOf,
		Reason: commands, Source: cite.V3(file),
	}
}

// inferenceEndpoints is the deployment of models with the HyperPod inference operator.
func inferenceEndpoints() Capability {
	return Capability{
		Name:    "inference-endpoints",
		Summary: "Deploy, list, read, invoke and delete JumpStart and custom inference endpoints",
		Rules: []Rule{
			{
				TeamNamespaces,
				rule("inference.sagemaker.aws.amazon.com", "jumpstartmodels", "inferenceendpointconfigs").
					verbs("get", "list", "create", "delete"),
				"create, list, describe, delete and list-pods of hyp-jumpstart-endpoint and hyp-custom-endpoint",
				cite.V3("inference/hp_endpoint_base.py#L121"),
			},
			{
				TeamNamespaces, rule("", "pods").verbs("get", "list"),
				"list: list-pods; get: get-logs",
				cite.V3("inference/hp_endpoint.py#L209"),
			},
			{
				TeamNamespaces, rule("", "pods/log").verbs("get"),
				"get-logs",
				cite.V3("inference/hp_endpoint_base.py#L442"),
			},
			readNamespace(),
		},
		Statements: []Statement{
			{
				Action: "sagemaker:DescribeEndpoint", Resources: []string{arns.Endpoints}, Wide: userNames,
				Reason: "invoke looks whether the endpoint is in service", Source: cite.V3("cli/commands/inference.py#L100"),
			},
			{
				Action: "sagemaker:InvokeEndpoint", Resources: []string{arns.Endpoints}, Wide: userNames,
				Reason: "invoke", Source: cite.V3("cli/commands/inference.py#L100"),
			},
			describePublicModels("create hyp-jumpstart-endpoint checks the instance type", "inference/hp_jumpstart_endpoint.py"),
			listHyperPodClusters("create checks whether the cluster has the instance type", "common/utils.py"),
		},
	}
}
