package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
	"github.com/scientist-access/scientist-access/policy"
)

// completionTime is how long a shell waits for a cluster; what takes longer is not completed.
const completionTime = 3 * time.Second

// completions are the values for what is being typed. Errors are none: a shell has no place for them.
type completions func(context.Context) []string

// completeBy completes a flag.
func completeBy(command *cobra.Command, flag string, values completions) {
	err := command.RegisterFlagCompletionFunc(flag, func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return values.within(c.Context()), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not defined: a mistake in this file
	}
}

// completeArgs completes arguments by their positions.
func completeArgs(positions ...completions) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(positions) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return positions[len(args)].within(c.Context()), cobra.ShellCompDirectiveNoFileComp
	}
}

func (values completions) within(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, completionTime)
	defer cancel()
	return values(ctx)
}

func verbs(context.Context) []string { return policy.Verbs() }

// fromStack reports whether a file is the source, rather than a cluster.
func (o *asking) fromStack() bool { return o.stack != "" }

// principals are whom [question.Asker.Find] takes; of a cluster those with access entries.
func (o *asking) principals(ctx context.Context) []string {
	if o.fromStack() {
		asker, _, err := o.asker(ctx, streams{})
		if err != nil {
			return nil
		}
		return append(asker.ARNs(), asker.Subjects()...)
	}
	cluster, err := o.connect(ctx)
	if err != nil {
		return nil
	}
	arns, _ := cluster.eks.Principals(ctx)
	return arns
}

func (o *asking) namespaces(ctx context.Context) []string {
	if o.fromStack() {
		asker, _, err := o.asker(ctx, streams{})
		if err != nil {
			return nil
		}
		return asker.Namespaces()
	}
	cluster, err := o.connect(ctx)
	if err != nil {
		return nil
	}
	namespaces, _ := cluster.kubernetes.Namespaces(ctx)
	return slices.Sorted(maps.Keys(namespaces))
}

func (o *asking) resources(ctx context.Context) []string {
	if o.fromStack() {
		return resources.Known().All()
	}
	cluster, err := o.connect(ctx)
	if err != nil {
		return nil
	}
	names, err := resources.New(cluster.kubernetes.Discovery())
	if err != nil {
		return nil
	}
	return names.All()
}
