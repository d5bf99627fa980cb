package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestMistakesAreRefusedBeforeAnythingIsTouched makes mistakes that a user makes, through the real CLI.
func TestMistakesAreRefusedBeforeAnythingIsTouched(t *testing.T) {
	_, arn := principal(t, "Mistakes")
	good := config{
		"clusterName": sandbox.Cluster,
		"namePrefix":  "mistakes",
		"principals":  config{"alice": arn},
	}
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, []byte(anotherClustersKubeconfig), 0o600))

	st := newStack(t, "mistakes", good)
	for _, c := range []struct {
		name    string
		mistake config
		says    []string
	}{
		{
			"several at once",
			config{"namspaces": []string{"a"}, "namespaces": []string{"Kube_Flow"}, "principals": config{"alice": config{"arn": arn + "*", "team": "x"}}},
			[]string{
				`namspaces: Invalid value: "namspaces": is not a configuration key; did you mean "namespaces"?`,
				`principals.alice.team: Invalid value: "team"`, `did you mean "teams"?`,
				`namespaces[0]: Invalid value: "Kube_Flow"`, "principals.alice.arn", "wildcard",
			},
		},
		{
			"a cluster that is not there",
			config{"clusterName": "nl"},
			[]string{`find EKS cluster "nl" (clusterName, aws:region, aws:profile)`},
		},
		{
			"the kubeconfig of another cluster",
			config{"kubernetes:kubeconfig": kubeconfig},
			[]string{"the server is https://192.0.2.1:6443", `EKS cluster "ml" has https://127.0.0.1`},
		},
		{
			"a wrong type",
			config{"namespaces": "kubeflow"},
			[]string{"'namespaces' must be of type 'array<string>'"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, st.Configure(with(good, c.mistake)))
			for _, command := range []func() error{
				func() error { _, err := st.Preview(testContext(t)); return err },
				func() error { _, err := st.Up(testContext(t)); return err },
			} {
				err := command()
				require.Error(t, err)
				for _, words := range c.says {
					assert.Contains(t, err.Error(), words)
				}
			}
			assert.NotContains(t, entries(t), arn)
		})
	}
}

const anotherClustersKubeconfig = `
apiVersion: v1
kind: Config
current-context: other
contexts: [{name: other, context: {cluster: other, user: other}}]
clusters: [{name: other, cluster: {server: "https://192.0.2.1:6443"}}]
users: [{name: other, user: {token: t}}]
`

func TestClusterWithoutAccessEntriesIsRefused(t *testing.T) {
	_, arn := principal(t, "ConfigMapMode")
	st := newStack(t, "config-map", config{
		"clusterName": sandbox.Cluster, "namePrefix": "config-map", "principals": config{"alice": arn},
	})
	require.NoError(t, box.EKS.SetAuthenticationMode(sandbox.Cluster, "CONFIG_MAP"))
	_, err := st.Preview(testContext(t))
	require.NoError(t, box.EKS.SetAuthenticationMode(sandbox.Cluster, "API_AND_CONFIG_MAP"))
	require.Error(t, err)
	assert.Contains(t, err.Error(), "aws eks update-cluster-config --region us-west-2 --name ml "+
		"--access-config authenticationMode=API_AND_CONFIG_MAP")
}

func TestWarnsOfNamespacesWithoutAutomaticResume(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "no-resume"))
	_, arn := principal(t, "NoResume")
	st := newStack(t, "no-resume", config{
		"clusterName": sandbox.Cluster, "namePrefix": "no-resume",
		"namespaces": []string{"kubeflow", "aws-hyperpod-a", "no-resume"},
		"principals": config{"alice": arn},
	})
	out, err := st.Run(ctx, "preview")
	require.NoError(t, err)
	assert.Contains(t, out, `warning: namespace "no-resume": HyperPod does not resume jobs automatically here`)
	assert.NotContains(t, out, `namespace "kubeflow": HyperPod does not resume`)
	assert.NotContains(t, out, `namespace "aws-hyperpod-a": HyperPod does not resume`)
}
