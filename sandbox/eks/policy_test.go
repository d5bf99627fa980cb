package eks

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/stretchr/testify/require"
)

const readerARN = "arn:aws:iam::111122223333:role/Reader"

// allowing is a policy that allows an action on a resource.
func allowing(action, resource string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"}]}`
}

func denying(action, resource string) string {
	return strings.Replace(allowing(action, resource), "Allow", "Deny", 1)
}

// TestPolicyResources: each call needs its action on the very resource that the reference names for it.
func TestPolicyResources(t *testing.T) {
	t.Parallel()
	const (
		ofEKS     = "arn:aws:eks:us-west-2:111122223333:"
		onCluster = ofEKS + "cluster/ml"
		onAlice   = ofEKS + "access-entry/ml/user/111122223333/alice/*"
		onNobody  = ofEKS + "access-entry/ml/user/111122223333/nobody/*"
		nobody    = "arn:aws:iam::111122223333:user/nobody"
	)
	cluster, alice := aws.String(testCluster), aws.String(aliceARN)
	policyARN := aws.String("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")
	for action, c := range map[string]struct {
		on   string
		call func(*testing.T, *awseks.Client) error
		then string // the error of a call that is allowed
	}{
		"DescribeCluster": {on: onCluster, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: cluster})
			return err
		}},
		"ListAccessEntries": {on: onCluster, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: cluster})
			return err
		}},
		"CreateAccessEntry": {on: onCluster, then: "ResourceInUseException", call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: cluster, PrincipalArn: alice})
			return err
		}},
		"DescribeAccessEntry": {on: onAlice, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: cluster, PrincipalArn: alice})
			return err
		}},
		"UpdateAccessEntry": {on: onAlice, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{ClusterName: cluster, PrincipalArn: alice})
			return err
		}},
		"DeleteAccessEntry": {on: onNobody, then: "ResourceNotFoundException", call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: cluster, PrincipalArn: aws.String(nobody)})
			return err
		}},
		"ListAssociatedAccessPolicies": {on: onAlice, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.ListAssociatedAccessPolicies(t.Context(), &awseks.ListAssociatedAccessPoliciesInput{ClusterName: cluster, PrincipalArn: alice})
			return err
		}},
		"DisassociateAccessPolicy": {on: onAlice, then: "ResourceNotFoundException", call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.DisassociateAccessPolicy(t.Context(), &awseks.DisassociateAccessPolicyInput{
				ClusterName: cluster, PrincipalArn: alice, PolicyArn: policyARN,
			})
			return err
		}},
		"ListAddons": {on: onCluster, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.ListAddons(t.Context(), &awseks.ListAddonsInput{ClusterName: cluster})
			return err
		}},
		"DescribeAddon": {on: ofEKS + "addon/ml/coredns/*", then: "ResourceNotFoundException", call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.DescribeAddon(t.Context(), &awseks.DescribeAddonInput{ClusterName: cluster, AddonName: aws.String("coredns")})
			return err
		}},
		"ListAccessPolicies": {on: "*", call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.ListAccessPolicies(t.Context(), &awseks.ListAccessPoliciesInput{})
			return err
		}},
		"ListTagsForResource": {on: onCluster, call: func(t *testing.T, client *awseks.Client) error {
			_, err := client.ListTagsForResource(t.Context(), &awseks.ListTagsForResourceInput{ResourceArn: aws.String(onCluster)})
			return err
		}},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			a.create(t, aliceARN)
			as := func(name string, policies ...string) *awseks.Client {
				var opts []PrincipalOption
				for _, document := range policies {
					opts = append(opts, Policy(document))
				}
				return a.eksClient(principalKey(t, a.Server, "arn:aws:iam::111122223333:role/"+name, opts...))
			}
			err := c.call(t, as("Allowed", allowing("EKS:"+strings.ToUpper(action), c.on)))
			if c.then == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.then)
			}
			require.ErrorContains(t, c.call(t, as("OfAnother", allowing("eks:"+action, ofEKS+"cluster/other"))),
				"because no identity-based policy allows the eks:"+action+" action")
			require.ErrorContains(t, c.call(t, as("Denied", allowing("*", "*"), denying("eks:"+action, c.on))),
				"with an explicit deny in an identity-based policy")
		})
	}
}

func TestCreateWithMore(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, aliceARN)
	principalKey(t, a.Server, roleARN)
	client := a.eksClient(principalKey(t, a.Server, readerARN, Actions("eks:CreateAccessEntry")))
	_, err := client.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN), Tags: map[string]string{"a": "b"},
	})
	require.ErrorContains(t, err, "eks:TagResource on resource: arn:aws:eks:us-west-2:111122223333:access-entry/ml/user/111122223333/alice/*")
	_, err = client.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(roleARN), Type: aws.String("EC2_LINUX"),
	})
	requireAPIError(t, err, 403, "AccessDeniedException", "User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: "+
		"iam:PassRole on resource: "+roleARN+" because no identity-based policy allows the iam:PassRole action")
}

// TestIdentityNeedsNoPermission: not even a denial keeps a principal from asking who it is.
func TestIdentityNeedsNoPermission(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	key := principalKey(t, a.Server, readerARN, Policy(denying("*", "*")))
	_, err := a.stsClient(key).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	require.NoError(t, err)
	_, err = assume(t, a, key, adminARN, "session")
	require.ErrorContains(t, err, "sts:AssumeRole on resource: "+adminARN+" with an explicit deny in an identity-based policy")
}

func TestAssumeRoleByPolicy(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, deployerARN)
	key := principalKey(t, a.Server, readerARN, Policy(allowing("sts:AssumeRole", deployerARN)))
	_, err := assume(t, a, key, deployerARN, "session")
	require.NoError(t, err)
	_, err = assume(t, a, key, adminARN, "session")
	require.ErrorContains(t, err, "AccessDenied")
}

func TestAddPrincipalRefusesPolicies(t *testing.T) {
	t.Parallel()
	s := newAccount(t).Server
	long := allowing("eks:ListAddons", "arn:aws:eks:"+strings.Repeat("x", 6144))
	for name, c := range map[string]struct {
		option  PrincipalOption
		message string
	}{
		"a malformed policy":        {Policy("{}"), `principal "` + readerARN + `": MalformedPolicyDocument: The Version ""`},
		"a long policy":             {Policy(long), `principal "` + readerARN + `": LimitExceeded: Cannot exceed quota for PolicySize: 6144`},
		"an action without service": {Actions("ListAddons"), `principal "` + readerARN + `": action "listaddons": MalformedPolicyDocument`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := s.AddPrincipal(readerARN, c.option)
			require.ErrorContains(t, err, c.message)
		})
	}
	_, err := s.AddPrincipal(aliceARN, Policy(allowing("eks:ListAddons", "*")+strings.Repeat(" ", 10_000)))
	require.NoError(t, err, "white space does not count")
}
