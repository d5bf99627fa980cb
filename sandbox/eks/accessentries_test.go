package eks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseks "github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

func TestDescribeCluster(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	got, err := a.eks.DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: aws.String(testCluster)})
	require.NoError(t, err)
	c := got.Cluster
	require.Equal(t, "arn:aws:eks:us-west-2:111122223333:cluster/ml", *c.Arn)
	require.Equal(t, "https://127.0.0.1:6443", *c.Endpoint)
	require.Equal(t, "1.34", *c.Version)
	require.Equal(t, "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", *c.CertificateAuthority.Data)
	require.Equal(t, types.ClusterStatusActive, c.Status)
	require.Equal(t, types.AuthenticationModeApi, c.AccessConfig.AuthenticationMode)
	require.WithinDuration(t, time.Now(), *c.CreatedAt, time.Minute)

	_, err = a.eks.DescribeCluster(t.Context(), &awseks.DescribeClusterInput{Name: aws.String("other")})
	requireAPIError(t, err, 404, "ResourceNotFoundException", "No cluster found for name: other.")
	require.True(t, errorAs[*types.ResourceNotFoundException](err))
}

func TestAddClusterRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Cluster{
		"must be 1 to 100 letters": {Name: "-", Creator: adminARN},
		"exists already":           {Name: testCluster, Creator: adminARN},
		"call AddPrincipal first":  {Name: "new", Creator: aliceARN},
		`"AWS": must be API`:       {Name: "new", Creator: adminARN, AuthenticationMode: "AWS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, newAccount(t).AddCluster(c), name)
		})
	}
}

func TestAccessEntryLifecycle(t *testing.T) {
	t.Parallel()
	for principalARN, want := range map[string]types.AccessEntry{
		aliceARN: {
			Username:       aws.String(aliceARN),
			AccessEntryArn: aws.String("arn:aws:eks:us-west-2:111122223333:access-entry/ml/user/111122223333/alice/"),
		},
		roleARN: {
			Username:       aws.String("arn:aws:sts::111122223333:assumed-role/Scientist/{{SessionName}}"),
			AccessEntryArn: aws.String("arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/111122223333/Scientist/"),
		},
		ssoARN: {
			Username:       aws.String("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/{{SessionName}}"),
			AccessEntryArn: aws.String("arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/111122223333/AWSReservedSSO_Scientist_0123456789abcdef/"),
		},
		"arn:aws:iam::444455556666:role/Elsewhere": {
			Username:       aws.String("arn:aws:sts::444455556666:assumed-role/Elsewhere/{{SessionName}}"),
			AccessEntryArn: aws.String("arn:aws:eks:us-west-2:111122223333:access-entry/ml/role/444455556666/Elsewhere/"),
		},
	} {
		t.Run(principalARN, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t)
			created := a.create(t, principalARN, "team:b", "team:a").AccessEntry
			want.ClusterName, want.PrincipalArn, want.Type = aws.String(testCluster), &principalARN, aws.String("STANDARD")
			want.KubernetesGroups, want.Tags = []string{"team:b", "team:a"}, map[string]string{}
			ignore := cmp.Options{
				cmpopts.IgnoreUnexported(types.AccessEntry{}),
				cmpopts.IgnoreFields(types.AccessEntry{}, "AccessEntryArn", "CreatedAt", "ModifiedAt"),
			}
			require.Empty(t, cmp.Diff(want, *created, ignore))
			require.Regexp(t, "^"+*want.AccessEntryArn+"[0-9a-f-]{36}$", *created.AccessEntryArn)
			require.WithinDuration(t, time.Now(), *created.CreatedAt, time.Minute)

			at := &awseks.DescribeAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: &principalARN}
			described, err := a.eks.DescribeAccessEntry(t.Context(), at)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(created, described.AccessEntry, cmpopts.IgnoreUnexported(types.AccessEntry{})))

			_, err = a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: at.ClusterName, PrincipalArn: at.PrincipalArn})
			require.NoError(t, err)
			_, err = a.eks.DescribeAccessEntry(t.Context(), at)
			requireAPIError(t, err, 404, "ResourceNotFoundException", notFoundMessage)
		})
	}
}

const notFoundMessage = "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'."

func TestMissingEntry(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	name, missing := aws.String(testCluster), aws.String(ssoARN)
	_, err := a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{ClusterName: name, PrincipalArn: missing})
	requireAPIError(t, err, 404, "ResourceNotFoundException", notFoundMessage)
	_, err = a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: name, PrincipalArn: missing})
	requireAPIError(t, err, 404, "ResourceNotFoundException", notFoundMessage)
}

func TestUpdateReplacesGroupsAndUsername(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	created := a.create(t, ssoARN, "team:a").AccessEntry
	update := func(groups []string, username *string) types.AccessEntry {
		got, err := a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{
			ClusterName: aws.String(testCluster), PrincipalArn: aws.String(ssoARN), KubernetesGroups: groups, Username: username,
		})
		require.NoError(t, err)
		return *got.AccessEntry
	}
	changed := update([]string{"team:b", "team:c"}, aws.String("sso:{{SessionName}}"))
	require.Equal(t, []string{"team:b", "team:c"}, changed.KubernetesGroups)
	require.Equal(t, "sso:{{SessionName}}", *changed.Username)
	require.Equal(t, created.CreatedAt, changed.CreatedAt)
	require.Equal(t, created.AccessEntryArn, changed.AccessEntryArn)

	reset := update(nil, nil)
	require.Empty(t, reset.KubernetesGroups)
	require.Equal(t, created.Username, reset.Username)
}

func TestUpdateMovesModifiedAtOnly(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	created := a.create(t, aliceARN).AccessEntry
	later := time.Now().Add(time.Minute).Truncate(time.Second)
	a.setClock(later)
	updated, err := a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN),
	})
	require.NoError(t, err)
	require.True(t, updated.AccessEntry.ModifiedAt.Equal(later))
	require.Equal(t, created.CreatedAt, updated.AccessEntry.CreatedAt)
}

func TestCreateTwice(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	principalKey(t, a.Server, aliceARN)
	input := &awseks.CreateAccessEntryInput{
		ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN), ClientRequestToken: aws.String("first"),
	}
	first, err := a.eks.CreateAccessEntry(t.Context(), input)
	require.NoError(t, err)
	again, err := a.eks.CreateAccessEntry(t.Context(), input)
	require.NoError(t, err, "a retry of the same request is no conflict")
	require.Equal(t, first.AccessEntry, again.AccessEntry)

	input.ClientRequestToken = aws.String("second")
	_, err = a.eks.CreateAccessEntry(t.Context(), input)
	requireAPIError(t, err, 409, "ResourceInUseException", "The specified access entry resource is already in use on this cluster.")
	require.True(t, errorAs[*types.ResourceInUseException](err))
}

func TestListAccessEntriesPages(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	want := []string{adminARN}
	for i := range 120 {
		userARN := fmt.Sprintf("arn:aws:iam::111122223333:user/scientists/u%03d", i)
		a.create(t, userARN)
		want = append(want, userARN)
	}
	for size, pageCount := range map[int32]int{0: 2, 100: 2, 50: 3, 11: 11} {
		input := &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster)}
		if size > 0 {
			input.MaxResults = &size
		}
		got, count, err := pages(t.Context(), awseks.NewListAccessEntriesPaginator(a.eks, input))
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, pageCount, count, "pages of %d", size)
	}
}

func TestListAccessEntriesSurvivesChanges(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for _, name := range []string{"a", "b", "c", "d"} {
		a.create(t, "arn:aws:iam::111122223333:user/"+name)
	}
	list := &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster), MaxResults: aws.Int32(3)}
	first, err := a.eks.ListAccessEntries(t.Context(), list)
	require.NoError(t, err)
	require.Len(t, first.AccessEntries, 3)
	last := first.AccessEntries[2]
	_, err = a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: list.ClusterName, PrincipalArn: &last})
	require.NoError(t, err)

	list.NextToken = first.NextToken
	second, err := a.eks.ListAccessEntries(t.Context(), list)
	require.NoError(t, err)
	require.Equal(t, []string{"arn:aws:iam::111122223333:user/c", "arn:aws:iam::111122223333:user/d"}, second.AccessEntries)
	require.Nil(t, second.NextToken)
}

func TestListAccessEntriesRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	for _, size := range []int32{-1, 0, 101} {
		_, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster), MaxResults: &size})
		requireAPIError(t, err, 400, "InvalidParameterException", fmt.Sprintf("maxResults must be between 1 and 100, but is %d", size))
	}
	_, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: aws.String(testCluster), NextToken: aws.String("?")})
	requireAPIError(t, err, 400, "InvalidParameterException", "nextToken ? is invalid: take it from the previous page")
}

func TestQuota(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.mu.Lock()
	c := a.clusters[testCluster]
	for i := len(c.entries); i < 3000; i++ {
		c.entries[fmt.Sprint(i)] = &accessEntry{}
	}
	a.mu.Unlock()
	principalKey(t, a.Server, aliceARN)
	_, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: aws.String(testCluster), PrincipalArn: aws.String(aliceARN)})
	requireAPIError(t, err, 400, "ResourceLimitExceededException", "The maximum number of access entries, 3000, is reached on cluster ml.")
	require.True(t, errorAs[*types.ResourceLimitExceededException](err))
}

func TestConfigMapModeHasNoAccessEntries(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.create(t, aliceARN)
	name, alice := aws.String(testCluster), aws.String(aliceARN)
	calls := map[string]func() error{
		"create": func() error {
			_, err := a.eks.CreateAccessEntry(t.Context(), &awseks.CreateAccessEntryInput{ClusterName: name, PrincipalArn: alice})
			return err
		},
		"describe": func() error {
			_, err := a.eks.DescribeAccessEntry(t.Context(), &awseks.DescribeAccessEntryInput{ClusterName: name, PrincipalArn: alice})
			return err
		},
		"update": func() error {
			_, err := a.eks.UpdateAccessEntry(t.Context(), &awseks.UpdateAccessEntryInput{ClusterName: name, PrincipalArn: alice})
			return err
		},
		"delete": func() error {
			_, err := a.eks.DeleteAccessEntry(t.Context(), &awseks.DeleteAccessEntryInput{ClusterName: name, PrincipalArn: alice})
			return err
		},
		"list": func() error {
			_, err := a.eks.ListAccessEntries(t.Context(), &awseks.ListAccessEntriesInput{ClusterName: name})
			return err
		},
	}
	require.NoError(t, a.SetAuthenticationMode(testCluster, "CONFIG_MAP"))
	for call, run := range calls {
		err := run()
		requireAPIError(t, err, 400, "InvalidRequestException",
			"The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.")
		require.True(t, errorAs[*types.InvalidRequestException](err), call)
	}
	require.NoError(t, a.SetAuthenticationMode(testCluster, "API_AND_CONFIG_MAP"))
	require.NoError(t, calls["describe"]())

	require.ErrorContains(t, a.SetAuthenticationMode(testCluster, "api"), "must be API")
	require.ErrorContains(t, a.SetAuthenticationMode("other", "API"), "does not exist")
}

func TestMalformedBody(t *testing.T) {
	t.Parallel()
	for body, message := range map[string]string{
		`{`:                      "the body is not JSON: unexpected end of JSON input",
		`{"kubernetesGroups":1}`: "kubernetesGroups: unexpected number",
	} {
		create := &request{body: []byte(body)}
		err := create.decode(&createRequest{})
		require.EqualError(t, err, "SerializationException: "+message)
	}
	require.NoError(t, (&request{}).decode(&createRequest{}))
	require.NoError(t, (&request{body: []byte(`{"new":true}`)}).decode(&createRequest{}))
	require.True(t, strings.HasPrefix(asAPIError(fmt.Errorf("broken")).Error(), "ServerException"))
}
