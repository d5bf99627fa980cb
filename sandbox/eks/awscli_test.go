package eks

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAWSCommand drives the server with the aws command. The SDK's tests cover the same operations, so that
// nothing goes unchecked on a machine without it.
func TestAWSCommand(t *testing.T) {
	t.Parallel()
	command, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("NOT RUN: there is no aws command on this machine")
	}
	a := newAccount(t)
	scientist := principalKey(t, a.Server, ssoARN, SessionName("alice@example.com"))
	run := func(key Credentials, args ...string) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), command, args...)
		cmd.Env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "AWS_REGION=" + testRegion, "AWS_DEFAULT_REGION=" + testRegion,
			"AWS_ACCESS_KEY_ID=" + key.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + key.SecretAccessKey, "AWS_SESSION_TOKEN=" + key.SessionToken,
			"AWS_ENDPOINT_URL_EKS=" + a.url, "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=", "AWS_MAX_ATTEMPTS=1",
		}
		return cmd.CombinedOutput()
	}
	admin := func(args ...string) []byte {
		out, err := run(a.admin, append([]string{"--output", "json"}, args...)...)
		require.NoError(t, err, "%s", out)
		return out
	}
	entry := []string{"--cluster-name", testCluster, "--principal-arn", ssoARN}
	admin(append([]string{"eks", "create-access-entry", "--kubernetes-groups", "team:a", "--tags", "k=v"}, entry...)...)
	admin(append([]string{"eks", "update-access-entry", "--kubernetes-groups", "team:b"}, entry...)...)
	var described accessEntry
	require.NoError(t, json.Unmarshal(admin(append([]string{"eks", "describe-access-entry", "--query", "accessEntry.{kubernetesGroups: kubernetesGroups, accessEntryArn: accessEntryArn}"}, entry...)...), &described))
	require.Equal(t, []string{"team:b"}, described.KubernetesGroups)
	arn := described.AccessEntryARN
	admin("eks", "tag-resource", "--resource-arn", arn, "--tags", "owner=ops")
	admin("eks", "untag-resource", "--resource-arn", arn, "--tag-keys", "k")
	require.JSONEq(t, `{"tags":{"owner":"ops"}}`, string(admin("eks", "list-tags-for-resource", "--resource-arn", arn)))
	require.JSONEq(t, `"ACTIVE"`, string(admin("eks", "describe-cluster", "--name", testCluster, "--query", "cluster.status")))
	require.JSONEq(t, `["`+adminARN+`","`+ssoARN+`"]`, string(admin("eks", "list-access-entries", "--cluster-name", testCluster, "--page-size", "1", "--query", "accessEntries")))
	require.JSONEq(t, `"arn:aws:sts::111122223333:assumed-role/Admin/session"`,
		string(admin("sts", "get-caller-identity", "--endpoint-url", a.url, "--query", "Arn")))

	kubeconfig := filepath.Join(t.TempDir(), "config")
	admin("eks", "update-kubeconfig", "--name", testCluster, "--kubeconfig", kubeconfig)
	written, err := os.ReadFile(kubeconfig)
	require.NoError(t, err)
	require.Contains(t, string(written), "server: https://127.0.0.1:6443")
	require.Contains(t, string(written), "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==")

	out, err := run(scientist, "eks", "describe-cluster", "--name", testCluster)
	require.Error(t, err)
	require.Contains(t, string(out), "(AccessDeniedException) when calling the DescribeCluster operation: User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Scientist_0123456789abcdef/alice@example.com is not authorized")

	out, err = run(scientist, "eks", "get-token", "--cluster-name", testCluster, "--output", "json")
	require.NoError(t, err, "%s", out)
	var made struct{ Status struct{ Token string } }
	require.NoError(t, json.Unmarshal(out, &made))
	signedIn := review(t, a.Server, "authentication.k8s.io/v1", made.Status.Token).Status
	require.True(t, signedIn.Authenticated, signedIn.Error)
	require.Equal(t, []string{"team:b"}, signedIn.User.Groups)

	admin(append([]string{"eks", "delete-access-entry"}, entry...)...)
	require.False(t, review(t, a.Server, "authentication.k8s.io/v1", made.Status.Token).Status.Authenticated)
}
