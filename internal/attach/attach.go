// Package attach gives roles the IAM policies that go with their access.
package attach

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	awsiam "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/cluster"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/names"
	"github.com/scientist-access/scientist-access/policy"
)

// RolePolicies attaches the policies of the principals that are roles of the cluster's account, each after the principal's
// access entry: only one stack can have that, so no two write the same policy. It warns of the others.
func RolePolicies(
	ctx *pulumi.Context, name string, access *component.ScientistAccess, args *component.ScientistAccessArgs, in *cluster.Cluster,
) error {
	for _, warning := range warnings(args, in.ARN) {
		_ = ctx.Log.Warn(warning, nil)
	}
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		arn := args.Principals[key].Arn
		role, obstacle := roleOf(arn, in.ARN)
		if obstacle != "" {
			continue
		}
		_, err := awsiam.NewRolePolicy(ctx, names.Entry(name, string(arn.(pulumi.String))), &awsiam.RolePolicyArgs{
			Name: pulumi.String(policyName(in)), Role: pulumi.String(role), Policy: access.IAMPolicies.MapIndex(pulumi.String(key)),
		}, pulumi.Parent(access), pulumi.DependsOn([]pulumi.Resource{access.AccessEntries[key]}))
		if err != nil {
			return fmt.Errorf("IAM policy of principal %q: %w", key, err)
		}
	}
	return nil
}

// warnings name the principals that get no policy, and those that get more than they seem to.
func warnings(args *component.ScientistAccessArgs, clusterARN string) []string {
	left := map[string][]string{}
	var documented, all []string
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		_, obstacle := roleOf(args.Principals[key].Arn, clusterARN)
		switch {
		case obstacle != "":
			left[obstacle] = append(left[obstacle], key)
		case slices.Contains(args.CapabilitiesOf(args.Principals[key]), policy.DocumentedName):
			documented = append(documented, key)
		}
	}
	if len(documented) > 0 {
		all = append(all, fmt.Sprintf("attachIamPolicies gives %s the IAM policy that AWS documents, with a shell on every instance that "+
			"Systems Manager reaches (ssm:StartSession on *); fix: name capabilities instead of the documented policy", strings.Join(documented, ", ")))
	}
	for _, obstacle := range slices.Sorted(maps.Keys(left)) {
		all = append(all, fmt.Sprintf("attachIamPolicies leaves out %s: %s. The output attachIamPolicy has the commands for them",
			strings.Join(left[obstacle], ", "), obstacle))
	}
	return all
}

// policyName is another one for each cluster that the role may have access to. The names of regions have at most 14
// characters, those of clusters 100, and those of policies 128.
// Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
func policyName(c *cluster.Cluster) string { return "scientist-" + c.Region + "-" + c.Name }

// roleOf is the name of a principal's role, or why there is no role that the stack can attach a policy to.
func roleOf(principal pulumi.StringInput, clusterARN string) (name, obstacle string) {
	arn, known := principal.(pulumi.String)
	if !known {
		return "", "IAM would show principals that are secret"
	}
	account, name, isRole := iam.Role(string(arn))
	switch {
	case !isRole:
		return "", "it is for roles alone"
	case account != iam.Account(clusterARN):
		return "", "it is for roles of the cluster's account"
	case strings.Contains(string(arn), ":role/aws-reserved/"):
		return "", "nobody can change the roles of IAM Identity Center; make the policy the inline policy of the permission set"
	}
	return name, ""
}
