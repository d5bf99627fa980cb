// Command sandbox runs a small EKS on this machine: to work with it, or to show the whole main job on it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/toolchain"
)

// interrupted is the exit status that shells give a program that Ctrl-C ended.
const interrupted = 130

// A finder says where the programs of the sandbox are: see [toolchain.Ensure].
type finder func(ctx context.Context, progress io.Writer, leaveOut ...string) (toolchain.Tools, error)

func main() { run(toolchain.FindOrBuild) }

func run(find finder) {
	// A reader that goes away, as in `make demo | head`, is a reason to clean up too.
	ctx, stop := signal.NotifyContext(context.Background(),
		os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	code := execute(ctx, find)
	stop()
	os.Exit(code)
}

func execute(ctx context.Context, find finder) int {
	err := command(find).ExecuteContext(ctx)
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

func command(find finder) *cobra.Command {
	root := &cobra.Command{
		Use:               "sandbox",
		Short:             "A small EKS on this machine",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.AddCommand(serveCommand(find), demoCommand(find))
	return root
}
