// Package cluster finds the EKS cluster and gives the Kubernetes provider that reaches it, so that RBAC objects
// and access entries go to the same cluster.
package cluster

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/internal/authmode"
	"github.com/scientist-access/scientist-access/internal/patience"
)

// Cluster is an EKS cluster that takes access entries.
type Cluster struct {
	Name   string
	ARN    string
	Region string

	endpoint    string
	certificate string // PEM, in base64 as EKS gives it
}

// Lookup finds the cluster. One that cannot take access entries, or that nobody can reach yet, is an error.
func Lookup(ctx *pulumi.Context, name string) (*Cluster, error) {
	defer patience.Say(func() { _ = ctx.Log.Warn(whyItTakesLong(name), nil) })()
	found, err := eks.LookupCluster(ctx, &eks.LookupClusterArgs{Name: name})
	if err != nil {
		return nil, fmt.Errorf("find EKS cluster %q (clusterName, aws:region, aws:profile): %w", name, err)
	}
	c := &Cluster{Name: name, ARN: found.Arn, Region: regionOf(found.Arn), endpoint: found.Endpoint}
	if len(found.CertificateAuthorities) > 0 {
		c.certificate = found.CertificateAuthorities[0].Data
	}
	if c.endpoint == "" || c.certificate == "" {
		return nil, fmt.Errorf("EKS cluster %q has no endpoint yet (status %s); wait until it is ACTIVE", name, found.Status)
	}
	return c, authmode.Check(c.Name, c.Region, modeOf(found.AccessConfigs))
}

// The AWS provider tries 25 times, with pauses.
// Source: https://www.pulumi.com/registry/packages/aws/installation-configuration/
func whyItTakesLong(name string) string {
	return fmt.Sprintf("EKS has not told of cluster %s within %s: it cannot be reached, fails, or has too much to do. Pulumi goes on "+
		"asking for some minutes; aws:maxRetries limits how often", name, patience.Limit)
}

func modeOf(configs []eks.GetClusterAccessConfig) string {
	if len(configs) == 0 {
		return ""
	}
	return configs[0].AuthenticationMode
}

// UpdateKubeconfig is the command with which a scientist gets the cluster's kubeconfig.
func (c *Cluster) UpdateKubeconfig() string {
	return fmt.Sprintf("aws eks update-kubeconfig --region %s --name %s", c.Region, c.Name)
}
