package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/policy"
)

// TestAccessPolicies: each policy that is known by name has rules that Kubernetes would accept, and is found by its name.
func TestAccessPolicies(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, a := range policy.AccessPolicies() {
		assert.False(t, seen[a.Name], "%s stands twice", a.Name)
		seen[a.Name] = true
		found, known := policy.LookupAccessPolicy(a.Name)
		assert.True(t, known)
		assert.Equal(t, a, found)
		assert.NotEmpty(t, a.Rules, a.Name)
		assert.Equal(t, a.HyperPod(), a.Words, "%s: AWS lists the rules of the others", a.Name)
		assert.Empty(t, policy.Check(field.NewPath(a.Name), a.Policy(), "wildcards", "impersonate", "bind", "escalate"))
	}
	assert.Len(t, seen, 11)
}

func TestAccessPolicyScopes(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]policy.Scope{
		"AmazonSagemakerHyperpodTrainingPolicy":      policy.TeamNamespaces,
		"AmazonSagemakerHyperpodSpaceTemplatePolicy": policy.Elsewhere("jupyter-k8s-shared"),
		"AmazonSagemakerHyperpodUserClusterPolicy":   policy.Cluster,
		"AmazonEKSViewPolicy":                        policy.TeamNamespaces,
	} {
		found, known := policy.LookupAccessPolicy(name)
		require.True(t, known, name)
		assert.Equal(t, want, found.Scope, name)
	}
}

// TestAccessPolicyRules: what AWS says that the policies give, and what it does not say.
func TestAccessPolicyRules(t *testing.T) {
	t.Parallel()
	const training, inference = "AmazonSagemakerHyperpodTrainingPolicy", "AmazonSagemakerHyperpodInferencePolicy"
	const space, edit, admin, view = "AmazonSagemakerHyperpodSpacePolicy", "AmazonEKSEditPolicy", "AmazonEKSAdminPolicy", "AmazonEKSViewPolicy"
	for _, c := range []struct {
		policy, verb, group, resource string
		want                          bool
	}{
		{training, "delete", "sagemaker.amazonaws.com", "hyperpodpytorchjobs", true},
		{training, "create", "ray.io", "rayjobs", true},
		{training, "create", "ray.io", "rayservices", false},
		{training, "get", "", "pods/log", true},
		{training, "create", "", "pods/exec", false},
		{training, "delete", "", "configmaps", false},
		{training, "deletecollection", "", "pods", false},
		{training, "get", "", "namespaces", false},
		{inference, "create", "ray.io", "rayservices", true},
		{inference, "create", "batch", "jobs", false},
		{inference, "patch", "inference.sagemaker.aws.amazon.com", "jumpstartmodels", true},
		{space, "create", "connection.workspace.jupyter.org", "workspaceconnections", true},
		{space, "create", "", "pods", false},
		{space, "get", "", "pods/log", false},
		{space, "create", "workspace.jupyter.org", "workspacetemplates", false},
		{view, "get", "", "secrets", false},
		{view, "list", "", "namespaces", true},
		{edit, "get", "", "secrets", true},
		{edit, "impersonate", "", "serviceaccounts", true},
		{edit, "create", "", "pods/exec", true},
		{edit, "create", "rbac.authorization.k8s.io", "roles", false},
		{admin, "create", "rbac.authorization.k8s.io", "roles", true},
		{admin, "escalate", "rbac.authorization.k8s.io", "roles", false},
		{admin, "create", "sagemaker.amazonaws.com", "hyperpodpytorchjobs", false},
		{"AmazonEKSClusterAdminPolicy", "create", "sagemaker.amazonaws.com", "hyperpodpytorchjobs", true},
		{"AmazonEKSSecretReaderPolicy", "get", "", "configmaps", false},
	} {
		found, known := policy.LookupAccessPolicy(c.policy)
		require.True(t, known)
		granted, _ := validation.Covers(found.Rules, []rbacv1.PolicyRule{
			{Verbs: []string{c.verb}, APIGroups: []string{c.group}, Resources: []string{c.resource}},
		})
		assert.Equal(t, c.want, granted, "%s: %s on %s in %q", c.policy, c.verb, c.resource, c.group)
	}
}
