package stackconfig

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

const alice = "arn:aws:iam::111122223333:role/Alice"

// defaults are what Pulumi.yaml adds to every stack's configuration.
func withDefaults(own map[string]string) map[string]string {
	all := map[string]string{
		"namespaces": `["kubeflow"]`, "capabilities": `[]`, "policy": `{}`, "allowDangerous": `[]`, "helmCharts": `{}`,
		"accessPolicies": `[]`,
		"teams":          `{}`, "labels": `{}`, "tags": `{}`,
		"namePrefix": "hyperpod-scientist-user", "createNamespaces": "false",
	}
	for key, value := range own {
		all[key] = value
	}
	return all
}

func TestConfigurationBecomesArguments(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own  map[string]string
		want component.ScientistAccessArgs
	}{
		"the simple case": {
			map[string]string{"clusterName": "ml", "principals": `{"alice":"` + alice + `"}`},
			component.ScientistAccessArgs{
				ClusterName: pulumi.String("ml"),
				Principals:  map[string]component.PrincipalArgs{"alice": {Arn: pulumi.String(alice)}},
				Namespaces:  []string{"kubeflow"}, Capabilities: []string{}, AllowDangerous: []string{},
				NamePrefix: "hyperpod-scientist-user",
			},
		},
		"a cluster whose name is a number": {
			map[string]string{"clusterName": "123", "principals": `{"alice":"` + alice + `"}`},
			component.ScientistAccessArgs{
				ClusterName: pulumi.String("123"),
				Principals:  map[string]component.PrincipalArgs{"alice": {Arn: pulumi.String(alice)}},
				Namespaces:  []string{"kubeflow"}, Capabilities: []string{}, AllowDangerous: []string{},
				NamePrefix: "hyperpod-scientist-user",
			},
		},
		"everything there is": {
			map[string]string{
				"clusterName":      "ml",
				"principals":       `{"alice":{"arn":"` + alice + `","teams":["vision"],"userName":"alice","formerKeys":["al"],"accessPolicies":[{"policy":"AmazonEKSViewPolicy","namespaces":["dev-*"]}]}}`,
				"teams":            `{"vision":{"namespaces":["aws-hyperpod-vision"],"accessPolicies":[{"policy":"AmazonEKSEditPolicy"}],"policy":{"cluster":[{"apiGroups":[""],"resources":["nodes"],"verbs":["list"]}],"elsewhere":{"aws-hyperpod":[{"apiGroups":[""],"resources":["pods/log"],"resourceNames":["x"],"verbs":["get"]}]}}}}`,
				"namePrefix":       "research",
				"createNamespaces": "true",
				"labels":           `{"owner":"ml"}`,
				"tags":             `{"Owner":"ml"}`,
			},
			component.ScientistAccessArgs{
				ClusterName: pulumi.String("ml"),
				Principals: map[string]component.PrincipalArgs{"alice": {
					Arn: pulumi.String(alice), Teams: []string{"vision"}, UserName: pulumi.String("alice"), FormerKeys: []string{"al"},
					AccessPolicies: []component.AccessPolicyArgs{{Policy: "AmazonEKSViewPolicy", Namespaces: []string{"dev-*"}}},
				}},
				Teams: map[string]component.TeamArgs{"vision": {
					Namespaces:     []string{"aws-hyperpod-vision"},
					AccessPolicies: []component.AccessPolicyArgs{{Policy: "AmazonEKSEditPolicy"}},
					Policy: policy.Policy{
						Cluster: []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"nodes"}, Verbs: []string{"list"}}},
						Elsewhere: map[string][]rbacv1.PolicyRule{"aws-hyperpod": {{
							APIGroups: []string{""}, Resources: []string{"pods/log"}, ResourceNames: []string{"x"}, Verbs: []string{"get"},
						}}},
					},
				}},
				Capabilities: []string{}, AllowDangerous: []string{},
				NamePrefix:       "research",
				CreateNamespaces: true,
				Labels:           map[string]string{"owner": "ml"},
				Tags:             pulumi.StringMap{"Owner": pulumi.String("ml")},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := read(Section{Values: withDefaults(c.own)})
			require.NoError(t, err)
			assert.Empty(t, cmp.Diff(&c.want, got.Access))
			assert.Equal(t, c.want.ClusterName, pulumi.String(got.ClusterName))
		})
	}
}

func TestMistakesInTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		own  map[string]string
		says []string
	}{
		"an unknown access policy":          {map[string]string{"accessPolicies": `[{"policy":"AmazonEKSVeiwPolicy"}]`}, []string{"accessPolicies[0].policy", `did you mean "AmazonEKSViewPolicy"?`}},
		"a misspelt key of access policies": {map[string]string{"accessPolicies": `[{"policy":"AmazonEKSViewPolicy","scopes":"cluster"}]`}, []string{"accessPolicies[0].scopes", `did you mean "scope"?`}},
		"a string for access policies":      {map[string]string{"accessPolicies": `AmazonEKSViewPolicy`}, []string{"accessPolicies", "must be a list"}},
		"a name for an access policy":       {map[string]string{"accessPolicies": `["AmazonEKSViewPolicy"]`}, []string{"accessPolicies[0]", "must be an object"}},
		"a misspelt key":                    {map[string]string{"principal": `{}`}, []string{`principal: Invalid value: "principal"`, `did you mean "principals"?`}},
		"a misspelt key of a principal":     {map[string]string{"principals": `{"alice":{"arn":"` + alice + `","team":["a"]}}`}, []string{"principals.alice.team", `did you mean "teams"?`}},
		"a former key that is current":      {map[string]string{"principals": `{"al":{"arn":"` + alice + `","formerKeys":["al"]}}`}, []string{"principals.al.formerKeys[0]", "is a current key"}},
		"a string for a list of keys":       {map[string]string{"principals": `{"al":{"arn":"` + alice + `","formerKeys":"a"}}`}, []string{"principals.al.formerKeys", "must be a list"}},
		"a misspelt key of a team":          {map[string]string{"teams": `{"vision":{"namespace":["a"]}}`}, []string{"teams.vision.namespace", `did you mean "namespaces"?`}},
		"a misspelt key of a rule":          {map[string]string{"policy": `{"cluster":[{"apiGroup":[""]}]}`}, []string{"policy.cluster[0].apiGroup", `did you mean "apiGroups"?`}},
		"a misspelt key of the policy":      {map[string]string{"policy": `{"clusters":[]}`}, []string{"policy.clusters", `did you mean "cluster"?`}},
		"a principal given twice":           {map[string]string{"principals": `{"al":"a","al":"` + alice + `"}`}, []string{`principals.al: Duplicate value: "al"`}},
		"a key of a principal given twice":  {map[string]string{"principals": `{"al":{"arn":"a","arn":"` + alice + `"}}`}, []string{`principals.al.arn: Duplicate value: "arn"`}},
		"a number for an ARN":               {map[string]string{"principals": `{"alice":111122223333}`}, []string{"principals.alice", "must be an object"}},
		"a string for a list":               {map[string]string{"namespaces": `kubeflow`}, []string{"namespaces", "must be a list"}},
		"a number in a list of strings":     {map[string]string{"namespaces": `[7]`}, []string{"namespaces[0]", "7", "must be a string"}},
		"an empty list of namespaces":       {map[string]string{"namespaces": `[]`}, []string{"namespaces: Required value"}},
		"a list for principals":             {map[string]string{"principals": `["` + alice + `"]`}, []string{"principals", "must be an object"}},
		"nothing under a key":               {map[string]string{"principals": `{"alice":null}`}, []string{"principals.alice.arn: Required value"}},
		"nothing for a list":                {map[string]string{"namespaces": `null`}, []string{"namespaces: Required value: is empty; give a list or leave the key out"}},
		"nothing for a team":                {map[string]string{"teams": `{"vision":null}`}, []string{"teams.vision: Required value: is empty; give an object"}},
		"an empty user name":                {map[string]string{"principals": `{"alice":{"arn":"` + alice + `","userName":""}}`}, []string{"principals.alice.userName", "is empty"}},
		"neither true nor false":            {map[string]string{"createNamespaces": `yes`}, []string{"createNamespaces", "true or false"}},
		"a number for a label":              {map[string]string{"labels": `{"a":1}`}, []string{"labels.a", "must be a string"}},
		"namespaces of their own and teams": {map[string]string{"namespaces": `["a"]`, "teams": `{"b":{"namespaces":["c"]}}`}, []string{"namespaces: Forbidden"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			own := withDefaults(map[string]string{"clusterName": "ml", "principals": `{"alice":"` + alice + `"}`})
			for key, value := range c.own {
				own[key] = value
			}
			_, err := read(Section{Values: own})
			require.Error(t, err)
			for _, words := range c.says {
				assert.Contains(t, err.Error(), words)
			}
		})
	}
}

func TestProblemsOfConfigurationAndComponentComeTogether(t *testing.T) {
	t.Parallel()
	_, err := read(Section{Values: map[string]string{
		"clustername": "ml", "namespaces": `["KubeFlow", 7]`, "principals": `{"root":"arn:aws:iam::111122223333:root"}`,
	}})
	require.Error(t, err)
	for _, words := range []string{
		`did you mean "clusterName"?`, "clusterName: Required value", `namespaces[0]: Invalid value: "KubeFlow"`,
		"namespaces[1]", "principals.root.arn",
	} {
		assert.Contains(t, err.Error(), words)
	}
}

func TestSectionTakesOnlyItsOwnKeys(t *testing.T) {
	t.Parallel()
	const config = `{"scientist-access:clusterName":"ml","aws:region":"us-west-2","scientist-access-2:clusterName":"other"}`
	own, err := section(config, "scientist-access")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"clusterName": "ml"}, own)

	_, err = section(`{`, "aws")
	assert.ErrorContains(t, err, "stack's configuration")
}
