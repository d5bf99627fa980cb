// Command pulumi-language-yaml is Pulumi's language host for YAML, built from its published module, which is older than the CLI:
// it does not know Link, by which "pulumi package add" finishes. There is nothing to link in YAML.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pulumi/pulumi-yaml/pkg/server"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-yaml:", err)
		os.Exit(1)
	}
}

// serve prints its port, and serves until the engine whose address is the argument is gone.
func serve() error {
	tracing := flag.String("tracing", "", "endpoint for traces")
	for _, unused := range []string{"root", "compiler"} {
		flag.String(unused, "", "not used")
	}
	flag.Parse()
	engine := flag.Arg(0)
	stop, err := stopWith(engine)
	if err != nil {
		return err
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: stop,
		Init: func(to *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(to, host{server.NewLanguageHost(engine, *tracing, false)})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

// stopWith is closed when the engine does not answer any more, or at an interrupt. Without an engine it stays open.
func stopWith(engine string) (chan bool, error) {
	if engine == "" {
		return nil, nil
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	stop := make(chan bool)
	context.AfterFunc(ctx, func() { close(stop) })
	return stop, rpcutil.Healthcheck(ctx, engine, 5*time.Minute, cancel)
}

type host struct {
	pulumirpc.LanguageRuntimeServer
}

func (host) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return &pulumirpc.LinkResponse{}, nil
}
