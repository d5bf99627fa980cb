package component

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/policy"
)

var hyperPodClusterPath = field.NewPath("hyperPodClusterArn")

// Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeCluster.html
var hyperPodClusterPattern = regexp.MustCompile(`^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:cluster/[a-z0-9]{12}$`)

func checkHyperPodClusterARN(arn string) *field.Error {
	if hyperPodClusterPattern.MatchString(arn) {
		return nil
	}
	return field.Invalid(hyperPodClusterPath, arn, "is not the ARN of a HyperPod cluster; an example: "+
		"arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6 (see aws sagemaker list-clusters)")
}

func (args *ScientistAccessArgs) validateHyperPodCluster() field.ErrorList {
	arn, known := plain(args.HyperPodClusterArn)
	if !known {
		return nil
	}
	return list(checkHyperPodClusterARN(arn))
}

// statements are what the team asks of AWS.
func (t TeamArgs) statements() []policy.Statement {
	// Validate has already refused unknown names.
	statements, _ := policy.Statements(t.capabilities()...)
	return statements
}

// iamPolicies are those of the principals, by key.
func (b *builder) iamPolicies() pulumi.StringMap {
	hyperPod := pulumi.String("").ToStringOutput()
	if b.args.HyperPodClusterArn != nil {
		hyperPod = checked(b.args.HyperPodClusterArn, checkHyperPodClusterARN)
	}
	policies := pulumi.StringMap{}
	for key, principal := range b.args.Principals {
		var statements []policy.Statement
		for _, t := range b.teamsOf(principal) {
			statements = append(statements, t.statements...)
		}
		policies[key] = pulumi.All(b.cluster.Arn(), b.cluster.Name(), hyperPod, principal.Arn).ApplyT(func(v []any) (string, error) {
			return iamPolicy(statements, v[0].(string), v[1].(string), v[2].(string), v[3].(string))
		}).(pulumi.StringOutput)
	}
	return policies
}

func iamPolicy(statements []policy.Statement, clusterARN, cluster, hyperPod, principal string) (string, error) {
	place := policy.IAMPlace{Cluster: cluster, HyperPodClusterARN: hyperPod, Principal: principal}
	place.Partition, place.Region, place.Account = iam.Place(clusterARN)
	home := fmt.Sprintf("arn:%s:sagemaker:%s:%s:", place.Partition, place.Region, place.Account)
	if hyperPod != "" && !strings.HasPrefix(hyperPod, home) {
		return "", field.Invalid(hyperPodClusterPath, hyperPod,
			"is in another account or region than EKS cluster "+clusterARN+", so it is not the HyperPod cluster of that one")
	}
	return policy.IAMPolicy(statements, place)
}
