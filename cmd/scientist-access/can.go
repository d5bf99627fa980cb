package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/review"
)

const canLong = `Can says whether a principal may do something, in which way it comes to that right (access entry, group, binding,
role), and what of it is dangerous. With the principal alone it lists all that the principal may do, as review does. It changes
nothing.

PRINCIPAL is the ARN of an IAM role or user, or an end of it that no other has (Alice, role/Alice), or the ARN of a session;
group:NAME, user:NAME or system:serviceaccount:NAMESPACE:NAME.

` + questionLong + `

Exit codes:
  0  yes; without a question, the list is done
  1  an error
  2  no
  3  not known
Of a preview, they are about what is after the change.`

// questionLong is what the commands that answer questions have in common.
const questionLong = `RESOURCE is written as for kubectl: pods, pod, po, deploy.apps, and with a subresource: pods/exec. NAME is that
of one object. A path such as /metrics is no resource. Without --namespace the whole cluster is asked about, which a
ClusterRoleBinding gives; rights in single namespaces are listed as a part.

The answer comes from the live cluster, or with --stack from the JSON of "pulumi preview --json --show-sames" (now and after
the change) or of "pulumi stack export". A stack does not tell everything: what it cannot know is said to be not known, and
"no" means that nothing in the stack gives the right.

On a live cluster these rights are needed in Kubernetes, in a ClusterRole:
%s
and these IAM actions on the cluster and its access entries:
%s
Without these it says what it could not read, and goes on:
%s`

const canExamples = `  # May Alice read secrets, and how?
  scientist-access can role/Alice get secrets --namespace kubeflow --cluster ml

  # Will she after my change?
  pulumi preview --json --show-sames | scientist-access can Alice create pods/exec -n kubeflow --stack -

  # All that she may do
  scientist-access can Alice --cluster ml`

// canFormats are the forms of an answer, and listFormats, of the same names, those of a list.
var (
	canFormats = forms[*question.Report]{
		{"text", func(w io.Writer, r *question.Report) error { return render.CanText(w, r, colored(w)) }},
		{"json", func(w io.Writer, r *question.Report) error { return render.JSON(w, r) }},
	}
	listFormats = forms[*review.Report]{
		{"text", func(w io.Writer, r *review.Report) error { return render.ReviewText(w, r, colored(w)) }},
		{"json", func(w io.Writer, r *review.Report) error { return render.JSON(w, r) }},
	}
)

func canCommand(std streams) *cobra.Command {
	options := asking{}
	command := &cobra.Command{
		Use:     "can PRINCIPAL [VERB RESOURCE [NAME]]",
		Short:   "Say what somebody may do, and how that comes",
		Long:    fmt.Sprintf(canLong, askingNeeds()...),
		Example: canExamples,
		Args:    canArgs,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				return list(command.Context(), std, args[0], options)
			}
			return can(command.Context(), std, args, options)
		},
		ValidArgsFunction: completeArgs(options.principals, verbs, options.resources),
	}
	options.flags(command)
	canFormats.flag(command, &options.format, "answer")
	return command
}

// askingNeeds are the rights that the help of the commands names.
func askingNeeds() []any {
	return []any{
		rulesText(live.ReadingRules()), actionsText(live.RequiredActions()),
		rulesText(append(live.AWSAuthRules(), live.AdmissionRules()...)),
	}
}

func canArgs(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 1, 3, 4:
		return nil
	case 0:
		return errors.New("the principal is missing: want can PRINCIPAL [VERB RESOURCE [NAME]]")
	case 2:
		return fmt.Errorf("the resource is missing: want, for example, can %s %s pods", args[0], args[1])
	}
	return fmt.Errorf("%q is one argument too many: want can PRINCIPAL [VERB RESOURCE [NAME]]", args[4])
}

func can(ctx context.Context, std streams, args []string, options asking) error {
	write, err := canFormats.named(options.format)
	if err != nil {
		return err
	}
	asker, names, err := options.asker(ctx, std)
	if err != nil {
		return err
	}
	principal, err := asker.Find(args[0])
	if err != nil {
		return err
	}
	asked, err := options.parse(names, args[1:])
	if err != nil {
		return err
	}
	report := asker.Can(principal, asked)
	if err := write(std.out, report); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	switch report.Answers[0].After {
	case question.No:
		return exitCode(exitNo)
	case question.Unknown:
		return exitCode(exitUnknown)
	}
	return nil
}

// list says all that a principal may do.
func list(ctx context.Context, std streams, who string, options asking) error {
	write, err := listFormats.named(options.format)
	if err != nil {
		return err
	}
	if options.namespace != "" {
		return errors.New("--namespace goes with a question: without VERB and RESOURCE, all namespaces are listed")
	}
	reading, _, err := options.read(ctx, std)
	if err != nil {
		return oneLine(err)
	}
	asker, err := question.New(reading, options.cluster)
	if err != nil {
		return err
	}
	principal, err := asker.Find(who)
	if err != nil {
		return err
	}
	if err := write(std.out, review.Of(reading, principal)); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}
