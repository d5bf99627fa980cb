package e2e

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

const accessPolicyPrefix = "arn:aws:eks::aws:cluster-access-policy/"

// associations are the scopes of a principal's access policies, by name: the namespaces, or none for the whole cluster.
func associations(t *testing.T, arn string) map[string][]string {
	t.Helper()
	out, err := eksClient(t).ListAssociatedAccessPolicies(testContext(t), &eks.ListAssociatedAccessPoliciesInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn),
	})
	require.NoError(t, err)
	found := map[string][]string{}
	for _, a := range out.AssociatedAccessPolicies {
		found[strings.TrimPrefix(*a.PolicyArn, accessPolicyPrefix)] = a.AccessScope.Namespaces
	}
	return found
}

func associate(t *testing.T, arn, policy string, namespaces ...string) {
	t.Helper()
	scope := &types.AccessScope{Type: types.AccessScopeTypeCluster, Namespaces: namespaces}
	if len(namespaces) > 0 {
		scope.Type = types.AccessScopeTypeNamespace
	}
	_, err := eksClient(t).AssociateAccessPolicy(testContext(t), &eks.AssociateAccessPolicyInput{
		ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), AccessScope: scope,
		PolicyArn: aws.String(accessPolicyPrefix + policy),
	})
	require.NoError(t, err)
}

// policiesThatChange are the access policies that a principal gains or loses by a review, by namespace. Each comes with the
// rules that AWS documents.
func policiesThatChange(report review, arn string) map[string]string {
	found := map[string]string{}
	for _, access := range report.Access {
		if access.Principals[0].Name != arn {
			continue
		}
		for _, scope := range access.Scopes {
			for _, change := range []string{"gains", "loses"} {
				for _, right := range scope.rights(change) {
					name, is := strings.CutPrefix(right.Role, "EKS access policy ")
					for _, namespace := range scope.Namespaces {
						if is && len(right.Rules) > 0 {
							found[namespace] += change + " " + name
						}
					}
				}
			}
		}
	}
	return found
}

// TestAccessPolicies follows those of a team and a principal from the first preview to the end of the stack.
func TestAccessPolicies(t *testing.T) {
	ctx := testContext(t)
	const view, edit, training = "AmazonEKSViewPolicy", "AmazonEKSEditPolicy", "AmazonSagemakerHyperpodTrainingPolicy"
	const user = "AmazonSagemakerHyperpodUserClusterPolicy"
	require.NoError(t, createNamespace(ctx, "aws-hyperpod-policies"))
	_, alice := principal(t, "PoliciesAlice")
	_, bob := principal(t, "PoliciesBob")
	settings := func(teamPolicies, bobs []config) config {
		return config{
			"clusterName": sandbox.Cluster, "namePrefix": "policies",
			"teams": config{
				"vision": config{"namespaces": []string{"aws-hyperpod-policies"}, "accessPolicies": teamPolicies},
				"speech": config{"namespaces": []string{"aws-hyperpod-policies"}, "capabilities": []string{"exec"}},
			},
			"principals": config{
				"alice": config{"arn": alice, "teams": []string{"vision"}},
				"bob":   config{"arn": bob, "teams": []string{"vision", "speech"}, "accessPolicies": bobs},
			},
		}
	}
	ofTeam := []config{{"policy": training}, {"policy": user, "scope": "cluster"}}

	st := newStack(t, "policies", settings([]config{{"policy": "AmazonSageMakerHyperPodTrainingPolicy"}}, nil))
	_, err := st.Preview(ctx)
	require.ErrorContains(t, err, `teams.vision.accessPolicies[0].policy: Invalid value: "AmazonSageMakerHyperPodTrainingPolicy": `+
		`is not a valid name of an EKS access policy for people (did you mean "AmazonSagemakerHyperpodTrainingPolicy"?)`)

	require.NoError(t, st.Configure(settings(ofTeam, []config{{"policy": view, "namespaces": []string{"kubeflow", "nobodys"}}})))
	out, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, out, "accessPolicies name namespaces that do not exist on cluster ml: nobodys. EKS accepts that")

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"create Role": 1, "create RoleBinding": 1, "create AccessEntry": 2, "create AccessPolicyAssociation": 5,
		"create ScientistAccess": 1}, changes.Ops(), "the team of access policies alone has no roles")
	assert.Empty(t, describeEntry(t, alice).KubernetesGroups)
	assert.Equal(t, map[string][]string{training: {"aws-hyperpod-policies"}, user: {}}, associations(t, alice))
	assert.Equal(t, map[string][]string{training: {"aws-hyperpod-policies"}, user: {}, view: {"kubeflow", "nobodys"}}, associations(t, bob))
	there := changes.Index(stack.Change{Op: "create", Type: "AccessEntry", Name: entryName("PoliciesAlice"), Done: true})
	given := changes.Index(stack.Change{Op: "create", Type: "AccessPolicyAssociation", Name: entryName("PoliciesAlice") + "/" + user})
	assert.NotEqual(t, -1, there)
	assert.Less(t, there, given, "the policy comes after the entry")

	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, changes)

	// Another scope: what is associated anew must not go with the old one.
	require.NoError(t, st.Configure(settings(ofTeam, []config{{"policy": view}})))
	assert.Equal(t, map[string]string{
		"aws-hyperpod-policies": "gains " + view, "kubeflow": "loses " + view, "nobodys": "loses " + view,
	}, policiesThatChange(reviewOf(t, st, "preview", "--json", "--show-sames"), bob))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	gone := changes.Index(stack.Change{Op: "delete-replaced", Type: "AccessPolicyAssociation", Name: entryName("PoliciesBob") + "/" + view, Done: true})
	given = changes.Index(stack.Change{Op: "create-replacement", Type: "AccessPolicyAssociation", Name: entryName("PoliciesBob") + "/" + view})
	assert.NotEqual(t, -1, gone)
	assert.Less(t, gone, given)
	assert.Equal(t, []string{"aws-hyperpod-policies"}, associations(t, bob)[view])

	// What somebody else associates stays; verify finds it, and Pulumi what somebody changed of the stack's own.
	associate(t, bob, edit, "kubeflow")
	associate(t, bob, view)
	export, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	found := newVerifier(t, export, sandbox.Administrator).run(t)
	assert.Equal(t, []string{"foreign-policy access entry of " + bob, "policy-changed access entry of " + bob}, found.kinds())
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"replace AccessPolicyAssociation": 1, "delete-replaced AccessPolicyAssociation": 1,
		"create-replacement AccessPolicyAssociation": 1}, changes.Ops())
	assert.Equal(t, []string{"aws-hyperpod-policies"}, associations(t, bob)[view])
	assert.Equal(t, []string{"kubeflow"}, associations(t, bob)[edit])

	// A policy that is removed goes alone, one whose entry goes before it.
	next := settings(ofTeam[:1], nil)
	next["principals"] = config{"bob": config{"arn": bob, "teams": []string{"vision", "speech"}}}
	require.NoError(t, st.Configure(next))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, plan{"delete AccessPolicyAssociation": 4, "delete AccessEntry": 1}, changes.Ops())
	assert.Equal(t, map[string][]string{training: {"aws-hyperpod-policies"}, edit: {"kubeflow"}}, associations(t, bob))
	taken := changes.Index(stack.Change{Op: "delete", Type: "AccessPolicyAssociation", Name: entryName("PoliciesAlice") + "/" + training, Done: true})
	left := changes.Index(stack.Change{Op: "delete", Type: "AccessEntry", Name: entryName("PoliciesAlice")})
	assert.NotEqual(t, -1, taken)
	assert.Less(t, taken, left, "the policy goes before the entry")

	_, err = st.Destroy(ctx)
	require.NoError(t, err)
	assert.NotContains(t, entries(t), bob)
}
