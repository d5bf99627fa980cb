package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestExampleGo runs the example as its reader does: with a kubeconfig in KUBECONFIG.
func TestExampleGo(t *testing.T) {
	ctx := testContext(t)
	exampleNamespaceExists(t)
	profile, arn := principal(t, "ExampleGo")
	st := newStackOf(t, "examples/go", "go-example", config{"clusterName": sandbox.Cluster, "scientistsArn": arn},
		"KUBECONFIG="+kubeconfigFile(t))
	_, err := st.Up(ctx)
	require.NoError(t, err)
	outputs, err := st.Outputs(ctx)
	require.NoError(t, err)
	assert.Equal(t, []any{"hyperpod-scientist-user-cluster-level", "hyperpod-scientist-user-namespace-level"}, outputs["groups"])
	assertMayCreate(t, profile, exampleNamespace, pytorchJobs, "HyperPodPyTorchJob", true)
	assertMayCreate(t, profile, "kubeflow", pytorchJobs, "HyperPodPyTorchJob", false)
}

// TestExamplePlatformStack takes cluster and principals from another stack's outputs.
func TestExamplePlatformStack(t *testing.T) {
	ctx := testContext(t)
	vision, visionARN := principal(t, "ExampleVision")
	lead, leadARN := principal(t, "ExampleLead")
	platform := newStackOf(t, "sandbox/e2e/testdata/platform", "platform", config{
		"clusterName":   sandbox.Cluster,
		"kubeconfig":    string(adminKubeconfig(t)),
		"visionRoleArn": visionARN,
		"leadRoleArn":   leadARN,
	})
	_, err := platform.Up(ctx)
	require.NoError(t, err)

	st := newStackOf(t, "examples/platform-stack", "example", config{"platformStack": "organization/platform/platform"})
	changes, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Equal(t, 2, changes.Ops()["create AccessEntry"])
	assertMayListSecrets(t, vision, "aws-hyperpod-vision", true)
	assertMayListSecrets(t, vision, "aws-hyperpod-speech", false)
	assertMayListSecrets(t, lead, "aws-hyperpod-vision", true)
	assertMayListSecrets(t, lead, "aws-hyperpod-speech", true)

	again, err := st.Up(ctx)
	require.NoError(t, err)
	assert.Empty(t, again)
}
