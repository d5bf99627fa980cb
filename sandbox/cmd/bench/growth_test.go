package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseSizes(t *testing.T) {
	t.Parallel()
	sizes, err := parseSizes("1x1,10x30")
	require.NoError(t, err)
	assert.Equal(t, []size{{1, 1}, {10, 30}}, sizes)
	assert.Equal(t, 5, sizes[0].resources())
	for _, wrong := range []string{"", "1", "x", "0x1", "1x0", "-1x1", "1x1y", "1x1,", "01x1"} {
		_, err := parseSizes(wrong)
		assert.ErrorContains(t, err, "-sizes", wrong)
	}
}

// TestGrowthIsPrinted: what a way does not have is a dash, and the second table divides neighbours.
func TestGrowthIsPrinted(t *testing.T) {
	t.Parallel()
	small, large := size{1, 1}, size{2, 4}
	took := func(wall time.Duration) *usage { return &usage{wall: wall, cpu: wall / 2, memory: 5_000_000} }
	g := growth{ways: []string{"ours"}, sizes: []size{small, large}, took: map[string]map[size]measured{"ours": {
		small: {up: took(time.Second), state: 10_000},
		large: {up: took(3 * time.Second), preview: took(time.Second), revoke: took(2 * time.Second), destroy: took(4 * time.Second), state: 20_000},
	}}}
	var out bytes.Buffer
	g.print(&out)
	assert.Contains(t, out.String(), "\n"+
		"size   resources  way   up      CPU     preview  preview --refresh  revoke  destroy  memory  state  per resource\n"+
		"1 × 1  5          ours  1.00 s  0.50 s  -        -                  -       -        5 MB    10 KB  2000 B\n"+
		"2 × 4  10         ours  3.00 s  1.50 s  1.00 s   -                  2.00 s  4.00 s   5 MB    20 KB  2000 B\n")
	assert.Contains(t, out.String(), "\n"+
		"size   resources  way   up   CPU  memory  state\n"+
		"2 × 4  2.0        ours  3.0  3.0  1.0     2.0\n")
}
