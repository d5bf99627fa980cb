package component_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

// somewhere is an engine whose EKS has the cluster ml.
type somewhere struct{ recorder }

func (*somewhere) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return resource.PropertyMap{
		"name": resource.NewProperty("ml"), "arn": resource.NewProperty("arn:aws:eks:us-west-2:111122223333:cluster/ml"),
	}, nil
}

func iamPoliciesOf(t *testing.T, args *component.ScientistAccessArgs) (map[string]string, error) {
	t.Helper()
	var policies map[string]string
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		access, err := component.NewScientistAccess(ctx, "hyperpod", args)
		if err != nil {
			return err
		}
		ctx.Export("policies", access.IAMPolicies.ApplyT(func(found map[string]string) map[string]string {
			policies = found
			return found
		}))
		return nil
	}, pulumi.WithMocks("project", "stack", &somewhere{recorder{registrations: map[string]registration{}}}))
	return policies, err
}

// ofCapabilities is the policy that goes with capabilities, for alice.
func ofCapabilities(t *testing.T, names ...string) string {
	t.Helper()
	statements, err := policy.Statements(names...)
	require.NoError(t, err)
	text, err := policy.IAMPolicy(statements, policy.IAMPlace{
		Partition: "aws", Region: "us-west-2", Account: "111122223333", Cluster: "ml", Principal: aliceARN,
	})
	require.NoError(t, err)
	return text
}

func TestIAMPoliciesFollowTheTeams(t *testing.T) {
	t.Parallel()
	own := policy.Policy{Namespace: []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"events"}, Verbs: []string{"list"}}}}
	for name, test := range map[string]struct {
		change func(*component.ScientistAccessArgs)
		want   []string
	}{
		"documented":         {func(*component.ScientistAccessArgs) {}, []string{"documented"}},
		"capabilities":       {func(a *component.ScientistAccessArgs) { a.Capabilities = []string{"spaces", "exec"} }, []string{"spaces", "exec"}},
		"rules of one's own": {func(a *component.ScientistAccessArgs) { a.Policy = own }, nil},
		"charts": {func(a *component.ScientistAccessArgs) {
			a.HelmCharts = &component.HelmChartsArgs{Cluster: &component.ClusterChartArgs{}}
		}, nil},
		"two teams": {func(a *component.ScientistAccessArgs) {
			a.Teams = map[string]component.TeamArgs{
				"vision": {Namespaces: []string{"vision"}, Capabilities: []string{"spaces"}},
				"speech": {Namespaces: []string{"speech"}, Capabilities: []string{"recipes"}},
				"audio":  {Namespaces: []string{"audio"}, Capabilities: []string{"cluster-overview"}},
			}
			a.Principals["alice"] = component.PrincipalArgs{Arn: pulumi.String(aliceARN), Teams: []string{"vision", "speech"}}
		}, []string{"spaces", "recipes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			test.change(args)
			policies, err := iamPoliciesOf(t, args)
			require.NoError(t, err)
			assert.Equal(t, map[string]string{"alice": ofCapabilities(t, test.want...)}, policies)
		})
	}
}

func TestIAMPoliciesOfOneHyperPodCluster(t *testing.T) {
	t.Parallel()
	const its = "arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6"
	args := simple()
	args.HyperPodClusterArn = pulumi.String(its)
	policies, err := iamPoliciesOf(t, args)
	require.NoError(t, err)
	assert.Contains(t, policies["alice"], `"Resource":["`+its+`"]`)
	assert.NotContains(t, policies["alice"], ":cluster/*")

	for name, test := range map[string]struct {
		arn  pulumi.StringInput
		says string
	}{
		"its name":        {pulumi.String("hyperpod"), `hyperPodClusterArn: Invalid value: "hyperpod": is not the ARN of a HyperPod cluster`},
		"an output":       {pulumi.String("hyperpod").ToStringOutput(), "is not the ARN of a HyperPod cluster"},
		"another region":  {pulumi.String("arn:aws:sagemaker:eu-west-1:111122223333:cluster/a1b2c3d4e5f6"), "is in another account or region than EKS cluster arn:aws:eks:us-west-2"},
		"the EKS cluster": {pulumi.String("arn:aws:eks:us-west-2:111122223333:cluster/ml"), "an example: arn:aws:sagemaker"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := simple()
			args.HyperPodClusterArn = test.arn
			_, err := iamPoliciesOf(t, args)
			assert.ErrorContains(t, err, test.says)
		})
	}
}

func TestCapabilitiesOf(t *testing.T) {
	t.Parallel()
	one := &component.ScientistAccessArgs{}
	assert.Equal(t, []string{"documented"}, one.CapabilitiesOf(component.PrincipalArgs{}))
	one.Capabilities = []string{"exec"}
	assert.Equal(t, []string{"exec"}, one.CapabilitiesOf(component.PrincipalArgs{}))
	one = &component.ScientistAccessArgs{HelmCharts: &component.HelmChartsArgs{}}
	assert.Empty(t, one.CapabilitiesOf(component.PrincipalArgs{}))
	one = &component.ScientistAccessArgs{AccessPolicies: accessPolicies{{Policy: viewPolicy}}}
	assert.Empty(t, one.CapabilitiesOf(component.PrincipalArgs{}))
	several := &component.ScientistAccessArgs{Teams: map[string]component.TeamArgs{
		"a": {Capabilities: []string{"exec"}}, "b": {}, "c": {Capabilities: []string{"spaces"}},
	}}
	assert.Equal(t, []string{"exec", "documented"}, several.CapabilitiesOf(component.PrincipalArgs{Teams: []string{"a", "b"}}))
}
