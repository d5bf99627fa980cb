package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// TestQuestionsPage runs the commands of docs/questions.md that ask the live cluster, as they are written, as somebody who has the
// rights that the page says they take.
func TestQuestionsPage(t *testing.T) {
	const arn, role = "arn:aws:iam::" + sandbox.AccountID + ":role/questions/Alice", "questions-page"
	require.NoError(t, box.AddPrincipal("QuestionsAlice", arn))
	createEntry(t, arn, role)
	ctx, rbac := testContext(t), admin(t).RbacV1()
	meta := metav1.ObjectMeta{Name: role, Namespace: "kubeflow"}
	_, err := rbac.Roles("kubeflow").Create(ctx, &rbacv1.Role{ObjectMeta: meta, Rules: []rbacv1.PolicyRule{
		{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}},
		{APIGroups: []string{""}, Resources: []string{"pods/exec"}, Verbs: []string{"create"}},
	}}, metav1.CreateOptions{})
	require.NoError(t, err)
	defer func() { require.NoError(t, rbac.Roles("kubeflow").Delete(ctx, role, metav1.DeleteOptions{})) }()
	_, err = rbac.RoleBindings("kubeflow").Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: meta, RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: role},
		Subjects: []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: role}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	bound := true
	unbind := func() {
		if bound {
			require.NoError(t, rbac.RoleBindings("kubeflow").Delete(ctx, role, metav1.DeleteOptions{}))
		}
		bound = false
	}
	defer unbind()

	page, err := os.ReadFile(filepath.Join(box.Root, "docs", "questions.md"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(shellBlock(t, string(page), "# Asking about access")), "\n")
	require.Len(t, lines, 3)
	asker := newLiveAsker(t, auditor(t, "QuestionsAuditor", verifyRights[:4], verifyActions))
	way := "by Group questions-page → RoleBinding kubeflow/questions-page → Role questions-page"
	for i, says := range []string{
		"Yes: " + arn + " may get secrets in kubeflow, on cluster ml\n  " + way + "\n",
		"    namespace kubeflow\n", arn + "\n    " + way + "\n    dangers: enter-pods (critical)\n",
	} {
		code, out := asker.run(lines[i])
		assert.Zero(t, code, out)
		assert.Contains(t, out, says)
	}
	code, out := asker.run("scientist-access can Alice get secrets --cluster ml")
	assert.Equal(t, 2, code, out)
	assert.Contains(t, out, "only in kubeflow\n")
	undo := associatePolicy(arn)(t)
	code, out = asker.run("scientist-access can Alice get pods -n elsewhere --cluster ml")
	assert.Equal(t, 3, code, out)
	assert.Contains(t, out, "EKS access policy AmazonEKSViewPolicy: gives it, as AWS documents")
	undo()
	unbind()
	code, out = asker.run(lines[0])
	assert.Equal(t, 2, code, out)
	assert.Contains(t, out, "No: "+arn+" may not get secrets in kubeflow")
}

// liveAsker runs command lines as a principal.
type liveAsker struct {
	t   *testing.T
	env []string
}

func newLiveAsker(t *testing.T, profile string) liveAsker {
	t.Helper()
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	require.NoError(t, os.WriteFile(kubeconfig, kubeconfigOf(t, profile), 0o600))
	return liveAsker{t, append(commandEnv(), "AWS_PROFILE="+profile, "AWS_REGION="+sandbox.Region, "KUBECONFIG="+kubeconfig,
		"PATH="+commandFolder(t)+string(os.PathListSeparator)+os.Getenv("PATH"))}
}

func (a liveAsker) run(line string) (code int, out string) {
	a.t.Helper()
	cmd := exec.CommandContext(testContext(a.t), "bash", "-c", line)
	cmd.Env = a.env
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(a.t, err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}
