package policy

import "github.com/scientist-access/scientist-access/internal/cite"

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
	}
}
