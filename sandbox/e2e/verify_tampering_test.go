package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/eks/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/scientist-access/scientist-access/sandbox"
)

// tampering is something that somebody does to a cluster behind Pulumi's back.
type tampering struct {
	name string
	do   func(t *testing.T) (undo func())
	// kinds are all differences that must be found.
	kinds []string
	check func(t *testing.T, found verification)
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
				d := found.Findings[0]
				assert.Equal(t, "mallory", d.By.Manager)
				assert.Contains(t, d.Lines, "+ Group "+verifyGroup)
				assert.Contains(t, d.Lines, "+ binds ClusterRole cluster-admin")
				assert.Contains(t, d.Fix, "kubectl delete rolebinding verify-foreign --namespace elsewhere")
			}},
		{"a foreign binding to the user of our principal", bindUser, []string{"foreign-binding ClusterRoleBinding verify-foreign"},
			func(t *testing.T, found verification) {
				assert.Contains(t, found.Findings[0].Lines, "+ User arn:aws:sts::111122223333:assumed-role/VerifyAlice/session")
			}},
		{"a deleted role", deleteRole, append(missing, "object-missing Role verify/"+verifyRole),
			func(t *testing.T, found verification) {
				assert.Equal(t, "pulumi up --refresh", found.first("object-missing").Fix)
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
				assert.Equal(t, "mallory", found.Findings[0].By.Manager)
				assert.Equal(t, []string{"+ * deployments.apps"}, found.Findings[0].Lines)
			}},
		{"an appended subject", addSubject, []string{"binding-changed RoleBinding verify/" + verifyBinding},
			func(t *testing.T, found verification) {
				assert.Equal(t, "mallory", found.Findings[0].By.Manager)
				assert.Equal(t, []string{"+ Group strangers"}, found.Findings[0].Lines)
			}},
		{"an entry changed by hand", changeEntry(arn, "strangers"), []string{"entry-changed " + entry},
			func(t *testing.T, found verification) {
				d := found.Findings[0]
				assert.Equal(t, []string{"+ group strangers", "- group verify-cluster-level"}, d.Lines)
				assert.Equal(t, *describeEntry(t, arn).AccessEntryArn, d.ARN)
				assert.False(t, d.By.Time.IsZero())
			}},
		{"another entry that carries our group", addEntry, []string{"foreign-entry access entry of " + strangerARN},
			func(t *testing.T, found verification) {
				assert.Equal(t, []string{"+ group " + verifyGroup}, found.Findings[0].Lines)
				assert.Contains(t, found.Findings[0].ARN, ":access-entry/ml/role/111122223333/VerifyStranger/")
			}},
		{"an access policy on our principal", associatePolicy(arn), []string{"foreign-policy " + entry},
			func(t *testing.T, found verification) {
				d := found.Findings[0]
				assert.Equal(t, "+ AmazonEKSViewPolicy in the whole cluster", d.Lines[0])
				assert.Contains(t, d.Lines, "+ get, list, watch horizontalpodautoscalers.autoscaling, horizontalpodautoscalers.autoscaling/status, as AWS documents it")
				assert.Equal(t, viewPolicy, d.ARN)
				assert.Contains(t, d.Fix, "aws eks disassociate-access-policy --cluster-name ml --principal-arn "+arn)
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
