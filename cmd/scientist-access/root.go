package main

import (
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// streams are a process's standard streams.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// version is that of the module, with the commit where it is between two releases.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}

func rootCommand(std streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "scientist-access",
		Short: "Say who may do what on a HyperPod EKS cluster",
		Long: `scientist-access says in plain words who may do what on a HyperPod EKS cluster: what a Pulumi stack
gives, what a change of it gives and takes, and whether a live cluster is as declared. It helps to bring access that
exists already under a stack, and finds where somebody's access breaks.`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	root.AddCommand(reviewCommand(std), canCommand(std), whoCanCommand(std), verifyCommand(std), adoptCommand(std), doctorCommand(std))
	return root
}
