package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/internal/largestack"
	"github.com/scientist-access/scientist-access/source"
)

// BenchmarkReview reads and reviews stacks of 200 namespaces and 500 principals, and prints each form of the
// report. Each run also tells the most memory that the process has held so far, where Linux says so.
//
//	go test -run '^$' -bench . ./cmd/scientist-access
func BenchmarkReview(b *testing.B) {
	for _, stack := range []struct {
		name  string
		input []byte
	}{
		{"20teams", largestack.TeamsPreview(200, 500, 20)},
		{"200teams", largestack.TeamsPreview(200, 500, 200)},
		{"ownGroups", largestack.OwnGroupsExport(200, 500)},
	} {
		b.Run(stack.name, func(b *testing.B) {
			b.SetBytes(int64(len(stack.input)))
			for b.Loop() {
				read, err := source.Read(bytes.NewReader(stack.input))
				require.NoError(b, err)
				report := review.New(read)
				require.NoError(b, render.ReviewText(io.Discard, report, false))
				require.NoError(b, render.ReviewMarkdown(io.Discard, report))
				require.NoError(b, render.JSON(io.Discard, report))
			}
			reportPeakMemory(b)
		})
	}
}

// BenchmarkPage prints a review of principals of whom no two are alike as a page, which the other forms of a report need not
// wait for.
func BenchmarkPage(b *testing.B) {
	read, err := source.Read(bytes.NewReader(largestack.OwnGroupsExport(200, 500)))
	require.NoError(b, err)
	report := review.New(read)
	for b.Loop() {
		require.NoError(b, render.ReviewPage(io.Discard, report))
	}
	reportPeakMemory(b)
}

// BenchmarkRead reads a file of 50 MB, nearly all of it about other things than access.
func BenchmarkRead(b *testing.B) {
	input := largestack.MostlyOther(50_000_000)
	b.SetBytes(int64(len(input)))
	for b.Loop() {
		_, err := source.Read(bytes.NewReader(input))
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
