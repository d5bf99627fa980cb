package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/doctor"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/policy"
)

const doctorLong = `Doctor goes along the chain from AWS credentials to rights in the cluster, and says where it breaks, who mends that
and how: credentials, identity, cluster, authentication mode, access entry, kubeconfig, sign-in, groups, bindings,
namespace, rights, and the resources that the API server serves. It changes nothing.

Whoever runs it is examined, or another principal with --principal. What depends on a broken link is not checked. What
may not be asked is found out in another way, or said to be unknown; it never counts as in order.

The command finds the API server the way kubectl does, and EKS the way every AWS SDK does.

To examine oneself it needs credentials. These IAM actions, on the cluster, its access entries and the principal, let it tell
more:
%s
To examine somebody else, this right is needed in Kubernetes besides:
%s
and these, in a ClusterRole, let it tell more:
%s
Exit codes:
  0  everything is in order
  1  an error, or nothing is found broken and something could not be found out
  2  something is broken`

const doctorExamples = `  # Why can I not create a job?
  scientist-access doctor --cluster ml --namespace kubeflow --capability hyperpod-pytorch-jobs

  # Why can somebody else not?
  scientist-access doctor --cluster ml --namespace kubeflow \
    --principal arn:aws:iam::111122223333:role/ScientistUserRole

  # For a script: who has to do something?
  scientist-access doctor --cluster ml --format json | jq -r '.links[] | select(.state == "broken") | [.mender, .fix] | @tsv'`

// doctorFormats are the forms of a report.
var doctorFormats = forms[*doctor.Report]{
	{"text", func(w io.Writer, r *doctor.Report) error { return render.DoctorText(w, r, colored(w)) }},
	{"json", func(w io.Writer, r *doctor.Report) error { return render.JSON(w, r) }},
}

// doctorOptions are the flags of the command.
type doctorOptions struct {
	place
	namespace, principal string
	capabilities         []string
	format               string
}

func doctorCommand(std streams) *cobra.Command {
	options := doctorOptions{}
	command := &cobra.Command{
		Use:   "doctor",
		Short: "Find where somebody's access breaks, and who mends it",
		Long: fmt.Sprintf(doctorLong, actionsText(live.DoctorActions()), rulesText(live.AskingRules()),
			rulesText(append(live.ReadingRules(), live.DoctorRules()...))),
		Example: doctorExamples,
		Args:    cobra.NoArgs,
		RunE:    func(command *cobra.Command, _ []string) error { return examine(command.Context(), std, options) },
	}
	flags := command.Flags()
	options.place.liveFlags(flags)
	flags.StringVarP(&options.namespace, "namespace", "n", "", "namespace to work in; default: the kubeconfig's")
	flags.StringVar(&options.principal, "principal", "", "ARN of the IAM role or user to examine; default: who runs the command")
	flags.StringSliceVar(&options.capabilities, "capability", nil, "capability that is needed, more than once for several; "+
		"default: says which ones are there")
	doctorFormats.flag(command, &options.format, "report")
	completeFlag(command, "capability", capabilityNames())
	return command
}

func capabilityNames() []string {
	var names []string
	for _, c := range policy.Catalogue() {
		names = append(names, c.Name)
	}
	return names
}

func examine(ctx context.Context, std streams, options doctorOptions) error {
	write, err := doctorFormats.named(options.format)
	if err != nil {
		return err
	}
	if err := options.requireCluster(); err != nil {
		return err
	}
	capabilities, err := policy.Lookup(options.capabilities...)
	if err != nil {
		return fmt.Errorf("--capability: %w", err)
	}
	facts, err := readFacts(ctx, std, options, capabilities)
	if err != nil {
		return oneLine(err)
	}
	report := doctor.New(facts)
	if err := write(std.out, report); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	switch report.State {
	case doctor.Broken:
		return exitCode(exitDiffers)
	case doctor.Unknown:
		return errors.New("not everything could be found out; the report names what is missing")
	}
	return nil
}
