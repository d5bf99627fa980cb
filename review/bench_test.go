package review_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/review"
)

// BenchmarkReview reads and reviews stacks of 200 namespaces and 500 principals, and prints each form of the
// report. Each run also tells the most memory that the process has held so far, where Linux says so.
//
//	go test -run '^$' -bench . ./review
func BenchmarkReview(b *testing.B) {
	for _, stack := range []struct {
		name  string
		input []byte
	}{
		{"20teams", teamsPreview(200, 500, 20)},
		{"200teams", teamsPreview(200, 500, 200)},
		{"ownGroups", ownGroupsExport(200, 500)},
	} {
		b.Run(stack.name, func(b *testing.B) {
			b.SetBytes(int64(len(stack.input)))
			for b.Loop() {
				read, err := review.Read(bytes.NewReader(stack.input))
				require.NoError(b, err)
				report := review.New(read)
				require.NoError(b, report.WriteText(io.Discard, review.TextOptions{}))
				require.NoError(b, report.WriteMarkdown(io.Discard))
				require.NoError(b, report.WriteJSON(io.Discard))
			}
			reportPeakMemory(b)
		})
	}
}

// BenchmarkRead reads a file of 50 MB, nearly all of it about other things than access.
func BenchmarkRead(b *testing.B) {
	input := largeExport(50_000_000)
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		_, err := review.Read(bytes.NewReader(input))
		require.NoError(b, err)
	}
	reportPeakMemory(b)
}

// reportPeakMemory reports the process's peak resident memory. Source: proc_pid_status(5), VmHWM.
func reportPeakMemory(b *testing.B) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		var kilobytes float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kilobytes); n == 1 {
			b.ReportMetric(kilobytes/1024, "peak-MB")
		}
	}
}
