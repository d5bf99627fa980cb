package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/scientist-access/scientist-access/sandbox"
	awseks "github.com/scientist-access/scientist-access/sandbox/eks"
)

// verifier runs the built scientist-access verify as a principal.
type verifier struct {
	stack, kubeconfig, profile string
	env                        []string
}

// difference is what the JSON of a report says of one.
type difference struct {
	Severity, Kind, Object, Message, ARN, Fix string
	Lines                                     []string
	By                                        struct {
		Manager string
		Time    time.Time
	}
}

type verification struct {
	code           int
	stdout, stderr string
	Findings       []difference
	Outside        []difference
	Asked          int
}

// newVerifier exports a stack and prepares to verify it as a profile's principal.
func newVerifier(t *testing.T, export, profile string) verifier {
	t.Helper()
	dir := t.TempDir()
	v := verifier{stack: filepath.Join(dir, "stack.json"), kubeconfig: filepath.Join(dir, "kubeconfig"), profile: profile}
	require.NoError(t, os.WriteFile(v.stack, []byte(export), 0o600))
	require.NoError(t, os.WriteFile(v.kubeconfig, kubeconfigOf(t, profile), 0o600))
	return v
}

func (v verifier) run(t *testing.T) verification {
	t.Helper()
	found := v.print(t, "json")
	if found.stdout != "" {
		require.NoError(t, json.Unmarshal([]byte(found.stdout), &found), found.stdout)
	}
	return found
}

func (v verifier) print(t *testing.T, format string) verification {
	t.Helper()
	args := []string{"verify", v.stack, "--kubeconfig", v.kubeconfig, "--format", format}
	cmd := exec.CommandContext(testContext(t), filepath.Join(commandFolder(t), "scientist-access"), args...)
	cmd.Env = append(append(commandEnv(), "AWS_PROFILE="+v.profile), v.env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return verification{code: cmd.ProcessState.ExitCode(), stdout: stdout.String(), stderr: stderr.String()}
}

// verifyDeadline is how long changes may take to be heard of.
const verifyDeadline = 20 * time.Second

// until runs the command until it ends as wanted, twice the same: the API server's authorizer and EKS hear of changes
// with a delay, which may fall into a run.
func (v verifier) until(t *testing.T, want func(verification) bool) verification {
	t.Helper()
	var last verification
	err := wait.PollUntilContextTimeout(testContext(t), 200*time.Millisecond, verifyDeadline, true, func(context.Context) (bool, error) {
		before := last.stdout
		last = v.run(t)
		return want(last) && last.stdout == before, nil
	})
	require.NoError(t, err, "the last: exit code %d\n%s\n%s", last.code, last.stdout, last.stderr)
	return last
}

func (v verifier) requireAsDeclared(t *testing.T) {
	t.Helper()
	found := v.until(t, func(found verification) bool { return found.code == 0 })
	require.Empty(t, found.Findings)
	require.Empty(t, found.stderr)
	require.Positive(t, found.Asked)
}

// kinds are the differences that were found, as "kind object".
func (v verification) kinds() []string {
	var kinds []string
	for _, d := range v.Findings {
		kinds = append(kinds, d.Kind+" "+d.Object)
	}
	return kinds
}

func (v verification) first(kind string) difference {
	for _, d := range v.Findings {
		if d.Kind == kind {
			return d
		}
	}
	return difference{}
}

// TestVerifyFindsWhatDiffers does one thing after another to the cluster, each alone and undone after.
func TestVerifyFindsWhatDiffers(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "verify"))
	_, arn := principal(t, "VerifyAlice")
	st := newStack(t, "verify", config{
		"clusterName": sandbox.Cluster, "namePrefix": "verify", "namespaces": []string{"verify"},
		"principals": config{"alice": arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	export, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)
	v := newVerifier(t, export, sandbox.Administrator)
	v.requireAsDeclared(t)

	for _, test := range tamperings(t, arn) {
		t.Run(test.name, func(t *testing.T) {
			undo := test.do(t)
			defer v.requireAsDeclared(t)
			defer undo()
			slices.Sort(test.kinds)
			found := v.until(t, func(found verification) bool {
				kinds := found.kinds()
				slices.Sort(kinds)
				return found.code == 2 && slices.Equal(test.kinds, kinds)
			})
			test.check(t, found)
			text := v.print(t, "text")
			assert.Equal(t, 2, text.code)
			for _, d := range found.Findings {
				assert.Contains(t, text.stdout, d.Kind+": "+d.Object+"\n")
				assert.Contains(t, text.stdout, "fix: "+d.Fix+"\n")
			}
		})
	}
}

// What verify needs, as its documentation says.
var (
	verifyRights = []string{
		"list roles", "list clusterroles", "list rolebindings", "list clusterrolebindings", "create subjectaccessreviews",
	}
	verifyActions = []string{
		"eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry", "eks:ListAssociatedAccessPolicies",
	}
)

// TestVerifyNeedsReadRightsOnly verifies as principals with exactly the documented rights, and with one less.
func TestVerifyNeedsReadRightsOnly(t *testing.T) {
	ctx := testContext(t)
	require.NoError(t, createNamespace(ctx, "verify-rights"))
	_, arn := principal(t, "VerifyRights")
	st := newStack(t, "verify-rights", config{
		"clusterName": sandbox.Cluster, "namePrefix": "verify-rights", "namespaces": []string{"verify-rights"},
		"principals": config{"alice": arn},
	})
	_, err := st.Up(ctx)
	require.NoError(t, err)
	export, err := st.Run(ctx, "stack", "export")
	require.NoError(t, err)

	newVerifier(t, export, auditor(t, "VerifyAuditor", verifyRights, verifyActions)).requireAsDeclared(t)
	for i, right := range verifyRights {
		name := "VerifyWithoutRight" + string(rune('A'+i))
		requireMissing(t, newVerifier(t, export, auditor(t, name, withoutAt(verifyRights, i), verifyActions)),
			"the Kubernetes right to "+right+" is missing")
	}
	for i, action := range verifyActions {
		name := "VerifyWithoutAction" + string(rune('A'+i))
		requireMissing(t, newVerifier(t, export, auditor(t, name, verifyRights, withoutAt(verifyActions, i))),
			"the IAM action "+action+" is missing")
	}
}

func requireMissing(t *testing.T, v verifier, message string) {
	t.Helper()
	found := v.until(t, func(found verification) bool { return strings.Contains(found.stderr, message) })
	require.Equal(t, 1, found.code)
	require.Empty(t, found.stdout, "nothing is claimed")
	require.Equal(t, 1, strings.Count(found.stderr, "\n"), "one line: %s", found.stderr)
}

func withoutAt(all []string, i int) []string { return slices.Delete(slices.Clone(all), i, i+1) }

// auditor gives a principal rights in Kubernetes and actions of EKS, and returns its profile.
func auditor(t *testing.T, name string, rights, actions []string) (profile string) {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	arn := "arn:aws:iam::" + sandbox.AccountID + ":role/" + name
	require.NoError(t, box.AddPrincipal(name, arn, awseks.Actions(actions...)))
	createEntry(t, arn, name)
	var rules []rbacv1.PolicyRule
	for _, right := range rights {
		verb, resource, _ := strings.Cut(right, " ")
		group := rbacv1.GroupName
		if resource == "subjectaccessreviews" {
			group = "authorization.k8s.io"
		}
		rules = append(rules, rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{resource}, Verbs: []string{verb}})
	}
	meta := metav1.ObjectMeta{Name: strings.ToLower(name)}
	_, err := rbac.ClusterRoles().Create(ctx, &rbacv1.ClusterRole{ObjectMeta: meta, Rules: rules}, metav1.CreateOptions{})
	require.NoError(t, err)
	_, err = rbac.ClusterRoleBindings().Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: meta.Name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: name}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx := context.Background()
		_ = rbac.ClusterRoleBindings().Delete(ctx, meta.Name, metav1.DeleteOptions{})
		_ = rbac.ClusterRoles().Delete(ctx, meta.Name, metav1.DeleteOptions{})
	})
	return name
}

// TestVerifyRefusesAnotherCluster: answers of another API server would be about another cluster.
func TestVerifyRefusesAnotherCluster(t *testing.T) {
	export, err := os.ReadFile(filepath.Join(box.Root, "cmd", "scientist-access", "testdata", "pulumi", "documented-export.json"))
	require.NoError(t, err)
	v := newVerifier(t, string(export), sandbox.Administrator)
	const other = `{"apiVersion":"v1","kind":"Config","clusters":[{"name":"c","cluster":{"server":"https://127.0.0.1:1"}}],` +
		`"contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],"users":[{"name":"u","user":{"token":"t"}}],"current-context":"c"}`
	require.NoError(t, os.WriteFile(v.kubeconfig, []byte(other), 0o600))
	found := v.run(t)
	assert.Equal(t, 1, found.code)
	assert.Contains(t, found.stderr, "the kubeconfig leads to https://127.0.0.1:1, but cluster ml is at ")
	assert.Empty(t, found.stdout)
}
