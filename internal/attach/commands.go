package attach

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/cluster"
	"github.com/scientist-access/scientist-access/internal/iam"
)

// Commands attach the policies of the principals to which the stack attaches none, by principal key.
func Commands(
	access *component.ScientistAccess, args *component.ScientistAccessArgs, in *cluster.Cluster, attached bool,
) pulumi.StringMap {
	commands := pulumi.StringMap{}
	for key, principal := range args.Principals {
		if _, obstacle := roleOf(principal.Arn, in.ARN); attached && obstacle == "" {
			continue
		}
		document := access.IAMPolicies.MapIndex(pulumi.String(key))
		commands[key] = pulumi.All(principal.Arn, document).ApplyT(func(known []any) string {
			return command(known[0].(string), policyName(in), known[1].(string))
		}).(pulumi.StringOutput)
	}
	return commands
}

// command is of the AWS CLI. A user's policy is a managed one, because the inline ones may have 2,048 characters only.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func command(arn, name, document string) string {
	document = "'" + strings.ReplaceAll(document, "'", `'\''`) + "'"
	_, role, isRole := iam.Role(arn)
	switch {
	case isRole && iam.PermissionSet(role) != "":
		return "aws sso-admin put-inline-policy-to-permission-set --instance-arn INSTANCE --permission-set-arn ARN_OF_" + iam.PermissionSet(role) +
			" --inline-policy " + document
	case isRole:
		return fmt.Sprintf("aws iam put-role-policy --role-name %s --policy-name %s --policy-document %s", role, name, document)
	}
	return fmt.Sprintf("aws iam create-policy --policy-name %s --policy-document %s && aws iam attach-user-policy --user-name %s "+
		"--policy-arn arn:%s:iam::%s:policy/%[1]s", name, document, arn[strings.LastIndex(arn, "/")+1:], iam.Partition(arn), iam.Account(arn))
}
