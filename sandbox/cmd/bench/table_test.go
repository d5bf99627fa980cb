package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	assert.Equal(t, 2.0, median([]float64{3, 1, 2}))
	assert.Equal(t, 2.5, median([]float64{4, 1, 3, 2}))
	assert.Equal(t, time.Second, median([]time.Duration{time.Second}))
}

// The second pair was slow for both, which says nothing about their ratio.
func TestVersusComparesInPairs(t *testing.T) {
	t.Parallel()
	ours := []time.Duration{2 * time.Second, 18 * time.Second, 4 * time.Second}
	bare := []time.Duration{time.Second, 9 * time.Second, 3 * time.Second}
	r := versus("preview", "4 s", "bare program", ours, bare)
	assert.Equal(t, "4.00 s (2.00 s to 18.00 s)", r.measured)
	assert.Equal(t, "bare program 3.00 s (1.00 s to 9.00 s): 2.00 times, fastest 2.00 times", r.yardstick)
}

func TestTableIsAligned(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	printTable(&out, []result{{what: "short", measured: "1 s"}, {"much longer", "2 s", "3 s", "none"}}, 5)
	assert.Contains(t, out.String(), "\n"+
		"what         measured  goal  yardstick\n"+
		"short        1 s       -     -\n"+
		"much longer  2 s       3 s   none\n")
}
