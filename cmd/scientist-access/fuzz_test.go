package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/source"
)

// FuzzRead checks that no input makes the review panic, that every error is one line, and that the same input
// gives the same report.
//
//	go test -run '^$' -fuzz FuzzRead ./cmd/scientist-access
func FuzzRead(f *testing.F) {
	for _, input := range goldenInputs(f) {
		data, err := os.ReadFile(input)
		require.NoError(f, err)
		if len(data) < 40_000 {
			f.Add(data)
		}
	}
	for _, input := range []string{`{"steps":[{"op":"create","urn":"urn:x"`, `null`, `{"version":9,"deployment":{}}`} {
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := reviewBytes(data)
		if err != nil {
			require.NotContains(t, err.Error(), "\n", "an error is one line")
			return
		}
		second, err := reviewBytes(data)
		require.NoError(t, err)
		require.Equal(t, first, second, "the same input gives the same report")
		require.NotContains(t, first, "\x1b", "nothing in the input controls the terminal")
	})
}

// reviewBytes returns all three forms of the report.
func reviewBytes(data []byte) (string, error) {
	stack, err := source.Read(bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	report := review.New(stack)
	for _, write := range []func() error{
		func() error { return render.ReviewText(&out, report, false) },
		func() error { return render.ReviewMarkdown(&out, report) },
		func() error { return render.JSON(&out, report) },
	} {
		if err := write(); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
