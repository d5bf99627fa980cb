package patience_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/patience"
)

func TestSay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		said := 0
		say := func() { said++ }
		stop := patience.Say(say)
		time.Sleep(patience.Limit - time.Second)
		stop()
		time.Sleep(time.Minute)
		assert.Zero(t, said, "in time")

		stop = patience.Say(say)
		time.Sleep(time.Hour)
		assert.Equal(t, 1, said, "once")
		stop()
	})
}
