package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestFit: a report keeps to its limit, uses it, and says how many parts are left out.
func TestFit(t *testing.T) {
	t.Parallel()
	const limit = 400
	block := strings.Repeat("x", 9) + "\n"
	for _, size := range []int{1, 10, 20, 40, 1000} {
		blocks := strings.SplitAfter(strings.Repeat(block, size), "\n")[:size]
		page := fit(blocks, limit)
		shown := strings.Count(page, block)
		assert.LessOrEqual(t, len(page), limit, "%d blocks", size)
		if shown == size {
			assert.NotContains(t, page, "do not fit")
			continue
		}
		assert.Contains(t, page, fmt.Sprintf("%d parts of this report do not fit", size-shown))
		assert.Greater(t, len(page), limit-2*len(block)-20, "room is used")
	}
	page := fit([]string{block, strings.Repeat("y", limit), block}, limit)
	assert.Equal(t, 1, strings.Count(page, block), "what follows is not moved up")
	assert.Contains(t, page, "2 parts")
	assert.Equal(t, strings.Repeat("z", room(limit)), fit([]string{strings.Repeat("z", room(limit))}, limit), "all of it is used")
}

// graphOf has so many arrows.
func graphOf(arrows int) review.Graph {
	g := review.Graph{Names: map[review.Node][]string{}, Arrows: map[review.Arrow]review.Change{}}
	for i := range arrows {
		a := review.Arrow{From: review.Node{Kind: review.NodeKind(fmt.Sprint(i))}}
		g.Names[a.From] = []string{fmt.Sprint("name", i)}
		g.Arrows[a] = review.Kept
	}
	return g
}

// TestDiagram: a graph with too many arrows gives way to that of the changes, or to a sentence.
func TestDiagram(t *testing.T) {
	t.Parallel()
	const changes, leftOut = "Only the ways that change are drawn", "would have"
	for _, c := range []struct {
		all, changing int // -1 for none asked
		want          string
	}{
		{readable, 1, ""}, {readable, -1, ""}, {readable + 1, -1, leftOut}, {readable + 1, 0, leftOut},
		{readable + 1, 1, changes}, {readable + 1, readable, changes}, {readable + 1, readable + 1, leftOut},
	} {
		g := graphOf(c.all)
		if c.changing >= 0 {
			changing := graphOf(c.changing)
			g.Changing = &changing
		}
		text := diagram(g)
		for _, part := range []string{changes, leftOut} {
			assert.Equal(t, part == c.want, strings.Contains(text, part), "%+v: %s", c, part)
		}
		assert.Equal(t, c.want != leftOut, strings.Contains(text, "```mermaid"), "%+v", c)
	}
	assert.Empty(t, diagram(graphOf(0)))
}

// TestNameWidth: the verbs stand in one column, which very long names, and names without verbs, don't move.
func TestNameWidth(t *testing.T) {
	t.Parallel()
	width := func(rights ...review.Right) int {
		return nameWidth(review.Access{Scopes: []review.Scope{{Gains: rights}}})
	}
	named := func(length int) review.Right {
		return review.Right{Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{""}, Resources: []string{strings.Repeat("r", length)}, Verbs: []string{"get"},
		}}}
	}
	assert.Equal(t, 30, width(named(10), named(30), named(20)))
	assert.Equal(t, widest, width(named(widest)))
	assert.Equal(t, 10, width(named(10), named(widest+1)))
	assert.Equal(t, 10, width(named(10), review.Right{Capability: "a-name-of-some-length"}))
}
