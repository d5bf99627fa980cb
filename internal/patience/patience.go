// Package patience says when users are told why something takes long.
package patience

import "time"

// Limit is how long a command is silent about what it waits for.
const Limit = 15 * time.Second

// Say has something said if it takes longer than [Limit] until stop is called.
func Say(say func()) (stop func()) {
	timer := time.AfterFunc(Limit, say)
	return func() { timer.Stop() }
}
