package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// TestResourceNames: the names of resources that the command knows without a cluster are those that the API server tells.
// UPDATE_GOLDEN=1 writes them anew.
func TestResourceNames(t *testing.T) {
	path := filepath.Join(box.Root, "cmd", "scientist-access", "internal", "resources", "served.txt")
	groups, lists, err := admin(t).Discovery().ServerGroupsAndResources()
	require.NoError(t, err)
	var lines strings.Builder
	seen := map[schema.GroupResource]bool{}
	for _, group := range groups {
		for _, version := range group.Versions {
			for _, list := range lists {
				if list.GroupVersion != version.GroupVersion {
					continue
				}
				for _, r := range list.APIResources {
					name := schema.GroupResource{Group: group.Name, Resource: r.Name}
					if !seen[name] { // else of another version
						lines.WriteString(resourceLine(list.GroupVersion, r))
					}
					seen[name] = true
				}
			}
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, []byte(lines.String()), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), lines.String(), "run the test with UPDATE_GOLDEN=1 if the change is meant")
}

func resourceLine(version string, r metav1.APIResource) string {
	scope := map[bool]string{true: "namespaced", false: "cluster"}[r.Namespaced]
	fields := []string{version, r.Name, r.Kind, r.SingularName, scope, strings.Join(r.ShortNames, ",")}
	for i := range fields {
		if fields[i] == "" {
			fields[i] = "-"
		}
	}
	return strings.Join(fields, " ") + "\n"
}
