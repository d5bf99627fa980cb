package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/awsauth"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/question"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/resources"
)

// asking is where questions about access are answered from, and about which namespace they are.
type asking struct {
	place
	stack, namespace, format string
}

func (o *asking) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&o.stack, "stack", "", "file with the JSON of a preview or an export, - for the standard input; "+
		"default: the live cluster")
	flags.StringVarP(&o.namespace, "namespace", "n", "", "namespace that is asked about; default: the whole cluster")
	flags.StringVar(&o.cluster, "cluster", "", "name of the EKS cluster; default with --stack: the only one in it")
	flags.StringVar(&o.region, "region", "", "AWS region; default: the AWS configuration's")
	o.kubernetesFlags(flags)
	completeBy(command, "namespace", o.namespaces)
}

// read reads the source, and the names of resources that go with it.
func (o *asking) read(ctx context.Context, std streams) (*access.Reading, *resources.Names, error) {
	if o.stack != "" {
		reading, err := readStack(std.in, []string{o.stack})
		return reading, resources.Known(), err
	}
	cluster, err := o.connect(ctx)
	if err != nil {
		return nil, nil, err
	}
	names, err := resources.New(cluster.kubernetes.Discovery())
	if err != nil {
		return nil, nil, err
	}
	reading, err := cluster.readAccess(ctx)
	return reading, names, err
}

func (o *asking) connect(ctx context.Context) (*liveCluster, error) {
	if o.cluster == "" {
		return nil, errors.New("--cluster is missing: name the EKS cluster, or give a file with --stack")
	}
	return connect(ctx, o.cluster, "", o.place)
}

// readAccess reads all that decides about access on a cluster.
func (c *liveCluster) readAccess(ctx context.Context) (*access.Reading, error) {
	var found access.Objects
	if err := c.readRights(ctx, &found); err != nil {
		return nil, err
	}
	unread, err := c.kubernetes.ReadAdmission(ctx, &found)
	if err != nil {
		return nil, err
	}
	lines, notes, err := c.awsAuth(ctx)
	if err != nil {
		return nil, err
	}
	found.Entries = append(found.Entries, awsauth.Effective(found.Entries, lines)...)
	if unread != "" {
		notes = append(notes, access.Note{Place: "admission policies", Message: "not read, so that guardrails may be missing: " + unread})
	}
	return question.Live(found, notes), nil
}

// readRights reads access entries, EKS access policies, roles and bindings.
func (c *liveCluster) readRights(ctx context.Context, into *access.Objects) error {
	if err := c.eks.ReadEntries(ctx, into); err != nil {
		return err
	}
	if err := c.eks.ReadPolicies(ctx, principalsOf(into.Entries), into); err != nil {
		return err
	}
	return c.kubernetes.Read(ctx, into)
}

// asker reads the source, ready to be asked.
func (o *asking) asker(ctx context.Context, std streams) (*question.Asker, *resources.Names, error) {
	reading, names, err := o.read(ctx, std)
	if err != nil {
		return nil, nil, oneLine(err)
	}
	asker, err := question.New(reading, o.cluster)
	return asker, names, err
}

// parse takes a question from arguments: a verb, a resource or a path, and perhaps a name.
func (o *asking) parse(names *resources.Names, args []string) (question.Question, error) {
	name := ""
	if len(args) > 2 {
		name = args[2]
	}
	return question.Parse(names, o.namespace, args[0], args[1], name)
}
