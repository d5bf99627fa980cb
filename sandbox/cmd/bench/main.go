// Command bench measures the speed and memory of the sandbox, the program and the verify command, each beside its goal
// and, where there is one, its yardstick from the same run. It judges nothing: machines differ.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	withCompile := flag.Bool("compile", false, "measure compiling from an empty build cache too, which takes minutes")
	runs := flag.Int("runs", 5, "how often to measure what is quick")
	sizes := flag.String("sizes", "1x1,10x30,100x300", "namespaces and principals to measure the growth at")
	onlyGrowth := flag.Bool("growth", false, "measure the growth alone")
	flag.Parse()
	err := run(ctx, *runs, *withCompile, *sizes, *onlyGrowth)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, runs int, withCompile bool, sizesText string, onlyGrowth bool) error {
	if runs < 1 {
		return fmt.Errorf("-runs %d: at least one run is needed", runs)
	}
	sizes, err := parseSizes(sizesText)
	if err != nil {
		return err
	}
	if !onlyGrowth {
		if err := runOnce(ctx, runs, withCompile); err != nil {
			return err
		}
	}
	grown, err := measureGrowth(ctx, sizes)
	if err != nil {
		return err
	}
	grown.print(os.Stdout)
	return nil
}

// runOnce measures everything at one size.
func runOnce(ctx context.Context, runs int, withCompile bool) error {
	results, root, err := measureSandbox(ctx, runs)
	if err != nil {
		return err
	}
	if withCompile {
		compiled, err := measureCompile(ctx, root)
		if err != nil {
			return err
		}
		results = append(results, compiled...)
	}
	printTable(os.Stdout, results, runs)
	return nil
}
