package review_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/access"
)

// TestNewForSomebody: a danger is new if somebody has it in a place without having had it there, though somebody else had.
func TestNewForSomebody(t *testing.T) {
	t.Parallel()
	teams := func(alices, bobs string) access.Objects {
		return objects(
			role("a", "r", "get secrets"), bind("a", "Role r", groupSubject("g")), role("b", "r", "get secrets"),
			bind("b", "Role r", groupSubject("h")), entry(alice, alices), entry(bob, bobs),
		)
	}
	for name, c := range map[string]struct {
		before, after access.Objects
		want          bool
	}{
		"nothing changes":     {teams("g", "h"), teams("g", "h"), false},
		"they change places":  {teams("g", "h"), teams("h", "g"), true},
		"one goes to another": {teams("g", "h"), teams("h", "h"), true},
		"one goes":            {teams("g", "h"), teams("g", "other"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := false
			for _, f := range preview(c.before, c.after).Findings {
				if f.Object == "read-secrets" {
					found = true
					assert.Equal(t, c.want, f.New)
				}
			}
			require.True(t, found)
		})
	}
}
