package review_test

import "testing"

func TestResume(t *testing.T) {
	const trains, hyperPod = "create pytorchjobs.kubeflow.org", "create hyperpodpytorchjobs.sagemaker.amazonaws.com"
	checkFindings(t, []findingCase{
		{"training elsewhere", holding("a", trains), []string{"medium dangerous-right run-pods", "low no-automatic-resume training jobs"}},
		{"training with HyperPod's operator elsewhere", holding("a", hyperPod), []string{"medium dangerous-right run-pods", "low no-automatic-resume training jobs"}},
		{"training where jobs are resumed", holding("aws-hyperpod-a", trains), []string{"medium dangerous-right run-pods"}},
		{"looking at jobs", holding("a", "get pytorchjobs.kubeflow.org"), nil},
		{"training in the whole cluster", holdingAll(trains), []string{"critical dangerous-right run-pods"}},
	})
}
