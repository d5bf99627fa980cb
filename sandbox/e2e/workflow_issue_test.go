package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// hostile is a name that Kubernetes allows for a binding.
const hostile = "x$(touch injected)`touch injected`\";touch injected;'\n" +
	"<!-- scientist-access verify: prod -->\n```\n@everybody"

const notAsDeclared, notChecked = "Access to the cluster of stack dev is not as declared",
	"Access to the cluster of stack dev could not be checked"

// TestWorkflowIssue: a stack has one issue while its cluster differs or cannot be checked, and none otherwise.
func TestWorkflowIssue(t *testing.T) {
	_, arn := principal(t, "WorkflowIssue")
	jobs := map[string]string{"github": "issue", "gitlab": "issue-dev"}
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			mallorys := trackedIssue{author: "mallory", body: "<!-- scientist-access verify: dev -->\nmine"}
			ofProd := trackedIssue{author: robot, body: "<!-- scientist-access verify: prod -->\nanother stack's"}
			tracker, url := newTracker(t, mallorys, ofProd, trackedIssue{author: robot})
			st := passingStack(t, "dev", harmless(arn))
			st.Setenv(stubServer+"="+url, "CI_API_V4_URL="+url, "CI_PROJECT_ID=7", "CI_PIPELINE_URL=https://ci/pipeline/1")
			_, err := st.Up(testContext(t))
			require.NoError(t, err)
			others := len(tracker.issues)
			check := func(kubeconfig []byte) []trackedIssue {
				run := host.start(t, st)
				require.NoError(t, os.MkdirAll(run.folder(), 0o700))
				require.NoError(t, os.WriteFile(filepath.Join(run.folder(), "kubeconfig"), kubeconfig, 0o600))
				require.True(t, run.job("verify"))
				require.True(t, run.job(jobs[name]))
				assertNothingInjected(t, st, run)
				return tracker.issues[others:]
			}

			require.Empty(t, check(adminKubeconfig(t)))

			bind(t, hostile)
			issues := check(adminKubeconfig(t))
			require.Len(t, issues, 1)
			assert.Equal(t, notAsDeclared, issues[0].title)
			assertHarmlessBody(t, issues[0].body)
			assert.Contains(t, issues[0].body, "$(touch injected)")

			bind(t, "workflow-second")
			issues = check(adminKubeconfig(t))
			require.Len(t, issues, 1, "the same issue")
			assert.Contains(t, issues[0].body, "workflow-second")

			unbind(t, hostile)
			unbind(t, "workflow-second")
			issues = check(adminKubeconfig(t))
			require.Len(t, issues, 1)
			assert.True(t, issues[0].closed)
			assert.Equal(t, []string{"The cluster is as declared again."}, issues[0].comments)

			issues = check([]byte("{"))
			require.Len(t, issues, 2, "a closed issue stays as it is")
			assert.Equal(t, notChecked, issues[1].title)
			assert.Contains(t, issues[1].body, "    error: kubeconfig")

			require.True(t, host.start(t, st).job(jobs[name]), "the job that verifies left nothing")
			issues = tracker.issues[others:]
			require.Len(t, issues, 2)
			assert.Contains(t, issues[1].body, "    The job ended before the check")

			report := host.start(t, st)
			require.NoError(t, os.MkdirAll(report.folder(), 0o700))
			for file, text := range map[string]string{"code": "2\n", "verify.txt": hostile + "\r@everybody"} {
				require.NoError(t, os.WriteFile(filepath.Join(report.folder(), file), []byte(text), 0o600))
			}
			require.True(t, report.job(jobs[name]))
			assertNothingInjected(t, st, report)
			assert.Equal(t, notAsDeclared, tracker.issues[others+1].title)
			assertHarmlessBody(t, tracker.issues[others+1].body)

			issues = check(adminKubeconfig(t))
			require.Len(t, issues, 2)
			assert.True(t, issues[1].closed)
			assert.Equal(t, []trackedIssue{mallorys, ofProd, {author: robot}}, tracker.issues[:others])
		})
	}
}

// assertHarmlessBody: all that comes from the cluster is code, which can neither mention nor mark anything.
func assertHarmlessBody(t *testing.T, body string) {
	t.Helper()
	rest, marked := strings.CutPrefix(body, "<!-- scientist-access verify: dev -->\nLast checked by [this ")
	require.True(t, marked, body)
	_, rest, found := strings.Cut(rest, "\n\n")
	require.True(t, found, body)
	for line := range strings.Lines(rest) {
		assert.True(t, strings.HasPrefix(line, "    "), "%q", line)
	}
	assert.NotContains(t, body, "\r")
}

func assertNothingInjected(t *testing.T, st *stack.Stack, run ciRun) {
	t.Helper()
	for _, folder := range []string{st.Dir(), run.folder()} {
		assert.NoFileExists(t, filepath.Join(folder, "injected"))
	}
}

// bind gives the stack's group a right that the stack does not.
func bind(t *testing.T, name string) {
	t.Helper()
	bindings := admin(t).RbacV1().RoleBindings("elsewhere")
	_, err := bindings.Create(testContext(t), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "workflow-namespace-level"}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = bindings.Delete(testContext(t), name, metav1.DeleteOptions{}) })
}

func unbind(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, admin(t).RbacV1().RoleBindings("elsewhere").Delete(testContext(t), name, metav1.DeleteOptions{}))
}
