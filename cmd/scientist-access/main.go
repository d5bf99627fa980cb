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
)

func main() {
	silenceClientGo()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// silenceClientGo keeps its log out of what the command prints: a request that is cancelled because another one
// failed is not news, and every error comes back as a value too.
func silenceClientGo() { klog.SetLogger(logr.Discard()) }

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	command := rootCommand(std)
	command.SetArgs(args)
	err := command.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return exitNothing
	case errors.As(err, &code):
		return int(code)
	}
	fmt.Fprintln(std.err, "error:", err)
	return exitError
}
