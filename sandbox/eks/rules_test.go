package eks

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/require"
)

const (
	badFormat        = "The principalArn parameter format is not valid"
	invalidPrincipal = "The specified principalArn is invalid: invalid principal."
	notStandard      = `This operation can only be performed on Access Entries with a type of "STANDARD".`
)

func TestCreateRefusesPrincipals(t *testing.T) {
	t.Parallel()
	const serviceLinked = "arn:aws:iam::111122223333:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMaker"
	a := newAccount(t)
	principalKey(t, a.Server, serviceLinked)
	principalKey(t, a.Server, ssoARN)
	for principalARN, message := range map[string]string{
		"arn:aws:sts::111122223333:assumed-role/Scientist/alice": badFormat,
		"arn:aws:iam::111122223333:instance-profile/node":        badFormat,
		"arn:aws:iam::111122223333:group/scientists":             badFormat,
		"arn:aws:iam::111122223333:role/*":                       badFormat,
		"arn:aws:iam::1111:role/Scientist":                       badFormat,
		"arn:aws:iam::111122223333:role/":                        badFormat,
		" arn:aws:iam::111122223333:role/Scientist":              badFormat,
		"Scientist":                               badFormat,
		"arn:aws:iam::111122223333:root":          invalidPrincipal,
		"arn:aws:iam::111122223333:role/Missing":  invalidPrincipal,
		"arn:aws-cn:iam::111122223333:role/Admin": invalidPrincipal,
		"arn:aws:iam::111122223333:role/" + ssoARN[len(ssoARN)-len("AWSReservedSSO_Scientist_0123456789abcdef"):]: invalidPrincipal,
		serviceLinked: "The caller is not allowed to modify access entries with a principalArn value of a Service Linked Role",
	} {
		_, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: &principalARN})
		requireAPIError(t, err, 400, "InvalidParameterException", message)
		require.True(t, errorAs[*types.InvalidParameterException](err))
	}
}

// TestGroupsAndUsernames runs each case as a create and as an update.
func TestGroupsAndUsernames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		groups   []string
		username string
		refused  string
	}{
		"masters":           {groups: []string{"ok", "system:masters"}, refused: "The kubernetes group name system:masters is invalid, it cannot start with system:"},
		"no group name":     {groups: []string{""}, refused: "The kubernetes group name must not be empty"},
		"plain group":       {groups: []string{"hyperpod-scientist-user-namespace-level"}},
		"system user":       {username: "system:admin", refused: "The username must not begin with system:"},
		"eks user":          {username: "eks:x", refused: "The username must not begin with eks:"},
		"aws user":          {username: "aws:x", refused: "The username must not begin with aws:"},
		"amazon user":       {username: "amazon:x", refused: "The username must not begin with amazon:"},
		"iam user":          {username: "iam:x", refused: "The username must not begin with iam:"},
		"session, no colon": {username: "alice{{SessionName}}", refused: "The username must contain a colon before {{SessionName}}"},
		"raw, colon behind": {username: "alice{{SessionNameRaw}}:x", refused: "The username must contain a colon before {{SessionNameRaw}}"},
		"session":           {username: "al:ice{{SessionName}}"},
		"colon first":       {username: ":{{SessionNameRaw}}"},
		"plain user":        {username: "systematic"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			principalKey(t, a.Server, roleARN)
			username := aws.String(c.username)
			if c.username == "" {
				username = nil
			}
			_, createErr := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
				ClusterName: aws.String(testCluster), PrincipalArn: aws.String(roleARN), KubernetesGroups: c.groups, Username: username,
			})
			a.create(t, aliceARN, "kept")
			_, updateErr := a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{
				ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN), KubernetesGroups: c.groups, Username: username,
			})
			if c.refused == "" {
				require.NoError(t, createErr)
				require.NoError(t, updateErr)
				return
			}
			requireAPIError(t, createErr, 400, "InvalidParameterException", c.refused)
			requireAPIError(t, updateErr, 400, "InvalidParameterException", c.refused)
			alice, err := a.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN)})
			require.NoError(t, err)
			require.Equal(t, []string{"kept"}, alice.AccessEntry.KubernetesGroups, "a refused update changes nothing")
		})
	}
}

func TestNodeTypes(t *testing.T) {
	t.Parallel()
	for entryType, want := range map[string]struct{ username, group string }{
		"EC2":            {"system:node:{{EC2PrivateDNSName}}", "system:nodes"},
		"EC2_LINUX":      {"system:node:{{EC2PrivateDNSName}}", "system:nodes"},
		"EC2_WINDOWS":    {"system:node:{{EC2PrivateDNSName}}", "system:nodes"},
		"FARGATE_LINUX":  {"system:node:{{SessionName}}", "system:nodes"},
		"HYBRID_LINUX":   {"system:node:{{SessionName}}", "system:nodes"},
		"HYPERPOD_LINUX": {"system:node:{{SessionName}}", "system:nodes"},
	} {
		t.Run(entryType, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			principalKey(t, a.Server, roleARN)
			create := func(change func(*awseks.CreateAccessEntryInput)) (*awseks.CreateAccessEntryOutput, error) {
				input := &awseks.CreateAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(roleARN), Type: &entryType}
				change(input)
				return a.eks.CreateAccessEntry(t.Context(), input)
			}
			_, err := create(func(i *awseks.CreateAccessEntryInput) { i.KubernetesGroups = []string{"team:a"} })
			requireAPIError(t, err, 400, "InvalidParameterException", notStandard)
			_, err = create(func(i *awseks.CreateAccessEntryInput) { i.Username = aws.String("node") })
			requireAPIError(t, err, 400, "InvalidParameterException", notStandard)
			for _, notANode := range []string{aliceARN, "arn:aws:iam::444455556666:role/Elsewhere"} {
				principalKey(t, a.Server, notANode)
				_, err = create(func(i *awseks.CreateAccessEntryInput) { i.PrincipalArn = &notANode })
				requireAPIError(t, err, 400, "InvalidParameterException",
					"The specified principalArn is invalid: an entry of type "+entryType+" takes a role of account 111122223333")
			}
			created, err := create(func(*awseks.CreateAccessEntryInput) {})
			require.NoError(t, err)
			require.Equal(t, entryType, *created.AccessEntry.Type)
			require.Equal(t, want.username, *created.AccessEntry.Username)
			require.Contains(t, created.AccessEntry.KubernetesGroups, want.group)

			_, err = a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{
				ClusterName: aws.String(testCluster), PrincipalArn: aws.String(roleARN), KubernetesGroups: []string{"team:a"},
			})
			requireAPIError(t, err, 400, "InvalidParameterException", notStandard)
			_, err = associate(t, a, roleARN, viewPolicy, types.AccessScope{Type: types.AccessScopeTypeCluster})
			if entryType == "EC2" {
				require.NoError(t, err)
				return
			}
			requireAPIError(t, err, 400, "InvalidParameterException", notStandard)
		})
	}
}

func TestUnknownType(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	_, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(adminARN), Type: aws.String("standard"),
	})
	requireAPIError(t, err, 400, "InvalidParameterException", "The specified type is invalid: standard")
}

func TestCreateRefusesTags(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, aliceARN)
	_, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN), Tags: map[string]string{"k": strings.Repeat("v", 257)},
	})
	requireAPIError(t, err, 400, "InvalidParameterException", `the value of tag "k" exceeds 256 characters`)
}
