package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// TestYAMLExample goes through the life of a stack in YAML: preview, up, nothing to do, edit, destroy.
func TestYAMLExample(t *testing.T) {
	ctx := testContext(t)
	exampleNamespaceExists(t)
	profile, arn := principal(t, "YAMLExample")
	other, otherARN := principal(t, "YAMLExampleOther")
	settings := config{"clusterName": sandbox.Cluster, "scientistsArn": arn}
	st := newStackOf(t, project(t, exampleProject(t, "yaml")), "yaml-example", settings, "KUBECONFIG="+kubeconfigFile(t))
	withPlugin(t, st)
	created := map[string]int{
		"create ScientistAccess": 1, "create ClusterRole": 1, "create ClusterRoleBinding": 1, "create Role": 1, "create RoleBinding": 1,
		"create AccessEntry": 1,
	}

	plan, err := st.Preview(ctx)
	require.NoError(t, err)
	assert.Equal(t, created, plan.Ops())
	requireUnauthorized(t, profile)

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, created, changes.Ops())
	assertRightsFirst(t, changes)
	assertMayCreate(t, profile, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	assertMayCreate(t, profile, "kubeflow", pytorchJobs, "HyperPodPyTorchJob", false)
	outputs, err := st.Outputs(ctx)
	require.NoError(t, err)
	assert.Equal(t, []any{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"}, outputs["groups"])

	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)

	settings["scientistsArn"] = otherARN
	require.NoError(t, st.Configure(settings))
	changes, err = st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"create AccessEntry": 1, "delete AccessEntry": 1}, changes.Ops())
	assertMayCreate(t, other, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	requireUnauthorized(t, profile)

	changes, err = st.Destroy(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"delete ScientistAccess": 1, "delete ClusterRole": 1, "delete ClusterRoleBinding": 1, "delete Role": 1, "delete RoleBinding": 1,
		"delete AccessEntry": 1,
	}, changes.Ops())
	requireUnauthorized(t, other)
}

// assertRightsFirst checks that the entry comes after the binding.
func assertRightsFirst(t *testing.T, changes stack.Changes) {
	t.Helper()
	bound, entry := -1, -1
	for i, c := range changes {
		switch {
		case c.Type == "RoleBinding" && c.Done:
			bound = i
		case c.Type == "AccessEntry" && !c.Done:
			entry = i
		}
	}
	require.GreaterOrEqual(t, bound, 0)
	assert.Greater(t, entry, bound)
}

// TestGoToYAMLAndBack moves the stack of one example to the other and back: nothing changes.
func TestGoToYAMLAndBack(t *testing.T) {
	exampleNamespaceExists(t)
	_, arn := principal(t, "GoToYAML")
	st := newStackOf(t, "examples/go", "go-to-yaml", config{"clusterName": sandbox.Cluster, "scientistsArn": arn},
		"KUBECONFIG="+kubeconfigFile(t))
	withPlugin(t, st)
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	require.NotEmpty(t, changes)
	inGo, err := os.ReadFile(filepath.Join(st.Dir(), "Pulumi.yaml"))
	require.NoError(t, err)

	writeProject(t, st.Dir(), exampleProject(t, "yaml"))
	assertNothingToDo(t, st)
	require.NoError(t, os.WriteFile(filepath.Join(st.Dir(), "Pulumi.yaml"), inGo, 0o600))
	assertNothingToDo(t, st)
}

// TestEveryArgumentInYAML gives the component arguments of every kind, and a Kubernetes provider of the program's own.
func TestEveryArgumentInYAML(t *testing.T) {
	ctx := testContext(t)
	alice, aliceARN := principal(t, "YAMLArgumentsAlice")
	bob, bobARN := principal(t, "YAMLArgumentsBob")
	secrets := config{"apiGroups": []string{""}, "resources": []string{"secrets"}, "verbs": []string{"list"}}
	st := newStackOf(t, project(t, config{
		"name": "arguments", "runtime": "yaml", "config": config{"kubeconfig": config{"type": "string"}},
		"resources": config{
			"cluster": config{"type": "pulumi:providers:kubernetes", "properties": config{"kubeconfig": "${kubeconfig}"}},
			"access": config{
				"type":    "scientistaccess:ScientistAccess",
				"options": config{"providers": []string{"${cluster}"}},
				"properties": config{
					"clusterName": sandbox.Cluster, "namePrefix": "yaml", "createNamespaces": true,
					"podSecurity": config{"warn": "baseline"},
					"labels":      config{"owner": "platform"}, "tags": config{"cost-center": "${cluster.urn}"},
					"hyperPodClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/ab12cd34ef56",
					"principals": config{
						"alice": config{"arn": aliceARN, "teams": []string{"vision"}, "userName": "alice"},
						"bob":   config{"arn": bobARN, "teams": []string{"vision", "speech"}, "accessPolicies": []config{{"policy": "AmazonEKSViewPolicy"}}},
					},
					"teams": config{
						"vision": config{"namespaces": []string{"yaml-vision"}, "capabilities": []string{"hyperpod-pytorch-jobs"},
							"guardrails": config{"action": "deny", "serviceAccounts": []string{"default", "jobs"}}},
						"speech": config{"namespaces": []string{"yaml-speech"}, "policy": config{
							"cluster":   []config{{"nonResourceURLs": []string{"/healthz"}, "verbs": []string{"get"}}},
							"namespace": []config{secrets}, "elsewhere": config{"elsewhere": []config{secrets}},
						}},
					},
				},
			},
		},
		"outputs": config{"policies": "${access.iamPolicies}", "roles": "${access.roles}"},
	}), "yaml-arguments", config{"kubeconfig": string(adminKubeconfig(t))})
	withPlugin(t, st)

	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"create ScientistAccess": 1, "create Namespace": 2, "create ClusterRole": 2, "create ClusterRoleBinding": 2, "create Role": 3,
		"create RoleBinding": 3, "create ValidatingAdmissionPolicy": 1, "create ValidatingAdmissionPolicyBinding": 1, "create AccessEntry": 2,
		"create AccessPolicyAssociation": 1,
	}, changes.Ops())
	requireRefusedSoon(t, func() error { return hyperPodJob(t, box.SignIn(alice), "yaml-vision", "other") })
	assertMayCreate(t, alice, "yaml-vision", pytorchJobs, "HyperPodPyTorchJob", true)
	assertMayListSecrets(t, alice, "yaml-speech", false)
	assertMayListSecrets(t, bob, "yaml-speech", true)
	assertMayListSecrets(t, bob, "elsewhere", true)
	entry := describeEntry(t, aliceARN)
	assert.Equal(t, "alice", *entry.Username)
	assert.Contains(t, entry.Tags["cost-center"], "pulumi:providers:kubernetes::cluster", "a tag may be an output")
	outputs, err := st.Outputs(ctx)
	require.NoError(t, err)
	policies := outputs["policies"].(map[string]any)
	assert.Contains(t, policies["alice"], "cluster/ab12cd34ef56")
	assert.Len(t, outputs["roles"], 3)
	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)
}

func assertNothingToDo(t *testing.T, st *stack.Stack) {
	t.Helper()
	plan, err := st.Preview(testContext(t))
	require.NoError(t, err)
	assert.Empty(t, plan)
	changes, err := st.Up(testContext(t))
	require.NoError(t, err)
	assert.Empty(t, changes)
}

// TestMistakesInYAML are refused as the component refuses them, all at once; of types and keys YAML says itself.
func TestMistakesInYAML(t *testing.T) {
	_, arn := principal(t, "YAMLMistakes")
	access := func(properties config) config {
		properties["clusterName"] = sandbox.Cluster
		return config{"name": "mistakes", "runtime": "yaml", "resources": config{
			"access": config{"type": "scientistaccess:ScientistAccess", "properties": properties},
			"other":  config{"type": "kubernetes:core/v1:Namespace"},
		}}
	}
	good := access(config{"principals": config{"alice": config{"arn": arn}}})
	st := newStackOf(t, project(t, good), "yaml-mistakes", config{})
	withPlugin(t, st)
	for name, c := range map[string]struct {
		properties config
		says       []string
	}{
		"several at once": {
			config{"namespaces": []string{"Kube_Flow"}, "capabilities": []string{"space"},
				"principals": config{"alice": config{"arn": arn + "*", "accessPolicies": []config{{"policy": ""}}}}},
			[]string{`namespaces[0]: Invalid value: "Kube_Flow"`, `did you mean "spaces"?`, "principals.alice.arn", "wildcard",
				"principals.alice.accessPolicies[0].policy: Required value"},
		},
		"an unknown argument": {
			config{"namspaces": []string{"a"}, "principals": config{"alice": config{"arn": arn}}},
			[]string{"namspaces"},
		},
		"an output and a secret": {
			config{"namespaces": []any{"${other.metadata.name}"}, "namePrefix": config{"fn::secret": "x"},
				"principals": config{"alice": config{"arn": arn}}},
			[]string{"2 problems", "namespaces[0]: Forbidden: is an output of another resource, but must be known when the program runs",
				"namePrefix: Forbidden: holds a secret"},
		},
		"no principals": {config{}, []string{"principals"}},
		"another type":  {config{"namespaces": 5, "principals": config{"alice": config{"arn": arn}}}, []string{"namespaces"}},
	} {
		t.Run(name, func(t *testing.T) {
			writeProject(t, st.Dir(), access(c.properties))
			changes, err := st.Preview(testContext(t))
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
			assert.NotContains(t, changes.Ops(), "create ClusterRole")
		})
	}
	writeProject(t, st.Dir(), good)
}
