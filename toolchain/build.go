package toolchain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// tailLines is how much of the compiler's output an error carries.
const tailLines = 30

// build compiles one tool to output and reports progress.
func (b builder) build(ctx context.Context, t tool, output string) error {
	m := startMeter(b.progress, t.name)
	err := b.compile(ctx, t, output, m)
	m.finish(err)
	return err
}

// compile asks first how many packages there are, which also downloads the modules, and then builds.
func (b builder) compile(ctx context.Context, t tool, output string, m *meter) error {
	overlay := output + ".overlay"
	if err := b.overlay(ctx, t, m, overlay); err != nil {
		return err
	}
	packages, err := b.run(ctx, t, m, "list", "-mod=readonly", "-overlay="+overlay, "-deps", t.pkg)
	if err != nil {
		return err
	}
	m.compiling(bytes.Count(packages, []byte("\n")))
	// The linker leaves out what debuggers need (strip), so the compiler need not write it: a tenth of its time.
	_, err = b.run(ctx, t, m, "build", "-mod=readonly", "-overlay="+overlay, "-v", "-trimpath", "-buildvcs=false",
		"-gcflags=all=-dwarf=false", "-ldflags="+t.ldflags, "-o", output, t.pkg)
	return errors.Join(err, os.Remove(overlay))
}

// overlay writes the file that tells the go command where the embedded files are.
// Source: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies (-overlay)
func (b builder) overlay(ctx context.Context, t tool, m *meter, path string) error {
	replace := map[string]string{}
	for _, e := range t.embeds {
		if _, err := b.run(ctx, t, m, "mod", "download", e.module); err != nil {
			return err
		}
		dir, err := b.run(ctx, t, m, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", e.module)
		if err != nil {
			return err
		}
		beside := filepath.Join(b.modules, t.module, t.pkg, filepath.Base(e.path))
		replace[beside] = filepath.Join(strings.TrimSpace(string(dir)), filepath.FromSlash(e.path))
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// run runs the go command in the tool's module and returns what it prints.
//
// Binaries are for this machine, whatever GOOS says, and without cgo, as upstream releases them: the build
// needs no C compiler. A workspace around the checkout has no say in pinned versions.
func (b builder) run(ctx context.Context, t tool, m *meter, args ...string) ([]byte, error) {
	var stdout bytes.Buffer
	stderr := &lines{each: m.line}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(b.modules, t.module)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "GOWORK=off")
	cmd.Stdout, cmd.Stderr = &stdout, stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, fmt.Errorf("go %s %s in %s: %w\n%s", args[0], t.pkg, cmd.Dir, err, stderr.tail())
	}
	return stdout.Bytes(), nil
}

// lines is a writer that hands on whole lines and keeps the last that each did not understand.
type lines struct {
	each    func(line string) (understood bool)
	partial []byte
	kept    []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.partial = append(l.partial, p...)
	for {
		line, rest, found := bytes.Cut(l.partial, []byte("\n"))
		if !found {
			return len(p), nil
		}
		l.take(string(line))
		l.partial = rest
	}
}

func (l *lines) take(line string) {
	if l.each(line) {
		return
	}
	l.kept = append(l.kept, line)
	if len(l.kept) > tailLines {
		l.kept = l.kept[1:]
	}
}

func (l *lines) tail() string {
	if len(l.partial) > 0 {
		l.take(string(l.partial))
		l.partial = nil
	}
	return strings.Join(l.kept, "\n")
}
