// Command reviewdata writes previews and exports of real stacks, made in the sandbox by the real Pulumi, for the
// goldens of package review. What differs from run to run and from machine to machine is replaced.
//
//	go -C sandbox run ./cmd/reviewdata ../review/testdata/pulumi
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: reviewdata FOLDER")
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reviewdata:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string) (err error) {
	box, err := sandbox.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	r := recorder{box: box, folder: folder, scrub: newScrubber(box)}
	for _, record := range []func(context.Context, *recorder) error{recordProgram, recordTeams, recordForeign} {
		if err := record(ctx, &r); err != nil {
			return err
		}
	}
	return nil
}

// recorder writes what Pulumi prints into files.
type recorder struct {
	box    *sandbox.Sandbox
	folder string
	scrub  scrubber
}

// preview records a preview. Changes of a failing one are recorded too.
func (r *recorder) preview(ctx context.Context, st *stack.Stack, name string, fails bool, args ...string) error {
	out, err := st.Run(ctx, append([]string{"preview", "--json"}, args...)...)
	switch {
	case fails && err == nil:
		return fmt.Errorf("%s: the preview was to fail", name)
	case !fails && err != nil:
		return err
	}
	return r.write(name, out)
}

func (r *recorder) export(ctx context.Context, st *stack.Stack, name string) error {
	out, err := st.Run(ctx, "stack", "export")
	if err != nil {
		return err
	}
	return r.write(name, out)
}

func (r *recorder) write(name, text string) error {
	scrubbed, err := r.scrub.document(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(filepath.Join(r.folder, name+".json"), scrubbed, 0o644)
}
