package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// processesWith finds the processes that were started with a text, such as a folder of their own, in their
// environment, however they are related to us.
func processesWith(text string) map[int]string {
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil || len(environments) == 0 {
		panic("these tests read /proc, which only Linux has")
	}
	found := map[int]string{}
	for _, path := range environments {
		environment, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(environment, []byte(text)) {
			continue // it has ended meanwhile, or is somebody else's
		}
		dir := filepath.Dir(path)
		pid, _ := strconv.Atoi(filepath.Base(dir)) // digits, as the pattern says
		found[pid], _ = os.Readlink(filepath.Join(dir, "exe"))
	}
	return found
}

// assertNothingLeft checks that no process and no folder is left of what had a folder for temporary files.
func assertNothingLeft(t *testing.T, temp string) {
	t.Helper()
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left)
	// Pulumi's plugins end when they see that Pulumi has.
	assert.Eventually(t, func() bool { return len(processesWith(temp)) == 0 }, time.Minute, 50*time.Millisecond,
		"processes are left: %v", processesWith(temp))
}
