package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

const verifyLong = `Verify compares what a stack declares with what a live cluster has.

It reads the JSON of "pulumi stack export" from FILE, or from the standard input. It asks the API server for every
group and principal of the stack whether each declared right is there, and looks for rights that the stack does not
give: changed roles and bindings, other bindings of the same groups and users, other access entries and lines of the
ConfigMap aws-auth that carry the groups, changed access entries, EKS access policies. Of guardrails it compares the
admission policies and their bindings. It says who wrote what differs, as far as the cluster keeps that, and how to fix it.
It changes nothing.

Where the access entries carry groups that the stack never binds, as with AWS's Helm charts, it says what binds them on
the cluster, and whether that is as the chart makes it. That is not a difference.

The command finds the API server the way kubectl does, and EKS the way every AWS SDK does. Both must be the same cluster.

It needs these rights in Kubernetes, in a ClusterRole:
%s
and these IAM actions on the cluster and its access entries:
%s

Without this right it says that it could not read the ConfigMap aws-auth, and goes on:
%s
Without this right it cannot check the guardrails of a stack that has some, which is an error once the rest is compared:
%s
Exit codes:
  0  the cluster is as declared
  1  an error: something could not be read, or holds values that the export does not tell
  2  something differs`

const verifyExamples = `  # Is the cluster as declared?
  pulumi stack export | scientist-access verify

  # With another context of the kubeconfig, and another AWS profile
  pulumi stack export --file stack.json
  AWS_PROFILE=auditor scientist-access verify stack.json --context ml

  # For a script: who changed it?
  scientist-access verify stack.json --format json | jq -r '.findings[] | [.object, .by.manager] | @tsv'`

// verifyFormats are the forms of a report.
var verifyFormats = forms[*verify.Report]{
	{"text", func(w io.Writer, r *verify.Report) error { return render.VerifyText(w, r, colored(w)) }},
	{"json", func(w io.Writer, r *verify.Report) error { return render.JSON(w, r) }},
	{"html", render.VerifyPage},
}

// verifyOptions are the flags of the command.
type verifyOptions struct {
	place
	format string
}

func verifyCommand(std streams) *cobra.Command {
	options := verifyOptions{}
	command := &cobra.Command{
		Use:   "verify [FILE|-]",
		Short: "Compare what a stack declares with what a live cluster has",
		Long: fmt.Sprintf(verifyLong, rulesText(live.RequiredRules()), actionsText(live.RequiredActions()),
			rulesText(live.AWSAuthRules()), rulesText(live.AdmissionRules())),
		Example: verifyExamples,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return verifyInput(command.Context(), std, args, options)
		},
	}
	flags := command.Flags()
	options.place.flags(flags)
	verifyFormats.flag(command, &options.format, "report")
	return command
}

func verifyInput(ctx context.Context, std streams, args []string, options verifyOptions) error {
	write, err := verifyFormats.named(options.format)
	if err != nil {
		return err
	}
	reading, err := readStack(std.in, args)
	if err != nil {
		return err
	}
	declared, err := verify.Declare(reading, options.cluster)
	if err != nil {
		return err
	}
	report, err := verifyCluster(ctx, std, declared, options)
	if err != nil {
		return oneLine(err)
	}
	if err := write(std.out, report); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	switch {
	case len(report.Findings) > 0:
		return exitCode(exitDiffers)
	case len(report.Unchecked) > 0:
		return errors.New("the stack could not be checked in full; the report names what is left out")
	}
	return nil
}

func verifyCluster(ctx context.Context, std streams, d *verify.Declared, options verifyOptions) (*verify.Report, error) {
	cluster, err := connect(ctx, d.Cluster, d.Region, options.place)
	if err != nil {
		return nil, err
	}
	var found verify.Live
	if err := cluster.eks.Read(ctx, d.Principals(), &found.Objects); err != nil {
		return nil, err
	}
	if err := cluster.kubernetes.Read(ctx, &found.Objects); err != nil {
		return nil, err
	}
	if found.AdmissionUnread, err = cluster.kubernetes.ReadAdmission(ctx, &found.Objects); err != nil {
		return nil, err
	}
	if found.Mapped, found.Unread, err = cluster.awsAuth(ctx); err != nil {
		return nil, err
	}
	progress := newProgress(std.err, "asked the API server about", "rights")
	answers, err := verify.Ask(ctx, d, cluster.kubernetes, progress.show)
	progress.end()
	if err != nil {
		return nil, err
	}
	return verify.Compare(d, found, answers), nil
}

// oneLine is an error of a library on one line.
func oneLine(err error) error { return errors.New(strings.Join(strings.Fields(err.Error()), " ")) }
