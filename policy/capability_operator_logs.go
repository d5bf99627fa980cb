package policy

import "github.com/scientist-access/scientist-access/internal/cite"

// The namespaces in which the HyperPod operators run.
const (
	trainingOperator  = "aws-hyperpod"
	inferenceOperator = "hyperpod-inference-system"
)

// trainingOperatorLogs is separate from the inference operator's, as a cluster may have only one of them.
func trainingOperatorLogs() Capability {
	return operatorLogs("training-operator-logs", trainingOperator, "hyp-pytorch-job",
		cite.V3("training/hyperpod_pytorch_job.py#L715"))
}

func inferenceOperatorLogs() Capability {
	return operatorLogs("inference-operator-logs", inferenceOperator, "hyp-jumpstart-endpoint and hyp-custom-endpoint",
		cite.V3("inference/hp_endpoint_base.py#L349"))
}

func operatorLogs(name, operator, command, where string) Capability {
	return Capability{
		Name:    name,
		Summary: "Read the logs of the operator in the namespace " + operator,
		Rules: []Rule{
			{
				Elsewhere(operator), rule("", "pods").verbs("list"),
				"get-operator-logs of " + command + " finds the operator's pods", where,
			},
			{
				Elsewhere(operator), rule("", "pods/log").verbs("get"),
				"get-operator-logs of " + command, where,
			},
		},
	}
}
