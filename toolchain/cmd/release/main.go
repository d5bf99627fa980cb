// Command release builds what a release publishes, for the platforms that are named, or for all.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/scientist-access/scientist-access/toolchain/release"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r := release.Release{Progress: os.Stderr}
	flag.StringVar(&r.Checkout, "checkout", "..", "the repository")
	flag.StringVar(&r.Version, "version", "", "such as v0.1.0")
	flag.StringVar(&r.Into, "into", "dist", "the folder for the files")
	flag.Parse()
	platforms := release.Platforms
	if flag.NArg() > 0 {
		platforms = flag.Args()
	}
	if err := r.Make(ctx, platforms); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}
