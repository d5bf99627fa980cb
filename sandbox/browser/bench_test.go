package browser

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// sights is how often a page is opened; the median counts.
const sights = 5

// BenchmarkFirstSight tells how large the pages of large stacks are, how long the command takes for one and for the report as
// text, and the time from the start of a navigation to the first content that Chromium paints.
func BenchmarkFirstSight(b *testing.B) {
	s := newStudio(b)
	files := s.large(b)
	for _, name := range []string{"20-teams", "200-teams", "own-groups"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				page := s.write(b, name, files[name])
				size, err := os.Stat(page.Page)
				require.NoError(b, err)
				var seen []float64
				for _, r := range s.results(b, plan{Sights: []sight{{name, page.Page, sights}}}) {
					seen = append(seen, r.Milliseconds)
				}
				slices.Sort(seen)
				b.ReportMetric(float64(size.Size())/1e6, "MB")
				b.ReportMetric(seen[sights/2], "first-sight-ms")
				b.ReportMetric(s.time(b, files[name], "html"), "html-ms")
				b.ReportMetric(s.time(b, files[name], "text"), "text-ms")
				b.ReportMetric(0, "ns/op") // of all of that together, which says nothing
			}
		})
	}
}

// time is how long the command takes to write a report, in milliseconds.
func (s studio) time(b *testing.B, stack, format string) float64 {
	began := time.Now()
	s.do(b, s.command, "review", stack, "--format", format)
	return float64(time.Since(began).Milliseconds())
}
