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
)

// RolePolicies attaches the policies of the principals that are roles of the cluster's account, each after the principal's
// access entry: only one stack can have that, so no two write the same policy. It warns of the others.
func RolePolicies(
	ctx *pulumi.Context, name string, access *component.ScientistAccess, args *component.ScientistAccessArgs, in *cluster.Cluster,
) error {
	left := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		role, obstacle := roleOf(args.Principals[key].Arn, in.ARN)
		if obstacle != "" {
			left[obstacle] = append(left[obstacle], key)
			continue
		}
		_, err := awsiam.NewRolePolicy(ctx, names.Entry(name, string(args.Principals[key].Arn.(pulumi.String))), &awsiam.RolePolicyArgs{
			Name: pulumi.String(policyName(in)), Role: pulumi.String(role), Policy: access.IAMPolicies.MapIndex(pulumi.String(key)),
		}, pulumi.Parent(access), pulumi.DependsOn([]pulumi.Resource{access.AccessEntries[key]}))
		if err != nil {
			return fmt.Errorf("IAM policy of principal %q: %w", key, err)
		}
	}
	for _, obstacle := range slices.Sorted(maps.Keys(left)) {
		_ = ctx.Log.Warn(fmt.Sprintf("attachIamPolicies leaves out %s: %s. The output iamPolicies has their policies",
			strings.Join(left[obstacle], ", "), obstacle), nil)
	}
	return nil
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
	_, _, home := iam.Place(clusterARN)
	switch {
	case !isRole:
		return "", "it is for roles alone"
	case account != home:
		return "", "it is for roles of the cluster's account"
	case strings.Contains(string(arn), ":role/aws-reserved/"):
		return "", "nobody can change the roles of IAM Identity Center; make the policy the inline policy of the permission set"
	}
	return name, ""
}
