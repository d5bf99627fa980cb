package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestSecretsThatTheStateWouldShow sets secrets with the real CLI, deep inside a value, where they cannot be kept.
func TestSecretsThatTheStateWouldShow(t *testing.T) {
	const secret = "cormorant"
	ctx := testContext(t)
	_, arn := principal(t, "SecretNamespace")
	settings := config{
		"clusterName": sandbox.Cluster, "namePrefix": "secrets",
		"principals": config{"alice": config{"arn": arn, "teams": []string{"vision"}}},
		"teams":      config{"vision": config{"namespaces": []string{"kubeflow"}}},
		"labels":     config{"owner": "ml"},
	}
	st := newStack(t, "secrets", settings)
	for _, c := range []struct{ path, key string }{
		{"scientist-access:teams.vision.namespaces[0]", "teams"},
		{"scientist-access:labels.owner", "labels"},
	} {
		require.NoError(t, st.Configure(settings))
		_, err := st.Run(ctx, "config", "set", "--secret", "--path", c.path, secret)
		require.NoError(t, err)

		_, err = st.Up(ctx)
		require.ErrorContains(t, err, c.key+": Forbidden: holds a secret")
		assert.NotContains(t, err.Error(), secret)
		assert.NotContains(t, entries(t), arn, "nothing was made")

		_, err = st.Run(ctx, "config", "set", "--plaintext", "--path", c.path, "kubeflow") // as the error says
		require.NoError(t, err)
		_, err = st.Preview(ctx)
		require.NoError(t, err)
	}
	state, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	assert.NotContains(t, state, secret)
}

// TestSecretsInMistakes shows that Pulumi hides secrets in what the program says of them.
func TestSecretsInMistakes(t *testing.T) {
	const secret = "Not_A_Namespace"
	ctx := testContext(t)
	_, arn := principal(t, "SecretMistakes")
	st := newStack(t, "secretmistakes", config{"clusterName": sandbox.Cluster, "principals": config{"alice": arn}})
	_, err := st.Run(ctx, "config", "set", "--secret", "--path", "scientist-access:namespaces[0]", secret)
	require.NoError(t, err)
	_, err = st.Preview(ctx)
	require.ErrorContains(t, err, `namespaces[0]: Invalid value: "[secret]"`)
	assert.NotContains(t, err.Error(), secret)
}
