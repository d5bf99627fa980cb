package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// TestFirstJob runs docs/first-job.md as it is written, with the machine's AWS CLI and kubectl. Besides, it says only where
// the sandbox is. Two things are not as they are for a user: the profile has the keys of the role, because one address of STS
// cannot both assume roles and be in a token here; and there is no HyperPod CLI, in place of which its calls are made.
func TestFirstJob(t *testing.T) {
	for _, program := range []string{"aws", "kubectl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("this machine has no %s", program)
		}
	}
	const arn = "arn:aws:iam::" + sandbox.AccountID + ":role/Alice"
	key, err := box.EKS.AddPrincipal(arn)
	require.NoError(t, err)
	require.NoError(t, box.AddPrincipal("FirstJobAlice", arn))
	text, err := os.ReadFile(filepath.Join(box.Root, "docs", "first-job.md"))
	require.NoError(t, err)
	page := string(text)

	stack := t.TempDir()
	copyRepository(t, stack)
	before, after, found := strings.Cut(shellBlock(t, page, "## The administrator"), "pulumi up\n")
	require.True(t, found)
	require.Equal(t, "pulumi stack output firstSteps --json | jq -r .alice\n", after)
	t.Cleanup(func() { shell(t, stack, "pulumi destroy --remove --stack prod\n") })
	shell(t, stack, before+sandboxed()+"pulumi up\npulumi stack output firstSteps --json > steps.json\n")
	handed := shellBlock(t, page, "## The scientist")
	assert.Equal(t, handed, firstSteps(t, filepath.Join(stack, "steps.json"))["alice"], "the page shows what the stack prints")

	home := t.TempDir()
	at := "export AWS_CONFIG_FILE=" + home + "/config AWS_SHARED_CREDENTIALS_FILE=" + home + "/credentials KUBECONFIG=" + home + "/kubeconfig " +
		"AWS_ENDPOINT_URL_EKS=" + box.EKSEndpoint + " PATH=" + commandFolder(t) + ":" + os.Getenv("PATH") + "\nunset AWS_ENDPOINT_URL_STS\n"
	shell(t, home, at+withKeys(handed, key))
	signInAtAWS(t, filepath.Join(home, "kubeconfig"))
	require.NoError(t, setClusterContext(t, awsConfig(t, "FirstJobAlice"), arn), "hyp set-cluster-context")
	job := shellBlock(t, page, "Without the HyperPod CLI, the same with kubectl:")
	shell(t, home, at+"export AWS_PROFILE=ml\n"+job)
	_, doctor, found := strings.Cut(page, "and who mends it:")
	require.True(t, found)
	shell(t, home, at+"export AWS_PROFILE=ml AWS_ENDPOINT_URL_STS="+box.EKSEndpoint+" AWS_ENDPOINT_URL_IAM="+box.EKSEndpoint+"\n"+
		shellBlock(t, "#\n"+doctor, "#"))
}

func firstSteps(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var steps map[string]string
	require.NoError(t, json.Unmarshal(text, &steps))
	return steps
}

// withKeys are the first steps up to the HyperPod CLI's, with the role's keys in place of the profile that may assume it.
func withKeys(steps string, key eks.Credentials) string {
	var lines []string
	for line := range strings.Lines(steps) {
		switch {
		case strings.Contains(line, "role_arn"):
			lines = append(lines, "aws configure set aws_access_key_id "+key.AccessKeyID+" --profile ml\n")
		case strings.Contains(line, "source_profile"):
			lines = append(lines, "aws configure set aws_secret_access_key "+key.SecretAccessKey+" --profile ml\n",
				"aws configure set aws_session_token "+key.SessionToken+" --profile ml\n")
		case !strings.HasPrefix(line, "hyp "):
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// signInAtAWS has a kubeconfig's tokens made for AWS's own STS, wherever a command itself finds it.
func signInAtAWS(t *testing.T, file string) {
	t.Helper()
	config, err := clientcmd.LoadFromFile(file)
	require.NoError(t, err)
	for _, user := range config.AuthInfos {
		user.Exec.Env = append(user.Exec.Env, sandbox.TokensForAWS)
	}
	require.NoError(t, clientcmd.WriteToFile(*config, file))
}
