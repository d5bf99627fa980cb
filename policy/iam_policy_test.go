package policy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/policy"
)

var researchPlace = policy.IAMPlace{
	Partition: "aws", Region: "us-west-2", Account: "111122223333", Cluster: "ml",
	Principal: "arn:aws:iam::111122223333:role/research/Scientist",
}

func TestIAMPolicy(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		capabilities []string
		change       func(*policy.IAMPlace)
		want         string
	}{
		"to connect": {want: `[
			{"Effect": "Allow", "Action": ["eks:DescribeAccessEntry"],
				"Resource": ["arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/111122223333/Scientist/*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeCluster"], "Resource": ["arn:aws:eks:us-west-2:111122223333:cluster/ml"]},
			{"Effect": "Allow", "Action": ["iam:GetRole"], "Resource": ["arn:aws:iam::111122223333:role/research/Scientist"]},
			{"Effect": "Allow", "Action": ["sagemaker:DescribeCluster"], "Resource": ["arn:aws:sagemaker:us-west-2:111122223333:cluster/*"]}
		]`},
		"a user, one HyperPod cluster": {
			change: func(p *policy.IAMPlace) {
				p.Principal = "arn:aws:iam::111122223333:user/alice"
				p.HyperPodClusterARN = "arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6"
			},
			want: `[
			{"Effect": "Allow", "Action": ["eks:DescribeAccessEntry"],
				"Resource": ["arn:aws:eks:us-west-2:111122223333:access-entry/ml/user/111122223333/alice/*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeCluster"], "Resource": ["arn:aws:eks:us-west-2:111122223333:cluster/ml"]},
			{"Effect": "Allow", "Action": ["sagemaker:DescribeCluster"], "Resource": ["arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6"]}
		]`},
		"documented": {
			capabilities: []string{"documented"},
			want: `[
			{"Effect": "Allow", "Action": ["sagemaker:ListClusters", "ssm:StartSession", "ssm:TerminateSession"], "Resource": ["*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeCluster"], "Resource": ["arn:aws:eks:us-west-2:111122223333:cluster/ml"]},
			{"Effect": "Allow", "Action": ["sagemaker:DescribeCluster"], "Resource": ["arn:aws:sagemaker:us-west-2:111122223333:cluster/*"]}
		]`},
		"actions on the same resources": {
			capabilities: []string{"pytorch-jobs", "cluster-overview"},
			want: `[
			{"Effect": "Allow", "Action": ["sagemaker:ListClusters"], "Resource": ["*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeAccessEntry"],
				"Resource": ["arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/111122223333/Scientist/*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeAddon"],
				"Resource": ["arn:aws:eks:us-west-2:111122223333:addon/ml/amazon-sagemaker-hyperpod-observability/*"]},
			{"Effect": "Allow", "Action": ["eks:DescribeCluster", "eks:ListAddons"], "Resource": ["arn:aws:eks:us-west-2:111122223333:cluster/ml"]},
			{"Effect": "Allow", "Action": ["iam:GetRole"], "Resource": ["arn:aws:iam::111122223333:role/research/Scientist"]},
			{"Effect": "Allow", "Action": ["sagemaker:DescribeCluster"], "Resource": ["arn:aws:sagemaker:us-west-2:111122223333:cluster/*"]}
		]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			statements, err := policy.Statements(test.capabilities...)
			require.NoError(t, err)
			place := researchPlace
			if test.change != nil {
				test.change(&place)
			}
			got, err := policy.IAMPolicy(statements, place)
			require.NoError(t, err)
			assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": `+test.want+`}`, got)
			slices.Reverse(statements)
			again, err := policy.IAMPolicy(statements, place)
			require.NoError(t, err)
			assert.Equal(t, got, again, "in any order")
		})
	}
}

// TestIAMPolicyHasRoom: with every capability, and names as long as AWS allows, a policy stays within the limit.
func TestIAMPolicyHasRoom(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range policy.Catalogue() {
		names = append(names, c.Name)
	}
	statements, err := policy.Statements(names...)
	require.NoError(t, err)
	place := researchPlace
	place.Partition, place.Region, place.Cluster = "aws-us-gov", "us-gov-west-1", strings.Repeat("c", 100)
	place.Principal = "arn:aws-us-gov:iam::111122223333:role/" + strings.Repeat("p", 510) + "/" + strings.Repeat("r", 64)
	place.HyperPodClusterARN = "arn:aws-us-gov:sagemaker:us-gov-west-1:111122223333:cluster/a1b2c3d4e5f6"
	longest, err := policy.IAMPolicy(statements, place)
	require.NoError(t, err)
	require.True(t, json.Valid([]byte(longest)))
	t.Logf("at most %d characters of %d", len(longest), policy.MaxIAMPolicy)

	place.Cluster = strings.Repeat("c", policy.MaxIAMPolicy)
	_, err = policy.IAMPolicy(statements, place)
	require.ErrorContains(t, err, "but IAM allows 10240")
}

func TestIAMPolicyOfNothing(t *testing.T) {
	t.Parallel()
	got, err := policy.IAMPolicy(nil, researchPlace)
	require.NoError(t, err)
	require.Empty(t, got)
}

// TestIAMPolicyHasNoVariables: ${...} in a path of a role is not a variable of IAM.
func TestIAMPolicyHasNoVariables(t *testing.T) {
	t.Parallel()
	place := researchPlace
	place.Principal = "arn:aws:iam::111122223333:role/${aws:username}/Scientist"
	got, err := policy.IAMPolicy(policy.Connecting(), place)
	require.NoError(t, err)
	require.Contains(t, got, `:role/${$}{aws:username}/Scientist"`)
}
