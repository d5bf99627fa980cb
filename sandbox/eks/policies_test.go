package eks

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/require"
)

const (
	viewPolicy  = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
	adminPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
)

func associate(t *testing.T, a account, principalARN, policyARN string, scope types.AccessScope) (*awseks.AssociateAccessPolicyOutput, error) {
	t.Helper()
	return a.eks.AssociateAccessPolicy(t.Context(), &awseks.AssociateAccessPolicyInput{
		ClusterName: aws.String(testCluster), PrincipalArn: &principalARN, PolicyArn: &policyARN, AccessScope: &scope,
	})
}

func TestAccessPolicies(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.create(t, ssoARN)
	inNamespace := types.AccessScope{Type: types.AccessScopeTypeNamespace, Namespaces: []string{"kubeflow"}}
	first, err := associate(t, a, ssoARN, viewPolicy, types.AccessScope{Type: types.AccessScopeTypeCluster})
	require.NoError(t, err)
	later := time.Now().Add(time.Minute).Truncate(time.Second)
	a.setClock(later)
	got, err := associate(t, a, ssoARN, viewPolicy, inNamespace)
	require.NoError(t, err)
	require.Equal(t, ssoARN, *got.PrincipalArn)
	require.Equal(t, &inNamespace, got.AssociatedAccessPolicy.AccessScope, "the second association replaces the scope")
	require.Equal(t, first.AssociatedAccessPolicy.AssociatedAt, got.AssociatedAccessPolicy.AssociatedAt)
	require.True(t, got.AssociatedAccessPolicy.ModifiedAt.Equal(later))

	list := &awseks.ListAssociatedAccessPoliciesInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN)}
	listed, err := a.eks.ListAssociatedAccessPolicies(t.Context(), list)
	require.NoError(t, err)
	require.Len(t, listed.AssociatedAccessPolicies, 1)
	require.Equal(t, viewPolicy, *listed.AssociatedAccessPolicies[0].PolicyArn)

	entries, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster), AssociatedPolicyArn: aws.String(viewPolicy)})
	require.NoError(t, err)
	require.Equal(t, []string{ssoARN}, entries.AccessEntries)

	remove := &awseks.DisassociateAccessPolicyInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN), PolicyArn: aws.String(viewPolicy)}
	_, err = a.eks.DisassociateAccessPolicy(t.Context(), remove)
	require.NoError(t, err)
	_, err = a.eks.DisassociateAccessPolicy(t.Context(), remove)
	requireAPIError(t, err, 404, "ResourceNotFoundException", "The specified policyArn "+viewPolicy+" is not associated with this access entry.")
	listed, err = a.eks.ListAssociatedAccessPolicies(t.Context(), list)
	require.NoError(t, err)
	require.Empty(t, listed.AssociatedAccessPolicies)
}

func TestAssociateRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	const badScope = "The accessScope must be of type cluster without namespaces, or of type namespace with at least one"
	wholeCluster := types.AccessScope{Type: types.AccessScopeTypeCluster}
	_, err := associate(t, a, aliceARN, viewPolicy, wholeCluster)
	requireAPIError(t, err, 404, "ResourceNotFoundException", notFoundMessage)
	a.create(t, aliceARN)
	for _, policyARN := range []string{"AmazonEKSViewPolicy", viewPolicy + "x", "arn:aws:iam::aws:policy/AdministratorAccess"} {
		_, err = associate(t, a, aliceARN, policyARN, wholeCluster)
		requireAPIError(t, err, 400, "InvalidParameterException", "The policyArn parameter format is not valid")
	}
	for _, scope := range []types.AccessScope{
		{Type: types.AccessScopeTypeNamespace},
		{Type: types.AccessScopeTypeCluster, Namespaces: []string{"kubeflow"}},
		{Type: "pod"},
	} {
		_, err = associate(t, a, aliceARN, viewPolicy, scope)
		requireAPIError(t, err, 400, "InvalidParameterException", badScope)
	}
}

func TestListAccessPolicies(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	listed, err := a.eks.ListAccessPolicies(t.Context(), &awseks.ListAccessPoliciesInput{MaxResults: aws.Int32(3)})
	require.NoError(t, err)
	require.Len(t, listed.AccessPolicies, 3)
	require.NotNil(t, listed.NextToken)
	require.Equal(t, "arn:aws:eks::aws:cluster-access-policy/"+*listed.AccessPolicies[0].Name, *listed.AccessPolicies[0].Arn)
}

func TestCreatorIsClusterAdmin(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	entries, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster), AssociatedPolicyArn: aws.String(adminPolicy)})
	require.NoError(t, err)
	require.Equal(t, []string{adminARN}, entries.AccessEntries)
	entry, err := a.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(adminARN)})
	require.NoError(t, err)
	require.Empty(t, entry.AccessEntry.KubernetesGroups)
}
