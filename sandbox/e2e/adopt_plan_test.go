package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox"
)

// stackFile is what the tests look at in a file Pulumi.STACK.yaml.
type stackFile struct {
	Config struct {
		ClusterName string                    `json:"scientist-access:clusterName"`
		NamePrefix  string                    `json:"scientist-access:namePrefix"`
		Teams       map[string]map[string]any `json:"scientist-access:teams"`
		Principals  map[string]map[string]any `json:"scientist-access:principals"`
	}
}

// TestAdoptPlan: AWS's page, applied by hand for two teams with names and namespaces of their own, and one rule more for
// one of them. Two, because a stack of one team has another form, and other tests may have left principals.
func TestAdoptPlan(t *testing.T) {
	found{prefix: "adopt-plan-vision", namespaces: []string{"adopt-plan-vision"}}.create(t)
	found{
		prefix: "adopt-plan-speech", namespaces: []string{"adopt-plan-speech"},
		more: []rbacv1.PolicyRule{{Verbs: []string{"list"}, APIGroups: []string{""}, Resources: []string{"events"}}},
	}.create(t)
	vision := []string{"adopt-plan-vision-namespace-level", "adopt-plan-vision-cluster-level"}
	speech := []string{"adopt-plan-speech-namespace-level", "adopt-plan-speech-cluster-level"}
	_, alice := principal(t, "AdoptPlanAlice")
	createEntry(t, alice, append(vision, speech...)...)
	_, bob := principal(t, "AdoptPlanBob")
	createEntry(t, bob, speech...)

	code, text, said := adoptPlan(t, sandbox.Administrator)
	require.Equal(t, 0, code, said)
	assert.Empty(t, said)
	var file stackFile
	require.NoError(t, yaml.Unmarshal([]byte(text), &file), text)
	assert.Equal(t, sandbox.Cluster, file.Config.ClusterName)
	assert.Equal(t, "adopt-plan", file.Config.NamePrefix)
	assert.Equal(t, map[string]any{"namespaces": []any{"adopt-plan-vision"}}, file.Config.Teams["vision"])
	var want map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(speechTeam), &want))
	assert.Equal(t, want, file.Config.Teams["speech"])
	assert.Equal(t, map[string]any{"arn": alice, "teams": []any{"speech", "vision"}}, file.Config.Principals["adopt-plan-alice"])
	assert.Equal(t, map[string]any{"arn": bob, "teams": []any{"speech"}}, file.Config.Principals["adopt-plan-bob"])
	assert.Contains(t, text, "\n# What this changes: nobody gains or loses a right")

	code, _, said = adoptPlan(t, auditor(t, "AdoptPlanReader", verifyRights[:4], verifyActions))
	assert.Equal(t, 0, code)
	assert.Equal(t, "note: ConfigMap kube-system/aws-auth: not read: the Kubernetes right to get configmaps in kube-system is missing\n"+
		"note: namespaces: not read: the Kubernetes right to list namespaces is missing\n", said)
}

// speechTeam is the page's policy as it stands there, and the rule that was added.
const speechTeam = `
namespaces: [adopt-plan-speech]
policy:
  cluster:
    - {verbs: [list], apiGroups: [""], resources: [pods]}
    - {verbs: [list], apiGroups: [""], resources: [nodes]}
  namespace:
    - {verbs: [create, get], apiGroups: [""], resources: [pods]}
    - {verbs: [get, list], apiGroups: [""], resources: [nodes]}
    - {verbs: [get, list], apiGroups: [""], resources: [pods/log]}
    - {verbs: [get, create], apiGroups: [""], resources: [pods/exec]}
    - {verbs: [get, list, create, delete, update, describe], apiGroups: [kubeflow.org], resources: [pytorchjobs, pytorchjobs/status]}
    - {verbs: [create, update, get, list, delete], apiGroups: [""], resources: [configmaps]}
    - {verbs: [create, get, list, delete], apiGroups: [""], resources: [secrets]}
    - {verbs: [list], apiGroups: [""], resources: [events]}
`

// adoptPlan runs the built scientist-access adopt plan as a principal.
func adoptPlan(t *testing.T, profile string) (code int, stdout, stderr string) {
	t.Helper()
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, kubeconfigOf(t, profile), 0o600))
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"),
		"adopt", "plan", "--cluster", sandbox.Cluster, "--kubeconfig", kubeconfig)
	cmd.Env = append(commandEnv(), "AWS_PROFILE="+profile)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), said.String()
}
