// Command toolchain builds the tools that are missing, tells on standard error how far it is, and prints where
// they are.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/scientist-access/scientist-access/toolchain"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	tools, err := toolchain.Ensure(ctx, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "toolchain:", err)
		os.Exit(1)
	}
	for _, path := range []string{
		tools.Pulumi, tools.ProviderKubernetes, tools.Etcd, tools.APIServer, tools.ControllerManager,
	} {
		fmt.Println(path)
	}
}
