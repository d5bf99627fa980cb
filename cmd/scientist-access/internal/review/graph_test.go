package review_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// drawn are the names in a graph of one kind of nodes, sorted.
func drawn(g *review.Graph, kind review.NodeKind) []string {
	all := map[string]bool{}
	for node, names := range g.Names {
		if node.Kind == kind {
			all[strings.Join(names, ", ")] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// TestGraphOfChanges: beside the whole graph stands what changes: new and gone bindings, and roles with other rules.
func TestGraphOfChanges(t *testing.T) {
	t.Parallel()
	stack := func(rules string, more ...any) access.Objects {
		return objects(append(more,
			entry(alice, "g"), role("a", "same", "get pods"), bind("a", "Role same", groupSubject("g")),
			role("b", "wider", rules), bind("b", "Role wider", groupSubject("g")),
		)...)
	}
	added := []any{role("c", "new", "get pods"), bind("c", "Role new", groupSubject("g"))}
	before, after := stack("get pods"), stack("get,list pods", added...)

	graph := preview(before, after).Graph
	assert.Equal(t, []string{"Role new", "Role same", "Role wider"}, drawn(&graph, review.RoleNode))
	require.NotNil(t, graph.Changing)
	assert.Equal(t, []string{"Role new", "Role wider"}, drawn(graph.Changing, review.RoleNode))

	assert.Nil(t, export(after).Graph.Changing, "an export changes nothing")
}

// TestGraphSaysWhere: a cluster is named where there are several and it is known, and three namespaces at most.
func TestGraphSaysWhere(t *testing.T) {
	t.Parallel()
	associated := func(cluster string, namespaces ...string) access.PolicyAssociation {
		return access.PolicyAssociation{
			Origin: access.Origin{Cluster: cluster}, PrincipalARN: alice, Namespaces: namespaces,
			PolicyARN: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
		}
	}
	graph := export(objects(associated("", "a", "b", "c"), associated("ml", "a", "b", "c", "d"))).Graph
	const policy = "EKS access policy AmazonEKSViewPolicy in "
	assert.Equal(t, []string{policy + "a, b, c", policy + "a, b, c and 1 more on ml"}, drawn(&graph, review.RoleNode))
}
