package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/policy"
)

func TestSeverityOrder(t *testing.T) {
	t.Parallel()
	all := []policy.Severity{policy.High, policy.Low, policy.Critical, policy.Medium}
	slices.SortFunc(all, policy.Severity.Compare)
	assert.Equal(t, []policy.Severity{policy.Low, policy.Medium, policy.High, policy.Critical}, all)
	assert.Equal(t, all, policy.Severities())
}

func TestResumes(t *testing.T) {
	t.Parallel()
	for namespace, want := range map[string]bool{
		"kubeflow": true, "aws-hyperpod": true, "aws-hyperpod-vision": true,
		"kubeflow-2": false, "my-aws-hyperpod": false, "default": false, "": false,
	} {
		assert.Equal(t, want, policy.Resumes(namespace), namespace)
	}
}
