package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/adopt/imports"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/render"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/verify"
)

const adoptImportLong = `Import fills in the file that "pulumi preview --import-file" writes, for "pulumi import --file".

It reads from PENDING what the stack is about to create, and from PREVIEW, or the standard input, the JSON of the same
preview. It looks on the cluster for each object and access entry, and leaves out what is not there, because the next
update creates that. On the standard error it says of each whether it is absent, identical, or differs, and how. It
changes nothing.

What another tool keeps (Helm, Argo CD, Flux, Terraform, another Pulumi stack) is not imported, and neither is anything
else then, unless --from names the tool, as in "helm", or the keeper, as in "helm:kube-system/hyperpod". EKS does not tell
who keeps an access entry.

It needs these rights in Kubernetes, in a ClusterRole:
%s
and these IAM actions on the cluster and its access entries:
%s
Exit codes:
  0  there is something to import, and the file is on the standard output
  1  an error
  2  somebody else keeps a part of it; the standard output is empty`

const adoptImportExamples = `  # Take over what exists
  export SCIENTIST_ACCESS_ADOPT=true PULUMI_K8S_ENABLE_PATCH_FORCE=true
  pulumi preview --json --show-sames --import-file pending.json | scientist-access adopt import pending.json > import.json
  pulumi import --file import.json --protect=false --generate-code=false
  pulumi up

  # Take it from AWS's Helm chart
  scientist-access adopt import pending.json preview.json --from helm > import.json`

const fromUsage = "tools or keepers that things are taken from; default: none"

type adoptImportOptions struct {
	place
	from []string
}

func adoptImportCommand(std streams) *cobra.Command {
	options := adoptImportOptions{}
	command := &cobra.Command{
		Use:     "import PENDING [PREVIEW|-]",
		Short:   "Fill in what a stack imports of what exists",
		Long:    fmt.Sprintf(adoptImportLong, rulesText(live.ImportRules()), actionsText(live.EntryActions())),
		Example: adoptImportExamples,
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(command *cobra.Command, args []string) error {
			return adoptImport(command.Context(), std, args, options)
		},
	}
	options.place.flags(command.Flags())
	command.Flags().StringSliceVar(&options.from, "from", nil, fromUsage)
	return command
}

func adoptImport(ctx context.Context, std streams, args []string, options adoptImportOptions) error {
	preview, err := readStack(std.in, args[1:])
	if err != nil {
		return err
	}
	pending, err := os.ReadFile(args[0]) // Pulumi writes it after the preview
	if err != nil {
		return err
	}
	name, err := verify.ChooseCluster(preview.After, options.cluster)
	if err != nil {
		return err
	}
	there, err := readExisting(ctx, name, options.place)
	if err != nil {
		return oneLine(err)
	}
	found, err := imports.New(bytes.NewReader(pending), preview, name, there, options.from)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if err := render.ImportText(std.err, found, colored(std.err)); err != nil {
		return err
	}
	switch {
	case found.Blocked():
		return exitCode(exitDiffers)
	case found.Empty():
		return errors.New("nothing of what the stack is about to create exists: run pulumi up")
	}
	return found.WriteFile(std.out)
}

// readExisting reads what there is on a cluster.
func readExisting(ctx context.Context, name string, p place) (imports.Existing, error) {
	var there imports.Existing
	cluster, err := connect(ctx, name, "", p)
	if err != nil {
		return there, err
	}
	if err := cluster.eks.ReadEntries(ctx, &there.Objects); err != nil {
		return there, err
	}
	if err := cluster.kubernetes.Read(ctx, &there.Objects); err != nil {
		return there, err
	}
	there.Namespaces, err = cluster.kubernetes.Namespaces(ctx)
	return there, err
}
