package toolchain

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// How often a meter says how far it is.
const (
	liveInterval  = 200 * time.Millisecond // on a terminal, where a line replaces the last
	plainInterval = 15 * time.Second       // in a log
)

// A meter tells how far the build of one tool is: on a terminal in one live line, elsewhere in a plain line at
// the start, one at the end, and some between.
type meter struct {
	w       io.Writer
	live    bool
	tool    string
	started time.Time
	stop    chan struct{}
	stopped sync.WaitGroup

	mu         sync.Mutex
	downloaded int // modules
	compiled   int // packages
	total      int // packages, those that the build cache has included; 0 until known
}

func startMeter(w io.Writer, tool string) *meter {
	m := &meter{w: w, live: isTerminal(w), tool: tool, started: time.Now(), stop: make(chan struct{})}
	interval := plainInterval
	if m.live {
		interval = liveInterval
	}
	m.print("building")
	m.stopped.Go(func() { m.tick(interval) })
	return m
}

func (m *meter) tick(interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-m.stop:
			return
		case <-ticker.C:
			m.print(m.status())
		}
	}
}

func (m *meter) status() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	elapsed := time.Since(m.started).Round(time.Second)
	if m.total == 0 {
		return fmt.Sprintf("resolving, %d modules downloaded, %s", m.downloaded, elapsed)
	}
	return fmt.Sprintf("compiled %d of at most %d packages, %s", m.compiled, m.total, elapsed)
}

func (m *meter) compiling(total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.total = total
}

// line counts a line of the go command: "go: downloading MODULE VERSION", or, with -v, a package's path alone.
// It reports whether it understood the line.
func (m *meter) line(line string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case strings.HasPrefix(line, "go: downloading "):
		m.downloaded++
	case m.total > 0 && line != "" && !strings.ContainsAny(line, " \t"):
		m.compiled++
	default:
		return false
	}
	return true
}

func (m *meter) finish(err error) {
	close(m.stop)
	m.stopped.Wait()
	elapsed := time.Since(m.started).Round(100 * time.Millisecond)
	if err != nil {
		m.print(fmt.Sprintf("failed after %s", elapsed))
	} else {
		m.print(fmt.Sprintf("built in %s", elapsed))
	}
	if m.live {
		fmt.Fprintln(m.w)
	}
}

func (m *meter) print(text string) {
	if m.live {
		fmt.Fprintf(m.w, "\r\x1b[K%s: %s", m.tool, text) // ESC [ K clears the rest of the line
		return
	}
	fmt.Fprintf(m.w, "%s: %s\n", m.tool, text)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
