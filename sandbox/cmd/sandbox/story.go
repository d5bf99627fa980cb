package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// story tells the demonstration step by step, in colour on a terminal.
type story struct {
	out    io.Writer
	colour bool
}

func newStory(out io.Writer) *story {
	file, ok := out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return &story{out: out}
	}
	info, err := file.Stat()
	return &story{out: out, colour: err == nil && info.Mode()&os.ModeCharDevice != 0}
}

// Select graphic rendition: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
const (
	bold = "1"
	cyan = "36"
	dim  = "2"
)

func (s *story) paint(rendition, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + rendition + "m" + text + "\x1b[0m"
}

func (s *story) step(number int, title string) {
	fmt.Fprintf(s.out, "\n%s\n", s.paint(bold, fmt.Sprintf("%d. %s", number, title)))
}

func (s *story) say(format string, args ...any) {
	fmt.Fprintf(s.out, "   %s\n", fmt.Sprintf(format, args...))
}

func (s *story) command(line string) { fmt.Fprintf(s.out, "   %s\n", s.paint(cyan, "$ "+line)) }

func (s *story) end(line string) { fmt.Fprintf(s.out, "\n%s\n", s.paint(bold, line)) }

// longest is how many lines of a command's output are told.
const longest = 50

// output tells what a command printed, without what only shows that it goes on.
func (s *story) output(text string) {
	lines := telling(text)
	if more := len(lines) - longest; more > 0 {
		lines = append(lines[:longest], fmt.Sprintf("… %d more lines", more))
	}
	for _, line := range lines {
		fmt.Fprintf(s.out, "     %s\n", s.paint(dim, line))
	}
}

// telling leaves out empty lines and, of Pulumi's output, the begin of a step that ends later and lines about a
// resource that say nothing new.
func telling(text string) []string {
	var told []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		resource := strings.HasPrefix(line, " + ") || strings.HasPrefix(line, " - ")
		begun := strings.HasSuffix(line, "ing (0s)")
		switch {
		case line == "", strings.HasPrefix(line, "@ "), resource && begun, resource && slices.Contains(told, line):
		default:
			told = append(told, line)
		}
	}
	return told
}

// patiently runs what may take long and shows that it still goes on.
func patiently(out io.Writer, what string, run func() error) error {
	begin, done := time.Now(), make(chan struct{})
	ticker := time.NewTicker(10 * time.Second)
	defer ticker.Stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				fmt.Fprintf(out, "   %s: %s\n", what, rounded(time.Since(begin)))
			}
		}
	}()
	err := run()
	close(done)
	<-ended
	return err
}

func rounded(d time.Duration) time.Duration { return d.Round(100 * time.Millisecond) }
