package doctor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// decision is how a link is judged after a change of facts that are in order.
type decision struct {
	name    string
	facts   func(*testing.T) *Facts
	change  func(*Facts)
	state   State
	message string // a part of it
	mender  Mender
	fix     string // a part of it
}

// requireDecisions judges one link.
func requireDecisions(t *testing.T, link string, decisions []decision) {
	t.Helper()
	for _, d := range decisions {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			f := d.facts(t)
			d.change(f)
			requireSchema(t, New(f))
			found := of(t, f, link)
			assert.Equal(t, d.state, found.State)
			assert.Contains(t, found.Message, d.message)
			assert.Equal(t, d.mender, found.Mender)
			assert.Contains(t, found.Fix, d.fix)
			assert.Equal(t, d.state == Broken, found.Fix != "", "what is broken can be mended, and nothing else need be")
		})
	}
}

func same(*Facts) {}
