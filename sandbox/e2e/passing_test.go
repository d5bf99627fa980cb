package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// passingStack is a stack that is removed, not only emptied, when the test ends: another test may take its name.
func passingStack(t *testing.T, name string, settings config, variables ...string) *stack.Stack {
	t.Helper()
	var st *stack.Stack
	t.Cleanup(func() { // after the stack is destroyed
		if st == nil {
			return
		}
		_, err := st.Run(testContext(t), "stack", "rm", name, "--yes")
		assert.NoError(t, err)
	})
	st = newStack(t, name, settings, variables...)
	return st
}
