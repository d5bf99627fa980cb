package component_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

func teamArgs() *component.ScientistAccessArgs {
	return &component.ScientistAccessArgs{
		ClusterName: pulumi.String("ml"),
		Teams: map[string]component.TeamArgs{
			"vision": {Namespaces: []string{"aws-hyperpod-vision"}},
			"speech": {Namespaces: []string{"aws-hyperpod-speech"}, Policy: policy.Policy{
				Namespace: []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"list"}}},
			}},
		},
		Principals: map[string]component.PrincipalArgs{
			"alice": {Arn: pulumi.String(aliceARN), Teams: []string{"vision"}},
			"bob":   {Arn: pulumi.String(bobARN), Teams: []string{"vision", "speech"}},
		},
	}
}

func TestPrincipalInTwoTeamsGetsOneEntryWithTheUnionOfTheirGroups(t *testing.T) {
	t.Parallel()
	entries := ofType(mustCreate(t, teamArgs()), entryType)
	require.Len(t, entries, 2)

	alice := entries[aliceEntry]
	assert.Equal(t, array{
		"hyperpod-scientist-user-vision-cluster-level",
		"hyperpod-scientist-user-vision-namespace-level",
	}, alice.Inputs["kubernetesGroups"])
	assert.Equal(t, []string{clusterRoleBindingType + " hyperpod/vision/cluster"}, alice.Dependencies)

	bob := entries[bobEntry]
	assert.Equal(t, array{
		"hyperpod-scientist-user-speech-namespace-level",
		"hyperpod-scientist-user-vision-cluster-level",
		"hyperpod-scientist-user-vision-namespace-level",
	}, bob.Inputs["kubernetesGroups"], "speech has no cluster rules, so that no binding knows its cluster-level group")
	assert.Equal(t, []string{
		clusterRoleBindingType + " hyperpod/vision/cluster",
		roleBindingType + " hyperpod/speech/aws-hyperpod-speech",
	}, bob.Dependencies)
}

func TestTeamsHaveTheirOwnPolicies(t *testing.T) {
	t.Parallel()
	registrations := mustCreate(t, teamArgs())
	roles := ofType(registrations, roleType)
	assert.Equal(t, array{ruleObject("", array{"pods"}, array{"list"})},
		roles["hyperpod/speech/aws-hyperpod-speech"].Inputs["rules"])
	assert.Len(t, roles["hyperpod/vision/aws-hyperpod-vision"].Inputs["rules"], 7, "the documented rules")
	assert.NotContains(t, ofType(registrations, clusterRoleType), "hyperpod/speech/cluster")
}

func TestRulesElsewhereGetARoleOfTheirOwn(t *testing.T) {
	t.Parallel()
	args := simple()
	logs := rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods/log"}, Verbs: []string{"get"}}
	args.Policy = policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{"aws-hyperpod": {logs}}}
	registrations := mustCreate(t, args)

	role := ofType(registrations, roleType)["hyperpod/elsewhere/aws-hyperpod"]
	assert.Equal(t, metadata("hyperpod-scientist-user-elsewhere-role", "aws-hyperpod"),
		role.Inputs["metadata"])
	binding := ofType(registrations, roleBindingType)["hyperpod/elsewhere/aws-hyperpod"]
	assert.Equal(t, "hyperpod-scientist-user-elsewhere-role", binding.Inputs["roleRef"].(object)["name"])
	entry := ofType(registrations, entryType)[aliceEntry]
	assert.Equal(t, array{"hyperpod-scientist-user-namespace-level"}, entry.Inputs["kubernetesGroups"])
	assert.Equal(t, []string{roleBindingType + " hyperpod/elsewhere/aws-hyperpod"}, entry.Dependencies)
}

// TestTheLastBindingStandsForAll: whoever depends on it comes after all bindings of the team, and the number of
// dependencies grows with principals and namespaces, not with their product.
func TestTheLastBindingStandsForAll(t *testing.T) {
	t.Parallel()
	args := simple()
	args.Namespaces = []string{"a", "b", "c"}
	args.Principals["bob"] = component.PrincipalArgs{Arn: pulumi.String(bobARN)}
	registrations := mustCreate(t, args)
	last := clusterRoleBindingType + " hyperpod/cluster"
	for name, binding := range ofType(registrations, roleBindingType) {
		assert.Equal(t, []string{roleType + " " + name}, binding.Dependencies)
	}
	assert.Equal(t, []string{
		clusterRoleType + " hyperpod/cluster",
		roleBindingType + " hyperpod/a", roleBindingType + " hyperpod/b", roleBindingType + " hyperpod/c",
	}, registrations[last].Dependencies)
	for _, entry := range ofType(registrations, entryType) {
		assert.Equal(t, []string{last}, entry.Dependencies)
	}
}

// TestNoNamespaceTouchesTheEntries: whichever comes or goes, the entries in the state stay what they are.
func TestNoNamespaceTouchesTheEntries(t *testing.T) {
	t.Parallel()
	entry := func(namespaces ...string) registration {
		args := simple()
		args.Namespaces = namespaces
		return ofType(mustCreate(t, args), entryType)[aliceEntry]
	}
	all := entry("a", "b", "c")
	assert.NotEmpty(t, all.Dependencies)
	for _, rest := range [][]string{{"b", "c"}, {"a", "c"}, {"a", "b"}} {
		assert.Equal(t, all, entry(rest...))
	}
}

func TestTeamsThatShareANamespaceCreateItOnce(t *testing.T) {
	t.Parallel()
	args := teamArgs()
	args.CreateNamespaces = true
	args.Teams["speech"] = component.TeamArgs{Namespaces: []string{"aws-hyperpod-vision"}}
	registrations := mustCreate(t, args)
	assert.Len(t, ofType(registrations, namespaceType), 1)
	assert.Len(t, ofType(registrations, roleType), 2)
}

// TestObjectsAreThoseThatAreCreated compares the list with what is registered.
func TestObjectsAreThoseThatAreCreated(t *testing.T) {
	t.Parallel()
	withNamespaces, elsewhere, charts, foreign := teamArgs(), simple(), allCharts(), allCharts()
	withNamespaces.CreateNamespaces = true
	elsewhere.Policy = policy.Policy{Elsewhere: map[string][]rbacv1.PolicyRule{
		"aws-hyperpod": {{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}}},
	}}
	charts.HelmCharts.CreateObjects = true
	for name, args := range map[string]*component.ScientistAccessArgs{
		"simple": simple(), "teams": withNamespaces, "elsewhere": elsewhere, "charts": charts, "foreign charts": foreign,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []corev1.ObjectReference
			for _, reg := range mustCreate(t, args) {
				if metadata, ok := reg.Inputs["metadata"].(object); ok {
					namespace, _ := metadata["namespace"].(string)
					want = append(want, corev1.ObjectReference{
						Kind: reg.Inputs["kind"].(string), Namespace: namespace, Name: metadata["name"].(string),
					})
				}
			}
			assert.Equal(t, name == "foreign charts", len(want) == 0)
			assert.ElementsMatch(t, want, args.Objects())
		})
	}
}
