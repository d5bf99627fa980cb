package review_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/golden"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

// TestCells: what is dangerous cell by cell is, put together, what the report finds.
func TestCells(t *testing.T) {
	t.Parallel()
	checked := 0
	for _, path := range golden.Inputs(t, "../..") {
		report := review.New(golden.Read(t, path))
		var all finding.List
		fresh := map[string]bool{}
		for _, a := range report.Access {
			for _, p := range a.Principals {
				for _, scope := range append(namespaces(a), access.WholeCluster) {
					for _, f := range report.Dangers(p, scope) {
						f.Principals = []string{p.Short()}
						fresh[f.Object] = fresh[f.Object] || f.New
						f.New = false
						all.Add(f)
						checked++
					}
				}
			}
		}
		want := slices.Concat(report.Findings, report.Closed)
		want = slices.DeleteFunc(want, func(f finding.Finding) bool { return f.Kind != review.DangerousRight })
		for i := range want {
			assert.Equal(t, want[i].New, fresh[want[i].Object], "%s: %s is new", path, want[i].Object)
			want[i].New, want[i].Source = false, ""
		}
		got := all.Sorted()
		for i := range got {
			got[i].Source = ""
		}
		assert.ElementsMatch(t, want, got, path)
	}
	assert.Greater(t, checked, 100)
}

func namespaces(a review.Access) []string {
	var all []string
	for _, scope := range a.Scopes {
		all = append(all, scope.Namespaces...)
	}
	return all
}
