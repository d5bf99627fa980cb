package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/propose"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
)

const adoptPlanLong = `Plan reads a live cluster and proposes the configuration of a stack that gives everybody what they
have: the principals of access entries and of the ConfigMap aws-auth, teams by the groups that they share, and the
rights of these as the documented policy, as capabilities, as AWS's Helm charts, or rule by rule. It changes nothing.

The output is a file Pulumi.STACK.yaml of the project scientist-access. Comments below the configuration say what it
changes for whom, what is not in it and why, what can be deleted afterwards, and which capabilities would be stricter.
The proposal itself takes no right from anybody and gives none; a principal for whom that is not possible is left out, and
so is one whose rights another tool keeps, unless --from names it: see adopt import.

The command finds the API server the way kubectl does, and EKS the way every AWS SDK does. Both must be the same
cluster.

It needs these rights in Kubernetes, in a ClusterRole:
%s
and these IAM actions on the cluster and its access entries:
%s
Without these rights it says what it could not read, and goes on:
%s
Exit codes:
  0  there is a proposal
  1  an error: something could not be read, or there is nothing that a stack could take over`

const adoptPlanExamples = `  # Propose the configuration of the stack prod
  scientist-access adopt plan --cluster ml > Pulumi.prod.yaml

  # For a script: who is left out, and why?
  scientist-access adopt plan --cluster ml --format json | jq -r '.unexpressed[] | [.place, .message] | @tsv'`

// adoptPlanFormats are the forms of a plan.
var adoptPlanFormats = forms[*propose.Plan]{
	{"yaml", render.AdoptYAML},
	{"json", func(w io.Writer, p *propose.Plan) error { return render.JSON(w, p) }},
}

type adoptPlanOptions struct {
	place
	from   []string
	format string
}

func adoptPlanCommand(std streams) *cobra.Command {
	options := adoptPlanOptions{}
	command := &cobra.Command{
		Use:   "plan",
		Short: "Propose the configuration of a stack that gives everybody what they have",
		Long: fmt.Sprintf(adoptPlanLong, rulesText(live.ReadingRules()), actionsText(live.RequiredActions()),
			rulesText(live.OptionalRules())),
		Example: adoptPlanExamples,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return adoptPlan(command.Context(), std, options)
		},
	}
	flags := command.Flags()
	options.place.liveFlags(flags)
	flags.StringSliceVar(&options.from, "from", nil, fromUsage)
	adoptPlanFormats.flag(command, &options.format, "plan")
	return command
}

func adoptPlan(ctx context.Context, std streams, options adoptPlanOptions) error {
	write, err := adoptPlanFormats.named(options.format)
	if err != nil {
		return err
	}
	if err := options.requireCluster(); err != nil {
		return err
	}
	found, err := readLive(ctx, options.place)
	if err != nil {
		return oneLine(err)
	}
	if err := render.Notes(std.err, found.Notes, colored(std.err)); err != nil {
		return err
	}
	found.From = options.from
	plan, err := propose.New(found)
	if err != nil {
		return oneLine(err)
	}
	if err := write(std.out, plan); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}

// readLive reads what there is to adopt.
func readLive(ctx context.Context, p place) (propose.Live, error) {
	cluster, err := connect(ctx, p.cluster, "", p)
	if err != nil {
		return propose.Live{}, err
	}
	found := propose.Live{Cluster: p.cluster, Region: cluster.eks.Region()}
	if err := cluster.readRights(ctx, &found.Objects); err != nil {
		return propose.Live{}, err
	}
	if found.Mapped, found.Notes, err = cluster.awsAuth(ctx); err != nil {
		return propose.Live{}, err
	}
	namespaces, err := cluster.kubernetes.Namespaces(ctx)
	if apierrors.IsForbidden(err) {
		missing := "not read: the Kubernetes right to list namespaces is missing"
		found.Notes = append(found.Notes, access.Note{Place: "namespaces", Message: missing, LeftOut: true})
		return found, nil
	}
	found.Namespaces = slices.Sorted(maps.Keys(namespaces))
	return found, err
}

func principalsOf(entries []access.Entry) []string {
	var arns []string
	for _, entry := range entries {
		arns = append(arns, entry.PrincipalARN)
	}
	return arns
}
