package main

import "github.com/spf13/cobra"

func adoptCommand(std streams) *cobra.Command {
	command := &cobra.Command{
		Use:   "adopt",
		Short: "Bring what exists on a cluster under a stack",
	}
	command.AddCommand(adoptPlanCommand(std), adoptImportCommand(std))
	return command
}
