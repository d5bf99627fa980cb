package eks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/stretchr/testify/require"
)

func (a account) iamClient(key Credentials) *iam.Client {
	return iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: &a.url, RetryMaxAttempts: 1, Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
}

func (a account) putPolicy(t *testing.T, role, name, document string) error {
	t.Helper()
	_, err := a.iamClient(a.admin).PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: &role, PolicyName: &name, PolicyDocument: &document,
	})
	return err
}

// TestRolePolicy: a policy counts for the role's sessions from the moment when it is put until it is deleted.
func TestRolePolicy(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	reader := a.eksClient(principalKey(t, a.Server, readerARN))
	list := func() error {
		_, err := reader.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster)})
		return err
	}
	require.ErrorContains(t, list(), "AccessDeniedException")

	document := allowing("eks:List*", "*") + " \n"
	require.NoError(t, a.putPolicy(t, "Reader", "cluster+a", document))
	require.NoError(t, list())
	got, err := a.iamClient(a.admin).GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: aws.String("Reader"), PolicyName: aws.String("cluster+a")})
	require.NoError(t, err)
	require.Equal(t, "Reader", *got.RoleName)
	require.Equal(t, "cluster+a", *got.PolicyName)
	require.Equal(t, "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"+
		"%22Action%22%3A%22eks%3AList%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D%20%0A", *got.PolicyDocument)

	require.NoError(t, a.putPolicy(t, "Reader", "cluster+a", allowing("eks:Describe*", "*")))
	require.ErrorContains(t, list(), "AccessDeniedException", "it was replaced")
	require.NoError(t, a.putPolicy(t, "Reader", "cluster+a", document))
	_, err = a.iamClient(a.admin).DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String("Reader"), PolicyName: aws.String("cluster+a")})
	require.NoError(t, err)
	require.ErrorContains(t, list(), "AccessDeniedException")
}

func TestListRolePolicies(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, readerARN, InlinePolicy("b", allowing("a:A", "*")), InlinePolicy("c", allowing("a:A", "*")), Policy(allowing("a:A", "*")))
	require.NoError(t, a.putPolicy(t, "Reader", "a", allowing("a:A", "*")))
	var names []string
	pages := iam.NewListRolePoliciesPaginator(a.iamClient(a.admin), &iam.ListRolePoliciesInput{RoleName: aws.String("Reader"), MaxItems: aws.Int32(2)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		names = append(names, fmt.Sprint(page.PolicyNames))
	}
	require.Equal(t, []string{"[a b]", "[c]"}, names)
}

// ofSize is a policy with that many characters.
func ofSize(size int) string {
	return allowing("a:"+strings.Repeat("A", size-len(allowing("a:", "*"))), "*")
}

func TestRolePolicyLimit(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, readerARN)
	require.NoError(t, a.putPolicy(t, "Reader", "p", ofSize(maxRoleInline)+" "))
	require.NoError(t, a.putPolicy(t, "Reader", "p", ofSize(maxRoleInline)), "what it replaces does not count")
	require.ErrorContains(t, a.putPolicy(t, "Reader", "p", ofSize(maxRoleInline+1)), "LimitExceeded")
}

func TestRolePolicyRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, readerARN, InlinePolicy("large", ofSize(maxRoleInline-10)))
	small := allowing("a:A", "*")
	for name, c := range map[string]struct {
		role, policy, document string
		status                 int
		code, message          string
	}{
		"no such role":   {"Nobody", "p", small, 404, "NoSuchEntity", "The role with name Nobody cannot be found."},
		"a bad name":     {"Reader", "p/q", small, 400, "ValidationError", "The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"},
		"a long name":    {"Reader", strings.Repeat("p", 129), small, 400, "ValidationError", "1 validation error detected: Value '" + strings.Repeat("p", 129) + "' at 'policyName' failed to satisfy constraint: Member must have length less than or equal to 128"},
		"no policy":      {"Reader", "p", "{}", 400, "MalformedPolicyDocument", `The Version "" is not evaluated here: it must be "2012-10-17".`},
		"too much":       {"Reader", "p", small, 409, "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role Reader"},
		"too much alone": {"Admin", "p", ofSize(maxRoleInline + 1), 409, "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role Admin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireAPIError(t, a.putPolicy(t, c.role, c.policy, c.document), c.status, c.code, c.message)
		})
	}

	_, err := a.iamClient(a.admin).GetRolePolicy(t.Context(), &iam.GetRolePolicyInput{RoleName: aws.String("Reader"), PolicyName: aws.String("p")})
	requireAPIError(t, err, 404, "NoSuchEntity", "The role policy with name p cannot be found.")
	require.True(t, errorAs[*types.NoSuchEntityException](err))
	_, err = a.iamClient(a.admin).DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String("Reader"), PolicyName: aws.String("p")})
	requireAPIError(t, err, 404, "NoSuchEntity", "The role policy with name p cannot be found.")
}

// TestInlinePolicyOfUser: a user may have much less than a role.
func TestInlinePolicyOfUser(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	document := ofSize(maxUserInline + 1)
	_, err := a.AddPrincipal(aliceARN, InlinePolicy("p", document))
	require.ErrorContains(t, err, `policy "p": LimitExceeded: Maximum policy size of 2048 bytes exceeded for user alice`)
	principalKey(t, a.Server, readerARN, InlinePolicy("p", document))
}

func TestRolePolicyPermissions(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, deployerARN)
	key := principalKey(t, a.Server, readerARN, Policy(allowing("iam:*", "arn:aws:iam::111122223333:role/Deployer")))
	_, err := a.iamClient(key).ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: aws.String("Deployer")})
	requireAPIError(t, err, 403, "AccessDenied", "User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: "+
		"iam:ListRolePolicies on resource: role Deployer because no identity-based policy allows the iam:ListRolePolicies action")
	principalKey(t, a.Server, readerARN, Policy(allowing("iam:ListRolePolicies", deployerARN)))
	_, err = a.iamClient(key).ListRolePolicies(t.Context(), &iam.ListRolePoliciesInput{RoleName: aws.String("Deployer")})
	require.NoError(t, err, "the role's ARN has its path")
}
