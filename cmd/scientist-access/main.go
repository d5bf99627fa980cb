// Command scientist-access says who may do what on a HyperPod EKS cluster.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"

	"github.com/scientist-access/scientist-access/review"
)

func main() {
	silenceClientGo()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// silenceClientGo keeps its log out of what the command prints: a request that is cancelled because another one
// failed is no news, and every error comes back as a value too.
func silenceClientGo() { klog.SetLogger(logr.Discard()) }

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	command := rootCommand(std)
	command.SetArgs(args)
	err := command.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return review.ExitNothing
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(std.err, "error:", err)
	return review.ExitError
}

// exitCode ends the process without a message: what there is to say has been printed.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }
