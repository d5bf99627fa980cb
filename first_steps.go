package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/cluster"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/policy"
)

// firstSteps are what to hand to each principal: the commands from nothing to the first answer of the cluster.
func firstSteps(access *component.ScientistAccess, args *component.ScientistAccessArgs, in *cluster.Cluster) pulumi.StringMap {
	steps := pulumi.StringMap{}
	for key, principal := range args.Principals {
		capabilities := args.CapabilitiesOf(principal)
		namespaces := access.PrincipalNamespaces.MapIndex(pulumi.String(key))
		steps[key] = pulumi.All(principal.Arn, namespaces).ApplyT(func(known []any) string {
			return stepsOf(known[0].(string), known[1].([]string), capabilities, in)
		}).(pulumi.StringOutput)
	}
	return steps
}

type first struct{ capability, connect, command string }

// firsts say, for what a scientist does, how the HyperPod CLI connects to a cluster, and a first command that changes
// nothing: in the namespace that connecting has set, or else in the one that the command ends with. The first whose
// capability the scientist has counts.
var firsts = []first{
	{"hyperpod-pytorch-jobs", connect3, "hyp list hyp-pytorch-job --namespace "},
	{"inference-endpoints", connect3, "hyp list hyp-jumpstart-endpoint --namespace "},
	{"spaces", connect3, "hyp list hyp-space --namespace "},
	{"space-templates", connect3, "hyp list hyp-space-template --namespace "},
	{"pytorch-jobs", connect1, "hyperpod list-jobs"},
	{policy.DocumentedName, connect1, "hyperpod list-jobs"},
	{"", connect3, "kubectl auth can-i --list --namespace "},
}

const (
	connect1 = "hyperpod connect-cluster"
	connect3 = "hyp set-cluster-context"
)

func stepsOf(arn string, namespaces, capabilities []string, in *cluster.Cluster) string {
	i := slices.IndexFunc(firsts, func(f first) bool { return f.capability == "" || slices.Contains(capabilities, f.capability) })
	namespace := "default"
	if len(namespaces) > 0 {
		namespace = namespaces[0]
	}
	command := firsts[i].command
	if strings.HasSuffix(command, " ") {
		command += namespace
	}
	return strings.Join([]string{
		profile(arn, in),
		"export AWS_PROFILE=" + in.Name,
		in.UpdateKubeconfig(),
		firsts[i].connect + " --cluster-name HYPERPOD_CLUSTER --namespace " + namespace,
		command,
	}, "\n") + "\n"
}

// profile makes an AWS profile of the principal, named like the cluster.
func profile(arn string, in *cluster.Cluster) string {
	account, name, isRole := iam.Role(arn)
	region := fmt.Sprintf("aws configure set region %s --profile %s\n", in.Region, in.Name)
	if permissionSet := iam.PermissionSet(name); isRole && permissionSet != "" {
		return region + fmt.Sprintf("aws configure sso --profile %s  # account %s, role %s", in.Name, account, permissionSet)
	}
	if !isRole {
		return region + fmt.Sprintf("aws configure --profile %s  # the access key of %s", in.Name, arn)
	}
	return region + fmt.Sprintf("aws configure set role_arn %s --profile %s\naws configure set source_profile default --profile %[2]s", arn, in.Name)
}
