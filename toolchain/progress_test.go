package toolchain

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestMeterInALog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var progress output
		m := startMeter(&progress, "etcd")
		m.line("go: downloading example.com/a v1.0.0")
		time.Sleep(plainInterval + time.Second)
		m.compiling(3)
		m.line("example.com/a")
		m.line("example.com/b")
		time.Sleep(plainInterval)
		m.finish(nil)

		want := "etcd: building\n" +
			"etcd: resolving, 1 modules downloaded, 15s\n" +
			"etcd: compiled 2 of at most 3 packages, 30s\n" +
			"etcd: built in 31s\n"
		if got := progress.String(); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}

func TestMeterOnATerminalKeepsToOneLine(t *testing.T) {
	t.Parallel()
	var progress output
	m := &meter{w: &progress, live: true, tool: "etcd", started: time.Now(), stop: make(chan struct{})}
	m.print("building")
	m.print(m.status())
	m.finish(errors.New("no space left"))

	got := progress.String()
	if strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, "\n") {
		t.Errorf("more than one line: %q", got)
	}
	if updates := strings.Count(got, "\r\x1b[Ketcd: "); updates != 3 {
		t.Errorf("the line was written %d times, want 3: %q", updates, got)
	}
	if !strings.Contains(got, "failed after") {
		t.Errorf("the failure is not told: %q", got)
	}
}

func TestMeterKeepsWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	m := &meter{total: 10}
	for line, understood := range map[string]bool{
		"go: downloading example.com/a v1.0.0": true,
		"example.com/a/b":                      true,
		"# example.com/a/b":                    false,
		"./main.go:3:15: undefined: x":         false,
		"":                                     false,
	} {
		if got := m.line(line); got != understood {
			t.Errorf("line %q understood: %t, want %t", line, got, understood)
		}
	}
}

func TestLinesKeepsATail(t *testing.T) {
	t.Parallel()
	l := &lines{each: func(line string) bool { return strings.HasPrefix(line, "skip") }}
	for range tailLines {
		_, _ = l.Write([]byte("old\nskip\n"))
	}
	_, _ = l.Write([]byte("two "))
	_, _ = l.Write([]byte("words\nno newline"))

	tail := l.tail()
	if !strings.HasSuffix(tail, "old\ntwo words\nno newline") {
		t.Errorf("tail ends %q", tail)
	}
	if got := strings.Count(tail, "\n") + 1; got != tailLines {
		t.Errorf("tail has %d lines, want %d", got, tailLines)
	}
	if strings.Contains(tail, "skip") {
		t.Errorf("tail has lines that were understood: %q", tail)
	}
}
