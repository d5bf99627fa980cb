package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
)

const whoCanLong = `Who-can lists everybody who may do something, in which way each comes to that right (access entry, group, binding,
role), and what of it is dangerous: IAM principals, and the groups, users and service accounts that bindings name and no access
entry carries. It changes nothing.

` + questionLong + `

Exit codes:
  0  the list is done
  1  an error`

const whoCanExamples = `  # Who may read the secrets of a namespace?
  scientist-access who-can get secrets --namespace kubeflow --cluster ml

  # Who may start a shell in somebody else's pod, by what the stack gives?
  pulumi stack export | scientist-access who-can create pods/exec -n kubeflow --stack -

  # For a script: the IAM principals alone
  scientist-access who-can escalate clusterroles --cluster ml --format json |
    jq -r '.answers[] | select(.after == "yes") | .principals[] | select(.kind == "IAM") | .name'`

// whoCanFormats are the forms of the answer.
var whoCanFormats = forms[*question.Report]{
	{"text", func(w io.Writer, r *question.Report) error { return render.WhoCanText(w, r, colored(w)) }},
	{"json", func(w io.Writer, r *question.Report) error { return render.JSON(w, r) }},
}

func whoCanCommand(std streams) *cobra.Command {
	options := asking{}
	command := &cobra.Command{
		Use:     "who-can VERB RESOURCE [NAME]",
		Short:   "List who may do something, and how that comes",
		Long:    fmt.Sprintf(whoCanLong, askingNeeds()...),
		Example: whoCanExamples,
		Args:    whoCanArgs,
		RunE: func(command *cobra.Command, args []string) error {
			return whoCan(command.Context(), std, args, options)
		},
		ValidArgsFunction: completeArgs(verbs, options.resources),
	}
	options.flags(command)
	whoCanFormats.flag(command, &options.format, "answer")
	return command
}

func whoCanArgs(_ *cobra.Command, args []string) error {
	switch {
	case len(args) < 2:
		return errors.New("the verb or the resource is missing: want, for example, who-can get pods")
	case len(args) > 3:
		return fmt.Errorf("%q is one argument too many: want who-can VERB RESOURCE [NAME]", args[3])
	}
	return nil
}

func whoCan(ctx context.Context, std streams, args []string, options asking) error {
	write, err := whoCanFormats.named(options.format)
	if err != nil {
		return err
	}
	asker, names, err := options.asker(ctx, std)
	if err != nil {
		return err
	}
	asked, err := options.parse(names, args)
	if err != nil {
		return err
	}
	if err := write(std.out, asker.WhoCan(asked)); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}
