package stackconfig

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"
)

// withSecret is a right configuration in which one key holds a secret.
func withSecret(key string, own map[string]string) Section {
	values := withDefaults(map[string]string{"clusterName": "ml", "principals": principals})
	maps.Copy(values, own)
	return Section{Values: values, Secret: map[string]bool{key: true}}
}

func TestSecretsThatTheStateWouldShowAreRefused(t *testing.T) {
	t.Parallel()
	const fix = "pulumi config set --plaintext"
	for key, value := range map[string]string{
		"accessPolicies":   `[{"policy":"AmazonEKSViewPolicy"}]`,
		"allowDangerous":   `["wildcards"]`,
		"capabilities":     `["exec"]`,
		"clusterName":      "ml-hush",
		"createNamespaces": "true",
		"guardrails":       `{"action":"deny","serviceAccounts":["hush"]}`,
		"helmCharts":       `{"cluster":{"roleName":"hush"}}`,
		"labels":           `{"owner":"hush"}`,
		"namePrefix":       "hush",
		"namespaces":       `["hush"]`,
		"podSecurity":      `{"enforce":"baseline"}`,
		"policy":           `{"namespace":[{"apiGroups":[""],"resources":["pods"],"resourceNames":["hush"],"verbs":["get"]}]}`,
		"teams":            `{"vision":{"namespaces":["hush"]}}`,
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			own := map[string]string{key: value}
			if key == "podSecurity" {
				own["createNamespaces"] = "true"
			}
			if key == "teams" {
				own["principals"] = `{"alice":{"arn":"` + alice + `","teams":["vision"]}}`
			}
			_, err := read(Section{Values: withSecret(key, own).Values})
			require.NoError(t, err, "it is right but for the secret")

			_, err = read(withSecret(key, own))
			require.ErrorContains(t, err, key+": Forbidden: holds a secret")
			assert.ErrorContains(t, err, fix)
			assert.NotContains(t, err.Error(), value)
		})
	}
}

func TestSecretsThatStaySecret(t *testing.T) {
	t.Parallel()
	c, err := read(withSecret("principals", map[string]string{
		"principals": `{"alice":{"arn":"` + alice + `","userName":"alice"},"bob":"arn:aws:iam::111122223333:role/Bob"}`,
	}))
	require.NoError(t, err)
	assertSecretText(t, alice, c.Access.Principals["alice"].Arn)
	assertSecretText(t, "alice", c.Access.Principals["alice"].UserName)
	assertSecretText(t, "arn:aws:iam::111122223333:role/Bob", c.Access.Principals["bob"].Arn)
	assert.Nil(t, c.Access.Principals["bob"].UserName)

	c, err = read(withSecret("tags", map[string]string{"tags": `{"Owner":"ml"}`}))
	require.NoError(t, err)
	value, isSecret := await(t, c.Access.Tags.(pulumi.StringMapOutput))
	assert.Equal(t, map[string]string{"Owner": "ml"}, value)
	assert.True(t, isSecret)
	assert.Equal(t, pulumi.String(alice), c.Access.Principals["alice"].Arn, "the others stay as they are")
}

func TestSecretTagsThatAreNone(t *testing.T) {
	t.Parallel()
	c, err := read(withSecret("tags", nil))
	require.NoError(t, err)
	assert.Nil(t, c.Access.Tags)
}

func TestRefusedSecretsComeWithAllOtherProblems(t *testing.T) {
	t.Parallel()
	own := withSecret("namespaces", map[string]string{"namePrefix": "-"})
	own.Secret["policy"], own.Secret["unheardOf"] = true, true
	own.Values["unheardOf"] = "x"
	_, err := read(own)
	require.Error(t, err)
	for _, words := range []string{"4 problems", "namespaces: Forbidden", "policy: Forbidden", "unheardOf: Invalid value", "namePrefix"} {
		assert.Contains(t, err.Error(), words)
	}
}

// TestEveryKeyHasItsPlace compares the three lists of keys: what is read, what becomes of a secret, and Pulumi.yaml.
func TestEveryKeyHasItsPlace(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../Pulumi.yaml")
	require.NoError(t, err)
	var project struct{ Config map[string]json.RawMessage }
	require.NoError(t, yaml.Unmarshal(text, &project))
	documented := slices.Sorted(maps.Keys(project.Config))

	own, err := read(Section{})
	require.Error(t, err)
	assert.Equal(t, documented, slices.Sorted(maps.Keys(own.keys(&decoder{}))))
	assert.Equal(t, documented, slices.Sorted(maps.Keys(secrets)))
	for key, fate := range secrets {
		assert.NotEqual(t, fate.keep == nil, fate.refuse == "", key)
	}
}

func assertSecretText(t *testing.T, want string, input pulumi.StringInput) {
	t.Helper()
	require.IsType(t, pulumi.StringOutput{}, input)
	value, isSecret := await(t, input.(pulumi.StringOutput))
	assert.Equal(t, want, value)
	assert.True(t, isSecret)
}

// await is an output's value, and whether it is secret.
func await(t *testing.T, output pulumi.Output) (any, bool) {
	t.Helper()
	values := make(chan any, 1)
	require.NotNil(t, output.ApplyT(func(value any) any {
		values <- value
		return nil
	}))
	return <-values, pulumi.IsSecret(output)
}
