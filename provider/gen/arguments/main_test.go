package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestArgumentsAreThoseOfTheComponent(t *testing.T) {
	t.Parallel()
	want, err := generate("../../..")
	require.NoError(t, err)
	is, err := os.ReadFile("../../internal/arguments/arguments.go")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(is), "run make generate")
}
