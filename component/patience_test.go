package component

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/scientist-access/scientist-access/internal/patience"
)

func TestWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var said []string
		w := &waiting{say: func(name string) { said = append(said, name) }}
		w.stop("never begun")
		w.start("quick")
		w.start("slow")
		time.Sleep(patience.Limit - time.Second)
		w.stop("quick")
		synctest.Wait()
		assert.Empty(t, said, "too early")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assert.Equal(t, []string{"slow"}, said)
		w.stop("slow")
	})
}
