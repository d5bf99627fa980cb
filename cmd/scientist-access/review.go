package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
	"github.com/scientist-access/scientist-access/source"
)

const reviewLong = `Review says who may do what after a change, and who gains or loses what by it.

It reads the JSON of "pulumi preview --json --show-sames" or of "pulumi stack export" from FILE, or from the
standard input, and finds in it the RBAC objects and EKS access entries of any stack. It talks to no cluster and
no cloud. Values that Pulumi does not know yet, and secrets, are shown as such.

Without --show-sames a preview holds what changes and nothing else: the review then says that it has seen a part. With
--show-replacement-steps it also shows what an interrupted update has left to be deleted.

Findings that your team has looked at and accepts can be kept in a file: --write-accept writes today's, to be filled in
with who accepts each and why, and --accept shows those as accepted. A finding that has grown is not accepted any more.
--fail-on counts the findings that are not accepted. Without a file it counts those that the change brings, and of an
export all. Dangers that guardrails close are listed apart and do not count.

Exit codes:
  0  nothing to report
  1  an error: the input could not be read, or the preview itself failed
  2  somebody gains or loses something, or may do so by values that are hidden, or guardrails close other dangers
  3  a finding that counts is as severe as --fail-on, or more`

const reviewExamples = `  # What does my change do?
  pulumi preview --json --show-sames | scientist-access review

  # Who may do what now?
  pulumi stack export | scientist-access review

  # For a pull request; fails if the change gives somebody a right that leads to the whole cluster
  scientist-access review preview.json --format markdown --fail-on critical > review.md

  # Accept what is found today, and fail on all else
  pulumi stack export | scientist-access review --write-accept accepted.yaml
  scientist-access review preview.json --accept accepted.yaml --fail-on low

  # Who gains something, for a script
  scientist-access review preview.json --format json |
    jq -r '.access[] | select(any(.scopes[]; .gains != [])) | .principals[].name'`

// formats are the forms of a report.
var formats = forms[*review.Report]{
	{"text", func(w io.Writer, r *review.Report) error { return render.ReviewText(w, r, colored(w)) }},
	{"markdown", render.ReviewMarkdown},
	{"json", func(w io.Writer, r *review.Report) error { return render.JSON(w, r) }},
	{"html", render.ReviewPage},
}

// reviewOptions are the flags of the command.
type reviewOptions struct{ format, failOn, accept, writeAccept string }

func reviewCommand(std streams) *cobra.Command {
	options := reviewOptions{}
	command := &cobra.Command{
		Use:     "review [FILE|-]",
		Short:   "Review the access that a preview or an export of a stack gives",
		Long:    reviewLong,
		Example: reviewExamples,
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return reviewInput(std, args, options) },
	}
	flags := command.Flags()
	formats.flag(command, &options.format, "report")
	flags.StringVar(&options.failOn, "fail-on", never,
		"least severity that counts as a failure: "+strings.Join(levels(), ", "))
	flags.StringVar(&options.accept, "accept", "", "file of findings that are accepted")
	flags.StringVar(&options.writeAccept, "write-accept", "", "write a file that accepts the findings of this report")
	completeFlag(command, "fail-on", levels())
	return command
}

func completeFlag(command *cobra.Command, flag string, values []string) {
	err := command.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is not defined: a mistake in this file
	}
}

func reviewInput(std streams, args []string, options reviewOptions) error {
	write, err := formats.named(options.format)
	if err != nil {
		return err
	}
	accepted, err := readAccepted(options.accept)
	if err != nil {
		return err
	}
	reading, err := readStack(std.in, args)
	if err != nil {
		return err
	}
	report := review.New(reading)
	report.Accept(accepted, time.Now())
	failed, err := failing(report.Findings, options.failOn, counting(report, options.accept != ""))
	if err != nil {
		return err
	}
	if err := writeAccepted(options.writeAccept, accepted, report); err != nil {
		return err
	}
	if err := write(std.out, report); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	switch {
	case report.Failed:
		return errors.New("the preview failed: the report covers only the part before the failure")
	case failed:
		return exitCode(exitFindings)
	case report.Changed():
		return exitCode(exitDiffers)
	}
	return nil
}

// counting says which findings count as failures.
func counting(report *review.Report, accepting bool) func(finding.Finding) bool {
	return func(f finding.Finding) bool {
		return f.Accepted == nil && (accepting || f.New || report.Source != access.Preview)
	}
}

// readAccepted reads the accepted findings; no file is none.
func readAccepted(name string) (*finding.Accepted, error) {
	if name == "" {
		return &finding.Accepted{}, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--accept: %w", err)
	}
	accepted, err := finding.ReadAccepted(text)
	if err != nil {
		return nil, fmt.Errorf("--accept %s: %w", name, err)
	}
	return accepted, nil
}

// writeAccepted writes today's findings; no file is nothing to write.
func writeAccepted(name string, accepted *finding.Accepted, report *review.Report) error {
	if name == "" {
		return nil
	}
	text, err := accepted.Write(report.Findings)
	if err != nil {
		return fmt.Errorf("--write-accept: %w", err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return fmt.Errorf("--write-accept: %w", err)
	}
	return nil
}

// readStack reads the file that is named, or the standard input.
func readStack(in io.Reader, args []string) (*access.Reading, error) {
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
		return nil, errors.New("no input: name a file, or pipe one in; see --help")
	}
	reading, err := source.Read(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return reading, nil
}

// colored: a report is coloured on a terminal, unless NO_COLOR asks not to (https://no-color.org).
func colored(out io.Writer) bool { return isTerminal(out) && os.Getenv("NO_COLOR") == "" }

func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
