// Command sandbox runs a small EKS on this machine: to work with it, or to show the whole main job on it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// interrupted is the exit status that shells give a program that Ctrl-C ended.
const interrupted = 130

func main() {
	// A reader that goes away, as in `make demo | head`, is a reason to clean up too.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	code := execute(ctx)
	stop()
	os.Exit(code)
}

func execute(ctx context.Context) int {
	err := command().ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "\ninterrupted: everything that was started has ended, and its files are removed")
		return interrupted
	default:
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		return 1
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:               "sandbox",
		Short:             "A small EKS on this machine",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.AddCommand(serveCommand(), demoCommand())
	return root
}
