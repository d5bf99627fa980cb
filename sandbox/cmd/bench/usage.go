package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// usage is what a command took, with all processes that it started and waited for. The API server, etcd and the stand-in
// for EKS are not among them.
type usage struct {
	wall, cpu time.Duration
	memory    int64 // bytes at the peak of the biggest process
}

// then is the usage of two commands, one after the other.
func (u usage) then(next usage) usage {
	return usage{u.wall + next.wall, u.cpu + next.cpu, max(u.memory, next.memory)}
}

func (u usage) String() string { return fmt.Sprintf("%s, CPU %s", seconds(u.wall), seconds(u.cpu)) }

// command is a command line and where it runs.
type command struct {
	dir  string
	env  []string
	line []string
}

func (c command) run(ctx context.Context) (usage, []byte, error) {
	cmd := exec.CommandContext(ctx, c.line[0], c.line[1:]...)
	cmd.Dir, cmd.Env = c.dir, c.env
	// As in package stack: Ctrl-C must reach Pulumi once.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, nil, fmt.Errorf("%s: %w\n%s%s", strings.Join(c.line, " "), err, stdout.Bytes(), stderr.Bytes())
	}
	return usage{
		wall:   time.Since(begin),
		cpu:    cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		memory: peakMemory(cmd.ProcessState),
	}, stdout.Bytes(), nil
}
