package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// TestCapabilitiesKnowTheAPI compares what the library takes for rules without effect with what the API server
// says of its resources.
func TestCapabilitiesKnowTheAPI(t *testing.T) {
	_, lists, err := admin(t).Discovery().ServerGroupsAndResources()
	require.NoError(t, err)
	resources, clusterScoped, subresources := 0, 0, 0
	for _, list := range lists {
		group, _, _ := strings.Cut(list.GroupVersion, "/")
		if group == list.GroupVersion {
			group = "" // the core group has no name, as in "v1"
		}
		for _, r := range list.APIResources {
			resources++
			rule := rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{r.Name}, Verbs: r.Verbs}
			assert.Empty(t, policy.Policy{Cluster: []rbacv1.PolicyRule{rule}}.Findings(),
				"the API server serves %s.%s for %v", r.Name, group, r.Verbs)
			if strings.Contains(r.Name, "/") {
				subresources++
			}
			if !r.Namespaced {
				clusterScoped++
			}
			rule.Verbs = []string{"list"} // no Role grants it on anything cluster-scoped, namespaces included
			if !strings.Contains(r.Name, "/") {
				found := policy.Policy{Namespace: []rbacv1.PolicyRule{rule}}.Findings()
				assert.Equal(t, !r.Namespaced, len(found) > 0, "%s.%s in a Role: %v", r.Name, group, found)
			}
		}
	}
	require.NotZero(t, clusterScoped)
	require.NotZero(t, subresources)
	report(t, "%d resources as the API server knows them, %d of them cluster-scoped, %d subresources",
		resources, clusterScoped, subresources)
}
