package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// result is a row of the table.
type result struct {
	what      string
	measured  string
	goal      string
	yardstick string
}

// median of what was measured; of an even number the mean of the two in the middle.
func median[T time.Duration | float64](measured []T) T {
	sorted := slices.Sorted(slices.Values(measured))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// spread is the median with the fastest and the slowest.
func spread(times []time.Duration) string {
	return fmt.Sprintf("%s (%s to %s)", seconds(median(times)), seconds(slices.Min(times)), seconds(slices.Max(times)))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func printTable(out io.Writer, results []result, runs int) {
	fmt.Fprintf(out, "\n%s\n", strings.Join(os.Args, " "))
	fmt.Fprintf(out, "%s; medians of %d runs, of previews %d (fastest to slowest)\n\n", machine(), runs, 2*runs)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\tmeasured\tgoal\tyardstick")
	for _, r := range results {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.what, r.measured, cmp.Or(r.goal, "-"), cmp.Or(r.yardstick, "-"))
	}
	_ = table.Flush()
}

// machine tells what the numbers depend on.
func machine() string {
	text := fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return text // not Linux
	}
	return text + ", load average " + strings.Join(strings.Fields(string(load))[:3], " ")
}

func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}
