package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/policy"
)

// TestPublishedRights: what is known of rights whose rules stand in no stack, and how much it matters where.
func TestPublishedRights(t *testing.T) {
	t.Parallel()
	const none = policy.Severity("")
	type row struct {
		lookUp                        func(string) (policy.PublishedRight, bool)
		ordinary, controlled, cluster policy.Severity
		opens                         string
	}
	role, entry := policy.PublishedClusterRole, func(name string) (policy.PublishedRight, bool) {
		found, known := policy.LookupAccessPolicy(name)
		return found.PublishedRight, known
	}
	tests := map[string]row{
		"admin": {role, policy.High, policy.Critical, policy.Critical, "roles and bindings"},
		"edit":  {role, policy.Medium, policy.Critical, policy.Critical, "any service account"},
		"view":  {role, none, none, policy.Medium, "all pods"},

		"AmazonEKSClusterAdminPolicy": {entry, policy.Critical, policy.Critical, policy.Critical, "everything"},
		"AmazonEKSAdminPolicy":        {entry, policy.High, policy.Critical, policy.Critical, "roles and bindings"},
		"AmazonEKSEditPolicy":         {entry, policy.Medium, policy.Critical, policy.Critical, "any service account"},
		"AmazonEKSAdminViewPolicy":    {entry, policy.Medium, policy.High, policy.Critical, "all secrets"},
		"AmazonEKSSecretReaderPolicy": {entry, policy.Medium, policy.High, policy.Critical, "all secrets"},
		"AmazonEKSViewPolicy":         {entry, none, none, policy.Medium, "all pods"},

		"AmazonSagemakerHyperpodTrainingPolicy":      {entry, policy.Medium, policy.Critical, policy.Critical, "jobs and Ray"},
		"AmazonSagemakerHyperpodInferencePolicy":     {entry, policy.Medium, policy.Critical, policy.Critical, "endpoints"},
		"AmazonSagemakerHyperpodSpacePolicy":         {entry, policy.Medium, policy.Critical, policy.Critical, "spaces"},
		"AmazonSagemakerHyperpodSpaceTemplatePolicy": {entry, none, none, none, "to read"},
		"AmazonSagemakerHyperpodUserClusterPolicy":   {entry, none, none, none, "to read"},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			right, known := want.lookUp(name)
			assert.True(t, known)
			assert.Equal(t, want.ordinary, right.In("aws-hyperpod-vision"))
			assert.Equal(t, want.controlled, right.In("kubeflow"))
			assert.Equal(t, want.cluster, right.InCluster())
			assert.Contains(t, right.Opens, want.opens)
			assert.Regexp(t, `^https://(kubernetes\.io/docs|docs\.aws\.amazon\.com)/`, right.Source)
		})
	}
}

func TestUnknownPublishedRights(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "cluster-admin", "Admin", "AmazonEKSAdminPolicy"} {
		_, known := policy.PublishedClusterRole(name)
		assert.False(t, known, "%q", name)
	}
	for _, name := range []string{"", "admin", "AmazonSageMakerHyperPodTrainingPolicy", "AmazonEKSAutoNodePolicy"} {
		_, known := policy.LookupAccessPolicy(name)
		assert.False(t, known, "%q", name)
	}
}
