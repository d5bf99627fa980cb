package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// compiled is what a build took: time on the wall, and time of all cores.
type compiled struct{ wall, cpu time.Duration }

func (c compiled) String() string { return fmt.Sprintf("%s, CPU %s", seconds(c.wall), seconds(c.cpu)) }

// measureCompile compiles the program and its yardsticks, each once and from an empty build cache of its own.
func measureCompile(ctx context.Context, root string) ([]result, error) {
	bare := filepath.Join(root, "sandbox", "bench", "bare")
	var took [4]compiled
	for i, what := range []struct{ name, dir string }{
		{"the bare Pulumi SDK", filepath.Join(bare, "sdk")},
		{"the bare program of the three SDKs", bare},
		{"the program", root},
		{"a program that imports the component", filepath.Join(root, "examples", "go")},
	} {
		progress("compiling %s from an empty cache", what.name)
		var err error
		if took[i], err = compile(ctx, what.dir); err != nil {
			return nil, err
		}
		progress("compiled %s: %s", what.name, took[i])
	}
	sdk, sdks, program, stranger := took[0], took[1], took[2], took[3]
	return []result{
		program.beside("compile from an empty cache", "1.25 times", "bare Pulumi SDK", sdk),
		program.beside("compile from an empty cache", "", "three bare SDKs", sdks),
		stranger.beside("compile a program that imports the component", "1.1 times", "three bare SDKs", sdks),
	}, nil
}

func (c compiled) beside(what, goal, name string, yardstick compiled) result {
	return result{
		what: what, measured: c.String(), goal: goal,
		yardstick: fmt.Sprintf("%s %s: %.2f times, CPU %.2f times", name, yardstick,
			c.wall.Seconds()/yardstick.wall.Seconds(), c.cpu.Seconds()/yardstick.cpu.Seconds()),
	}
}

func compile(ctx context.Context, dir string) (took compiled, err error) {
	temp, err := os.MkdirTemp("", "scientist-access-bench-")
	if err != nil {
		return took, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(temp, "program"), ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOCACHE="+filepath.Join(temp, "cache"))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return took, fmt.Errorf("go build in %s: %w\n%s", dir, err, out)
	}
	took.wall = time.Since(begin)
	took.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return took, nil
}
