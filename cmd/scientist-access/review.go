package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/scientist-access/scientist-access/review"
)

const reviewLong = `Review says who may do what after a change, and who gains or loses what by it.

It reads the JSON of "pulumi preview --json --show-sames" or of "pulumi stack export" from FILE, or from the
standard input, and finds in it the RBAC objects and EKS access entries of any stack. It talks to no cluster and
no cloud. Values that Pulumi does not know yet, and secrets, are shown as such.

Without --show-sames a preview holds what changes and nothing else: the review then says that it has seen a part.

Exit codes:
  0  nothing to report
  1  an error: the input could not be read, or the preview itself failed
  2  somebody gains or loses something
  3  a finding is as severe as --fail-on, or more`

const reviewExamples = `  # What does my change do?
  pulumi preview --json --show-sames | scientist-access review

  # Who may do what now?
  pulumi stack export | scientist-access review

  # For a pull request; fails if somebody has a right that leads to the whole cluster
  scientist-access review preview.json --format markdown --fail-on critical > review.md

  # Who gains something, for a script
  scientist-access review preview.json --format json |
    jq -r '.access[] | select(any(.scopes[]; .gains != [])) | .principals[].name'`

// formats are the forms of a report.
var formats = map[string]func(*review.Report, io.Writer) error{
	"text":     writeText,
	"markdown": (*review.Report).WriteMarkdown,
	"json":     (*review.Report).WriteJSON,
}

var formatNames = []string{"text", "markdown", "json"}

func reviewCommand(std streams) *cobra.Command {
	format, failOn := formatNames[0], string(review.None)
	command := &cobra.Command{
		Use:     "review [FILE|-]",
		Short:   "Review the access that a preview or an export of a stack gives",
		Long:    reviewLong,
		Example: reviewExamples,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return reviewInput(std, args, format, failOn)
		},
	}
	command.Flags().StringVarP(&format, "format", "f", format, "form of the report: "+strings.Join(formatNames, ", "))
	command.Flags().StringVar(&failOn, "fail-on", failOn,
		"least severity that counts as a failure: "+strings.Join(review.SeverityNames(), ", "))
	completeFlag(command, "format", formatNames)
	completeFlag(command, "fail-on", review.SeverityNames())
	return command
}

func completeFlag(command *cobra.Command, flag string, values []string) {
	err := command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is not defined: a mistake in this file
	}
}

func reviewInput(std streams, args []string, format, failOn string) error {
	write, ok := formats[format]
	if !ok {
		return fmt.Errorf("--format %q is not known: want %s", format, strings.Join(formatNames, ", "))
	}
	level, err := review.ParseSeverity(failOn)
	if err != nil {
		return fmt.Errorf("--fail-on: %w", err)
	}
	stack, err := readStack(std.in, args)
	if err != nil {
		return err
	}
	report := review.New(stack)
	if err := write(report, std.out); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if report.Failed {
		return errors.New("the preview failed: the report covers only the part before the failure")
	}
	if code := report.ExitCode(level); code != review.ExitNothing {
		return exitCode(code)
	}
	return nil
}

// readStack reads the file that is named, or the standard input.
func readStack(in io.Reader, args []string) (*review.Stack, error) {
	name := "standard input"
	if len(args) > 0 && args[0] != "-" {
		name = args[0]
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	if isTerminal(in) {
		return nil, errors.New("no input: name a file, or pipe one in; see scientist-access review --help")
	}
	stack, err := review.Read(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return stack, nil
}

// writeText colours the report on a terminal, unless NO_COLOR asks not to (https://no-color.org).
func writeText(report *review.Report, out io.Writer) error {
	color := isTerminal(out) && os.Getenv("NO_COLOR") == ""
	return report.WriteText(out, review.TextOptions{Color: color})
}

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
