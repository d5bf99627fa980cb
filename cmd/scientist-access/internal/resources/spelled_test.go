package resources_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
)

// TestSpelled: what a form finds by itself in the list is what Find finds.
func TestSpelled(t *testing.T) {
	t.Parallel()
	all, plain := resources.Known().Spelled()
	assert.Greater(t, len(plain), 200)
	for word, at := range plain {
		assert.Equal(t, resources.Resource{Group: all[at].Group, Name: all[at].Name, Known: true, ClusterScoped: all[at].ClusterScoped},
			resources.Known().Find(word), word)
	}
	var names []string
	for _, s := range all {
		names = append(names, resources.Resource{Group: s.Group, Name: s.Name}.String())
		if s.Group == "" || strings.Contains(s.Name, "/") {
			continue
		}
		found := resources.Known().Find(s.Name + "." + s.Group)
		assert.Equal(t, resources.Resource{Group: s.Group, Name: s.Name, Known: true, ClusterScoped: s.ClusterScoped}, found)
	}
	assert.ElementsMatch(t, resources.Known().All(), names, "each once, and one of each group where several have the name")
	assert.Equal(t, "pods", all[plain["po"]].Name)
	assert.Equal(t, "apps", all[plain["deploy"]].Group)
	assert.True(t, all[plain["ns"]].ClusterScoped)
	assert.NotContains(t, plain, "pods/exec")
}
