package iam_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/iam"
)

// What is checked of ARNs and user names is tested through the component, whose users meet it.
func TestReservedPrefix(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"system:masters": "system:", "eks:service": "eks:", "iam:x": "iam:",
		"systems": "", "a-system:b": "", "": "",
	} {
		prefix, reserved := iam.ReservedPrefix(name)
		assert.Equal(t, want, prefix, name)
		assert.Equal(t, want != "", reserved, name)
	}
}
