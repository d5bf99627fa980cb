// Command reviewdata writes previews and exports of real stacks, made in the sandbox by the real Pulumi, for the
// goldens of package review. What differs from run to run and from machine to machine is replaced.
//
//	go -C sandbox run ./cmd/reviewdata ../review/testdata/pulumi [STACK]...
//
// Without names of stacks it records all of them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: reviewdata FOLDER [STACK]...")
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1], os.Args[2:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "reviewdata:", err)
		os.Exit(1)
	}
}

// olderProvider is a version of the Kubernetes provider from which stacks are upgraded. What is recorded of an upgrade
// are the names in state and previews: the program behind both versions is the same.
const olderProvider = "v4.24.0"

// stacks are what is recorded, by name.
func stacks() map[string]func(context.Context, *recorder) error {
	all := map[string]func(context.Context, *recorder) error{
		"documented": recordProgram, "teams": recordTeams, "foreign": recordForeign,
		"charts": recordCharts, "guarded": recordGuarded, twoClusters.name: recordTwoClusters,
	}
	for _, s := range scenes {
		all[s.name] = s.record
	}
	return all
}

func run(ctx context.Context, folder string, names []string) (err error) {
	all := stacks()
	if len(names) == 0 {
		names = sortedKeys(all)
	}
	for _, name := range names {
		if all[name] == nil {
			return fmt.Errorf("stack %q is not known; it is one of %s", name, strings.Join(sortedKeys(all), ", "))
		}
	}
	box, err := sandbox.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if err := box.InstallKubernetesProvider(olderProvider); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	r := recorder{box: box, folder: folder, scrub: newScrubber(box)}
	for _, name := range names {
		fmt.Fprintln(os.Stderr, "recording", name)
		if err := all[name](ctx, &r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
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
	return r.digest(ctx, st, name, fails, append([]string{"preview"}, args...)...)
}

// digest records what a command that only previews would do.
func (r *recorder) digest(ctx context.Context, st *stack.Stack, name string, fails bool, args ...string) error {
	out, err := st.Run(ctx, append(args, "--json")...)
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
