package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
	"github.com/scientist-access/scientist-access/review"
)

const verifyLong = `Verify compares what a stack declares with what a live cluster has.

It reads the JSON of "pulumi stack export" from FILE, or from the standard input. It asks the API server for every
group and principal of the stack whether each declared right is there, and looks for rights that the stack does not
give: changed roles and bindings, other bindings of the same groups and users, other access entries that carry the
groups, changed access entries, EKS access policies. It says who wrote what differs, as far as the cluster keeps
that, and the way out. It changes nothing.

The cluster's API server is found as kubectl does it, EKS as every AWS SDK does it. Both must be the same cluster.

It needs these rights in Kubernetes, in a ClusterRole:
%s
and these IAM actions on the cluster and its access entries:
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
  scientist-access verify stack.json --format json | jq -r '.differences[] | [.object, .by.manager] | @tsv'`

// verifyFormats are the forms of a report.
var verifyFormats = map[string]func(*verify.Report, io.Writer) error{
	"text": (*verify.Report).WriteText,
	"json": (*verify.Report).WriteJSON,
}

var verifyFormatNames = []string{"text", "json"}

// verifyOptions are the flags of the command.
type verifyOptions struct{ cluster, region, kubeconfig, context, format string }

func verifyCommand(std streams) *cobra.Command {
	options := verifyOptions{}
	command := &cobra.Command{
		Use:     "verify [FILE|-]",
		Short:   "Compare what a stack declares with what a live cluster has",
		Long:    fmt.Sprintf(verifyLong, requiredRules(), "  "+strings.Join(verify.RequiredActions(), "\n  ")),
		Example: verifyExamples,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return verifyInput(command.Context(), std, args, options)
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.cluster, "cluster", "", "name of the EKS cluster; default: the one that the stack's access entries name")
	flags.StringVar(&options.region, "region", "", "AWS region; default: the access entries', then the AWS configuration's")
	flags.StringVar(&options.kubeconfig, "kubeconfig", "", "kubeconfig file; default: as kubectl")
	flags.StringVar(&options.context, "context", "", "context of the kubeconfig; default: the current one")
	flags.StringVarP(&options.format, "format", "f", verifyFormatNames[0], "form of the report: "+strings.Join(verifyFormatNames, ", "))
	completeFlag(command, "format", verifyFormatNames)
	return command
}

func requiredRules() string {
	var lines strings.Builder
	for _, rule := range verify.RequiredRules() {
		fmt.Fprintf(&lines, "  %s %s (%s)\n", strings.Join(rule.Verbs, ", "), strings.Join(rule.Resources, ", "),
			strings.Join(rule.APIGroups, ", "))
	}
	return lines.String()
}

func verifyInput(ctx context.Context, std streams, args []string, options verifyOptions) error {
	write, ok := verifyFormats[options.format]
	if !ok {
		return fmt.Errorf("--format %q is not known: want %s", options.format, strings.Join(verifyFormatNames, ", "))
	}
	stack, err := readStack(std.in, args)
	if err != nil {
		return err
	}
	declared, err := verify.Declare(stack, options.cluster)
	if err != nil {
		return err
	}
	report, err := verifyCluster(ctx, declared, options)
	if err != nil {
		return oneLine(err)
	}
	if err := write(report, std.out); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	switch {
	case len(report.Differences) > 0:
		return exitCode(review.ExitChanges)
	case len(report.Unchecked) > 0:
		return errors.New("the stack could not be checked in full; the report names what is left out")
	}
	return nil
}

func verifyCluster(ctx context.Context, declared *verify.Declared, options verifyOptions) (*verify.Report, error) {
	kubernetes, err := live.NewKubernetes(options.kubeconfig, options.context)
	if err != nil {
		return nil, err
	}
	region := options.region
	if region == "" {
		region = declared.Region
	}
	eks, err := live.NewEKS(ctx, declared.Cluster, region)
	if err != nil {
		return nil, err
	}
	cluster, err := eks.Cluster(ctx)
	if err != nil {
		return nil, err
	}
	if err := live.SameCluster(kubernetes.Config, declared.Cluster, cluster); err != nil {
		return nil, err
	}
	if cluster.ConfigMap {
		declared.Notes = append(declared.Notes, review.Note{Place: "ConfigMap kube-system/aws-auth",
			Message: "not read: the cluster's authentication mode lets it give groups to principals, too"})
	}
	var found verify.Live
	if err := eks.Read(ctx, declared.Principals(), &found); err != nil {
		return nil, err
	}
	if err := kubernetes.Read(ctx, &found); err != nil {
		return nil, err
	}
	askers := declared.Askers()
	refused, err := kubernetes.Ask(ctx, askers)
	if err != nil {
		return nil, err
	}
	return verify.Compare(declared, found, askers, refused), nil
}

// oneLine is an error of a library on one line.
func oneLine(err error) error { return errors.New(strings.Join(strings.Fields(err.Error()), " ")) }
