package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells on a terminal how far long work has come; elsewhere it is silent, as a log wants results.
type progress struct {
	out   io.Writer // nil where nobody looks
	verb  string
	thing string

	mu    sync.Mutex
	shown time.Time
}

func newProgress(out io.Writer, verb, thing string) *progress {
	p := &progress{verb: verb, thing: thing, shown: time.Now()}
	if isTerminal(out) {
		p.out = out
	}
	return p
}

// show tells how much is done, some times a second.
func (p *progress) show(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil || time.Since(p.shown) < 200*time.Millisecond {
		return
	}
	p.shown = time.Now()
	fmt.Fprintf(p.out, "\r%s %d of %d %s\x1b[K", p.verb, done, total, p.thing)
}

// end wipes the line.
func (p *progress) end() {
	if p.out != nil {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
