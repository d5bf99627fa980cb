// Command pulumi-resource-aws is a stand-in for version 6.83.2 of Pulumi's AWS provider, whose plugin is
// published as a binary only and cannot be built from a Go module. It exists for the sandbox; where the real
// plugin can be installed (pulumi plugin install resource aws v6.83.2), use that.
//
// It talks to EKS and STS with the AWS SDK for Go and covers exactly
//
//   - the resource aws:eks/accessEntry:AccessEntry, and the function aws:eks/getAccessEntry:getAccessEntry,
//   - the function aws:eks/getCluster:getCluster, without the cluster's compute, outpost, remote network,
//     storage and zonal shift settings, and
//   - the provider configuration listed at [settings].
//
// Whatever else it is asked for is an error that says so. Properties, replacements, defaults, import, read, retries and
// errors are the real one's, as far as its public sources tell:
// https://github.com/pulumi/pulumi-aws/tree/v6.83.2 and
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/access_entry.go. What of it is
// easily got wrong are the rows of TestAsTheTrueProvider.
package main

import (
	"context"
	"fmt"
	"os"

	pprovider "github.com/pulumi/pulumi/pkg/v3/resource/provider"
)

// version is the release of the real provider that this one stands in for. The engine compares it with the
// version that the program's SDK asks for, and warns if it is lower.
const version = "6.83.2"

func main() {
	if err := pprovider.MainContext(context.Background(), "aws", newServer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
