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

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
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
}

// difference is what the JSON of a report says of one.
type difference struct {
	Kind, Object, ARN, WayOut string
	Lines                     []string
	By                        struct {
		Manager string
		Time    time.Time
	}
}

type verification struct {
	code           int
	stdout, stderr string
	Differences    []difference
	Asked          int
}

// newVerifier exports a stack and prepares to verify it as a profile's principal.
func newVerifier(t *testing.T, export, profile string) verifier {
	t.Helper()
	dir := t.TempDir()
	v := verifier{filepath.Join(dir, "stack.json"), filepath.Join(dir, "kubeconfig"), profile}
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
	cmd.Env = os.Environ()
	for _, variable := range box.Environment() {
		cmd.Env = append(cmd.Env, variable.Name+"="+variable.Value)
	}
	cmd.Env = append(cmd.Env, "AWS_PROFILE="+v.profile)
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
	require.Empty(t, found.Differences)
	require.Empty(t, found.stderr)
	require.Positive(t, found.Asked)
}

// kinds are the differences that were found, as "kind object".
func (v verification) kinds() []string {
	var kinds []string
	for _, d := range v.Differences {
		kinds = append(kinds, d.Kind+" "+d.Object)
	}
	return kinds
}

func (v verification) first(kind string) difference {
	for _, d := range v.Differences {
		if d.Kind == kind {
			return d
		}
	}
	return difference{}
}

// tampering is something that somebody does to a cluster behind Pulumi's back.
type tampering struct {
	name string
	do   func(t *testing.T) (undo func())
	// kinds are all differences that must be found.
	kinds []string
	check func(t *testing.T, found verification)
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
			for _, d := range found.Differences {
				assert.Contains(t, text.stdout, "\n"+d.Object+": ")
				assert.Contains(t, text.stdout, "way out: "+d.WayOut+"\n")
			}
		})
	}
}

const (
	verifyRole    = "verify-namespace-level-role"
	verifyBinding = verifyRole + "-binding"
	verifyGroup   = "verify-namespace-level"
)

func tamperings(t *testing.T, arn string) []tampering {
	t.Helper()
	entry := "access entry of " + arn
	missing := []string{"right-missing " + arn, "right-missing Group " + verifyGroup}
	return []tampering{
		{"a foreign binding to our group", bindGroup, []string{"foreign-binding RoleBinding elsewhere/verify-foreign"},
			func(t *testing.T, found verification) {
				d := found.Differences[0]
				assert.Equal(t, "mallory", d.By.Manager)
				assert.Contains(t, d.Lines, "+ Group "+verifyGroup)
				assert.Contains(t, d.Lines, "+ binds ClusterRole cluster-admin")
				assert.Contains(t, d.WayOut, "kubectl delete rolebinding verify-foreign --namespace elsewhere")
			}},
		{"a foreign binding to the user of our principal", bindUser, []string{"foreign-binding ClusterRoleBinding verify-foreign"},
			func(t *testing.T, found verification) {
				assert.Contains(t, found.Differences[0].Lines, "+ User arn:aws:sts::111122223333:assumed-role/VerifyAlice/session")
			}},
		{"a deleted role", deleteRole, append(missing, "object-missing Role verify/"+verifyRole),
			func(t *testing.T, found verification) {
				assert.Equal(t, "pulumi up --refresh", found.first("object-missing").WayOut)
				assert.Contains(t, found.first("right-missing").Lines, "- create, delete, get, list secrets in verify")
			}},
		{"an edited rule", editRole(func(role *rbacv1.Role) { role.Rules[0].Verbs = []string{"get", "patch"} }),
			append(missing, "role-changed Role verify/"+verifyRole),
			func(t *testing.T, found verification) {
				d := found.first("role-changed")
				assert.Equal(t, "mallory", d.By.Manager)
				assert.False(t, d.By.Time.IsZero())
				assert.Equal(t, []string{"+ patch pods", "- create pods"}, d.Lines)
				assert.Equal(t, []string{"- create pods in verify"}, found.first("right-missing").Lines)
			}},
		{"an appended rule", editRole(func(role *rbacv1.Role) {
			role.Rules = append(role.Rules, rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"deployments"}, Verbs: []string{"*"}})
		}), []string{"role-changed Role verify/" + verifyRole},
			func(t *testing.T, found verification) {
				assert.Equal(t, "mallory", found.Differences[0].By.Manager)
				assert.Equal(t, []string{"+ * deployments.apps"}, found.Differences[0].Lines)
			}},
		{"an appended subject", addSubject, []string{"binding-changed RoleBinding verify/" + verifyBinding},
			func(t *testing.T, found verification) {
				assert.Equal(t, "mallory", found.Differences[0].By.Manager)
				assert.Equal(t, []string{"+ Group strangers"}, found.Differences[0].Lines)
			}},
		{"an entry changed by hand", changeEntry(arn, "strangers"), []string{"entry-changed " + entry},
			func(t *testing.T, found verification) {
				d := found.Differences[0]
				assert.Equal(t, []string{"+ group strangers", "- group verify-cluster-level"}, d.Lines)
				assert.Equal(t, *describeEntry(t, arn).AccessEntryArn, d.ARN)
				assert.False(t, d.By.Time.IsZero())
			}},
		{"another entry that carries our group", addEntry, []string{"foreign-entry access entry of " + strangerARN},
			func(t *testing.T, found verification) {
				assert.Equal(t, []string{"+ group " + verifyGroup}, found.Differences[0].Lines)
				assert.Contains(t, found.Differences[0].ARN, ":access-entry/ml/role/111122223333/VerifyStranger/")
			}},
		{"an access policy on our principal", associatePolicy(arn), []string{"foreign-policy " + entry},
			func(t *testing.T, found verification) {
				d := found.Differences[0]
				assert.Equal(t, []string{"+ AmazonEKSViewPolicy in the whole cluster"}, d.Lines)
				assert.Equal(t, viewPolicy, d.ARN)
				assert.Contains(t, d.WayOut, "aws eks disassociate-access-policy --cluster-name ml --principal-arn "+arn)
			}},
	}
}

// mallory is the field manager of all that is tampered with in Kubernetes.
const mallory = "mallory"

var foreignBinding = metav1.ObjectMeta{Name: "verify-foreign"}

func bindGroup(t *testing.T) func() {
	ctx, bindings := testContext(t), admin(t).RbacV1().RoleBindings("elsewhere")
	_, err := bindings.Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: foreignBinding,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: "Group", Name: verifyGroup}},
	}, metav1.CreateOptions{FieldManager: mallory})
	require.NoError(t, err)
	return func() { require.NoError(t, bindings.Delete(ctx, foreignBinding.Name, metav1.DeleteOptions{})) }
}

func bindUser(t *testing.T) func() {
	ctx, bindings := testContext(t), admin(t).RbacV1().ClusterRoleBindings()
	_, err := bindings.Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: foreignBinding,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"},
		Subjects: []rbacv1.Subject{{
			APIGroup: rbacv1.GroupName, Kind: "User", Name: "arn:aws:sts::111122223333:assumed-role/VerifyAlice/session",
		}},
	}, metav1.CreateOptions{FieldManager: mallory})
	require.NoError(t, err)
	return func() { require.NoError(t, bindings.Delete(ctx, foreignBinding.Name, metav1.DeleteOptions{})) }
}

func deleteRole(t *testing.T) func() {
	ctx, roles := testContext(t), admin(t).RbacV1().Roles("verify")
	role, err := roles.Get(ctx, verifyRole, metav1.GetOptions{})
	require.NoError(t, err)
	require.NoError(t, roles.Delete(ctx, verifyRole, metav1.DeleteOptions{}))
	return func() {
		role.ResourceVersion, role.UID = "", ""
		_, err := roles.Create(ctx, role, metav1.CreateOptions{})
		require.NoError(t, err)
	}
}

func editRole(edit func(*rbacv1.Role)) func(*testing.T) func() {
	return func(t *testing.T) func() {
		ctx, roles := testContext(t), admin(t).RbacV1().Roles("verify")
		role, err := roles.Get(ctx, verifyRole, metav1.GetOptions{})
		require.NoError(t, err)
		before := role.DeepCopy().Rules
		edit(role)
		role, err = roles.Update(ctx, role, metav1.UpdateOptions{FieldManager: mallory})
		require.NoError(t, err)
		return func() {
			role.Rules = before
			_, err := roles.Update(ctx, role, metav1.UpdateOptions{})
			require.NoError(t, err)
		}
	}
}

func addSubject(t *testing.T) func() {
	ctx, bindings := testContext(t), admin(t).RbacV1().RoleBindings("verify")
	binding, err := bindings.Get(ctx, verifyBinding, metav1.GetOptions{})
	require.NoError(t, err)
	binding.Subjects = append(binding.Subjects, rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: "Group", Name: "strangers"})
	binding, err = bindings.Update(ctx, binding, metav1.UpdateOptions{FieldManager: mallory})
	require.NoError(t, err)
	return func() {
		binding.Subjects = binding.Subjects[:1]
		_, err := bindings.Update(ctx, binding, metav1.UpdateOptions{})
		require.NoError(t, err)
	}
}

// changeEntry puts a group in place of the cluster-level one.
func changeEntry(arn, group string) func(*testing.T) func() {
	return func(t *testing.T) func() {
		set := func(groups ...string) {
			_, err := eksClient(t).UpdateAccessEntry(testContext(t), &eks.UpdateAccessEntryInput{
				ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), KubernetesGroups: groups,
			})
			require.NoError(t, err)
		}
		set(verifyGroup, group)
		return func() { set("verify-cluster-level", verifyGroup) }
	}
}

const strangerARN = "arn:aws:iam::" + sandbox.AccountID + ":role/VerifyStranger"

func addEntry(t *testing.T) func() {
	principal(t, "VerifyStranger")
	createEntry(t, strangerARN, verifyGroup, "strangers")
	return func() {
		_, err := eksClient(t).DeleteAccessEntry(testContext(t), &eks.DeleteAccessEntryInput{
			ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(strangerARN),
		})
		require.NoError(t, err)
	}
}

const viewPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"

func associatePolicy(arn string) func(*testing.T) func() {
	return func(t *testing.T) func() {
		_, err := eksClient(t).AssociateAccessPolicy(testContext(t), &eks.AssociateAccessPolicyInput{
			ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), PolicyArn: aws.String(viewPolicy),
			AccessScope: &types.AccessScope{Type: types.AccessScopeTypeCluster},
		})
		require.NoError(t, err)
		return func() {
			_, err := eksClient(t).DisassociateAccessPolicy(testContext(t), &eks.DisassociateAccessPolicyInput{
				ClusterName: aws.String(sandbox.Cluster), PrincipalArn: aws.String(arn), PolicyArn: aws.String(viewPolicy),
			})
			require.NoError(t, err)
		}
	}
}

// What verify needs, as its documentation says.
var (
	verifyRights = []string{
		"list roles", "list clusterroles", "list rolebindings", "list clusterrolebindings", "create subjectaccessreviews",
	}
	verifyActions = []string{"DescribeCluster", "ListAccessEntries", "DescribeAccessEntry", "ListAssociatedAccessPolicies"}
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
			"the IAM action eks:"+action+" is missing")
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
	export, err := os.ReadFile(filepath.Join(box.Root, "review", "testdata", "pulumi", "documented-export.json"))
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
