package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/scientist-access/scientist-access/sandbox"
)

// growth is what each way took at each size.
type growth struct {
	ways  []string
	sizes []size
	took  map[string]map[size]measured
}

// measureGrowth measures all ways at all sizes, one after the other in one sandbox.
func measureGrowth(ctx context.Context, sizes []size) (g growth, err error) {
	box, err := startSandbox(ctx)
	if err != nil {
		return g, err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	of, err := prepare(ctx, box, sizes)
	if err != nil {
		return g, err
	}
	raw, err := newClients(ctx, box, of)
	if err != nil {
		return g, err
	}
	ways := []way{
		program{box, "this program", "ours", "", ourConfig},
		program{box, "bare resources", "bare", filepath.Join("sandbox", "bench", "bare"), bareConfig},
	}
	if manual, ok := newManual(box, raw); ok {
		ways = append(ways, manual)
	}
	ways = append(ways, raw)
	g = growth{sizes: sizes, took: map[string]map[size]measured{}}
	for _, w := range ways {
		g.ways, g.took[w.String()] = append(g.ways, w.String()), map[size]measured{}
	}
	// The ways in turn, so that what else the machine does slows down all.
	for _, s := range sizes {
		for _, w := range ways {
			progress("%s: %s", s, w)
			m, err := w.measure(ctx, s)
			if err != nil {
				return g, fmt.Errorf("%s, %s: %w", s, w, err)
			}
			progress("%s: %s: up %s", s, w, m.up)
			g.took[w.String()][s] = m
		}
	}
	return g, nil
}

func ourConfig(s size) map[string]any {
	principals := map[string]any{}
	for i, arn := range s.arns() {
		principals[fmt.Sprintf("scientist-%04d", i)] = arn
	}
	return map[string]any{"clusterName": sandbox.Cluster, "namespaces": s.namespaceNames(), "principals": principals}
}

func bareConfig(s size) map[string]any {
	return map[string]any{"clusterName": sandbox.Cluster, "namespaces": s.namespaceNames(), "principals": s.arns()}
}

// print has a table with what each way took at each size, and one with how many times as much that is as at the size before.
func (g growth) print(out io.Writer) {
	fmt.Fprintf(out, "\n%s\n%s\n", strings.Join(os.Args, " "), machine())
	fmt.Fprint(out, "namespaces × principals; wall time, of up the CPU time of all processes of the command too; memory: the peak\n"+
		"of the biggest process; preview: without changes, with --refresh=false; revoke: an update that takes away one namespace\n"+
		"and one principal; destroy: of the rest; this program looks at the cluster before both\n\n")
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "size\tresources\tway\tup\tCPU\tpreview\tpreview --refresh\trevoke\tdestroy\tmemory\tstate\tper resource")
	for _, s := range g.sizes {
		for _, way := range g.ways {
			fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", s, s.resources(), way, strings.Join(g.took[way][s].cells(s), "\t"))
		}
	}
	_ = table.Flush()
	if len(g.sizes) < 2 {
		return
	}
	fmt.Fprint(out, "\ntimes as much as at the size before\n\n")
	fmt.Fprintln(table, "size\tresources\tway\tup\tCPU\tmemory\tstate")
	for i, s := range g.sizes[1:] {
		before := g.sizes[i]
		for _, way := range g.ways {
			is, was := g.took[way][s], g.took[way][before]
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s, times(s.resources(), before.resources()), way,
				times(is.up.wall, was.up.wall), times(is.up.cpu, was.up.cpu), times(is.memory(), was.memory()), times(is.state, was.state))
		}
	}
	_ = table.Flush()
}

func (m measured) cells(s size) []string {
	cells := []string{seconds(m.up.wall), seconds(m.up.cpu)}
	for _, u := range []*usage{m.preview, m.refresh, m.revoke, m.destroy} {
		cell := ""
		if u != nil {
			cell = seconds(u.wall)
		}
		cells = append(cells, cmp.Or(cell, "-"))
	}
	cells = append(cells, fmt.Sprintf("%d MB", m.memory()/1_000_000))
	if m.state == 0 {
		return append(cells, "-", "-")
	}
	return append(cells, fmt.Sprintf("%d KB", m.state/1000), fmt.Sprintf("%d B", m.state/s.resources()))
}

func times[T ~int | ~int64](is, was T) string {
	if was == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", float64(is)/float64(was))
}
