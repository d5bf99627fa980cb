package main

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/pflag"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/live"
)

// place says where a cluster is found.
type place struct{ cluster, region, kubeconfig, context string }

func (p *place) flags(flags *pflag.FlagSet) {
	flags.StringVar(&p.cluster, "cluster", "", "name of the EKS cluster; default: the one that the stack's access entries name")
	flags.StringVar(&p.region, "region", "", "AWS region; default: the access entries', then the AWS configuration's")
	p.kubernetesFlags(flags)
}

// liveFlags are for a command that is given no stack, which would name the cluster.
func (p *place) liveFlags(flags *pflag.FlagSet) {
	flags.StringVar(&p.cluster, "cluster", "", "name of the EKS cluster")
	flags.StringVar(&p.region, "region", "", "AWS region; default: the AWS configuration's")
	p.kubernetesFlags(flags)
}

func (p *place) requireCluster() error {
	if p.cluster == "" {
		return errors.New("--cluster is missing: name the EKS cluster")
	}
	return nil
}

func (p *place) kubernetesFlags(flags *pflag.FlagSet) {
	flags.StringVar(&p.kubeconfig, "kubeconfig", "", "kubeconfig file; default: as kubectl")
	flags.StringVar(&p.context, "context", "", "context of the kubeconfig; default: the current one")
}

// liveCluster is a cluster that can be read.
type liveCluster struct {
	kubernetes *live.Kubernetes
	eks        *live.EKS
	info       live.Cluster
}

// connect finds the two APIs of a cluster, in the region that is given unless the flags say another. They must be of one
// cluster.
func connect(ctx context.Context, name, region string, p place) (*liveCluster, error) {
	kubernetes, err := live.NewKubernetes(name, p.kubeconfig, p.context)
	if err != nil {
		return nil, err
	}
	eks, err := live.NewEKS(ctx, name, cmp.Or(p.region, region))
	if err != nil {
		return nil, err
	}
	info, err := eks.Cluster(ctx)
	if err != nil {
		return nil, err
	}
	return &liveCluster{kubernetes, eks, info}, live.SameCluster(kubernetes.Config, name, info)
}

// awsAuth reads the ConfigMap aws-auth where it has effect.
func (c *liveCluster) awsAuth(ctx context.Context) (lines []access.Entry, unread []access.Note, err error) {
	if !c.info.ConfigMap {
		return nil, nil, nil
	}
	return c.kubernetes.AWSAuth(ctx)
}
