package review_test

import (
	"slices"
	"testing"
)

func TestResume(t *testing.T) {
	const trains, hyperPod = "create pytorchjobs.kubeflow.org", "create hyperpodpytorchjobs.sagemaker.amazonaws.com"
	runs := []string{"high dangerous-right reach-nodes", "medium dangerous-right mount-secrets", "medium dangerous-right run-pods"}
	noResume := append(slices.Clone(runs), "low no-automatic-resume training jobs")
	checkFindings(t, []findingCase{
		{"training elsewhere", holding("a", trains), noResume},
		{"training with HyperPod's operator elsewhere", holding("a", hyperPod), noResume},
		{"training where jobs are resumed", holding("aws-hyperpod-a", trains), runs},
		{"looking at jobs", holding("a", "get pytorchjobs.kubeflow.org"), nil},
		{"training in the whole cluster", holdingAll(trains), []string{
			"critical dangerous-right mount-secrets", "critical dangerous-right run-pods", "high dangerous-right reach-nodes",
		}},
	})
}
