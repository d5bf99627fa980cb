package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCanI(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct{ groups, namespaces []string }{
		"kubectl auth can-i --list --namespace a --as alice --as-group g --as-group h": {[]string{"g", "h"}, []string{"a", "b"}},
		"kubectl auth can-i --list --as alice --as-group g":                            {[]string{"g"}, nil},
		"kubectl auth can-i --list --namespace a --as alice":                           {nil, []string{"a"}},
	} {
		assert.Equal(t, want, question("alice", c.groups, c.namespaces))
	}
}
