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

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
)

// TestWorkflowUpdateIsBoundToThePlan: what changes after the review stops the update before anything is applied, and
// the plan still applies when it is as reviewed again.
func TestWorkflowUpdateIsBoundToThePlan(t *testing.T) {
	_, alice := principal(t, "WorkflowPlanAlice")
	_, bob := principal(t, "WorkflowPlanBob")
	reviewed := with(harmless(alice), config{"principals": config{"alice": alice, "bob": bob}})
	swapped := with(reviewed, config{"principals": config{"alice": bob, "bob": alice}})
	more := with(reviewed, config{"principals": config{"alice": alice, "bob": bob, "eve": foreignARN}})
	tests := []struct {
		name     string
		deployed config // before the review, if any
		then     config // after it
	}{
		{"a right more", nil, with(reviewed, config{"capabilities": []string{"exec", "cluster-overview"}})},
		{"the same names for other principals", nil, swapped},
		{"a principal more", harmless(alice), more},
		{"a principal less", reviewed, harmless(alice)},
	}
	for name, host := range hosts {
		for i, test := range tests {
			if name == "gitlab" && i > 0 {
				continue // the command is the same
			}
			t.Run(name+"/"+test.name, func(t *testing.T) {
				st := passingStack(t, "dev", reviewed)
				if test.deployed != nil {
					require.NoError(t, st.Configure(test.deployed))
					_, err := st.Up(testContext(t))
					require.NoError(t, err)
				}
				require.NoError(t, st.Configure(reviewed))
				run := host.start(t, st)
				require.True(t, run.job(host.plan))
				before := accessNow(t)

				require.NoError(t, st.Configure(test.then))
				assert.False(t, run.job("update-dev"))
				assert.Equal(t, before, accessNow(t))

				require.NoError(t, st.Configure(reviewed))
				assert.True(t, run.job("update-dev"))
				assert.Contains(t, accessNow(t).Entries, alice)
				assert.Contains(t, accessNow(t).Entries, bob)
			})
		}
	}
}

// TestWorkflowUpdateAfterAnotherOne: so does an update by somebody else after the review.
func TestWorkflowUpdateAfterAnotherOne(t *testing.T) {
	_, arn := principal(t, "WorkflowAnother")
	st := passingStack(t, "dev", harmless(arn))
	run := startGithub(t, st)
	require.True(t, run.job("preview"))
	require.NoError(t, st.Configure(dangerous(arn)))
	_, err := st.Up(testContext(t))
	require.NoError(t, err)
	before := accessNow(t)

	require.NoError(t, st.Configure(harmless(arn)))
	assert.False(t, run.job("update-dev"))
	assert.Equal(t, before, accessNow(t))
}

// TestWorkflowPlanOfThePreviewRole: the plan is made by a role that only reads, and applied by another one.
func TestWorkflowPlanOfThePreviewRole(t *testing.T) {
	const planner, plannerARN = "Planner", "arn:aws:iam::" + sandbox.AccountID + ":role/Planner"
	require.NoError(t, box.AddPrincipal(planner, plannerARN, eks.Administrator()))
	createEntry(t, plannerARN, "planners")
	letRead(t, "planners")
	_, arn := principal(t, "WorkflowPlanned")
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			st := passingStack(t, "dev", harmless(arn))
			run := host.start(t, st)
			st.Setenv("AWS_PROFILE=" + planner)
			t.Cleanup(func() { st.Setenv("AWS_PROFILE=" + sandbox.Administrator) }) // before the stack is destroyed
			require.True(t, run.job(host.plan))
			assert.False(t, run.job("update-dev"), "the role that previews changes nothing")
			st.Setenv("AWS_PROFILE=" + sandbox.Administrator)
			assert.True(t, run.job("update-dev"))
			assert.Contains(t, accessNow(t).Entries, arn)
		})
	}
}

// TestWorkflowPlanKeepsSecrets: whoever may read the plan's artifact reads no secret in it, except tags in tagsAll.
func TestWorkflowPlanKeepsSecrets(t *testing.T) {
	const secret = "not-for-everybody"
	_, arn := principal(t, "WorkflowSecret")
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			st := passingStack(t, "dev", harmless(arn))
			_, err := st.Run(testContext(t), "config", "set", "--path", "--secret", "tags.project", secret)
			require.NoError(t, err)
			run := host.start(t, st)
			require.True(t, run.job(host.plan))
			plan, err := os.ReadFile(filepath.Join(run.folder(), "plan.json"))
			require.NoError(t, err)
			assertSecret(t, "plan", string(plan), secret)
			assert.Contains(t, string(plan), secret, "docs/ci.md tells that tagsAll shows it")
			assert.Contains(t, string(plan), "ciphertext")
			assert.Contains(t, string(plan), arn, "the rest of the plan is plain")
			require.True(t, run.job("update-dev"))
			assert.Equal(t, secret, describeEntry(t, arn).Tags["project"])
		})
	}
}

// TestWorkflowSkippingThePreviewAppliesAPart is why the jobs don't: Pulumi then finds what is not in the plan only
// when it has applied what comes before.
func TestWorkflowSkippingThePreviewAppliesAPart(t *testing.T) {
	_, arn := principal(t, "WorkflowPart")
	st := passingStack(t, "dev", harmless(arn))
	plan := filepath.Join(st.Dir(), "plan.json")
	_, err := st.Run(testContext(t), "preview", "--save-plan", plan)
	require.NoError(t, err)
	before := accessNow(t)
	require.NoError(t, st.Configure(harmless(foreignARN)))
	_, err = st.Up(testContext(t), "--plan", plan)
	require.ErrorContains(t, err, "not allowed by the plan")
	assert.NotEqual(t, before, accessNow(t))
}

// clusterAccess is what the stacks of these tests let anybody do.
type clusterAccess struct {
	Entries  map[string][]string            // groups by principal
	Rules    map[string][]rbacv1.PolicyRule // by kind, namespace and name
	Subjects map[string][]rbacv1.Subject
}

func accessNow(t *testing.T) clusterAccess {
	t.Helper()
	ctx, rbac := testContext(t), admin(t).RbacV1()
	now := clusterAccess{entries(t), map[string][]rbacv1.PolicyRule{}, map[string][]rbacv1.Subject{}}
	roles, err := rbac.Roles("").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	bindings, err := rbac.RoleBindings("").List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	clusterRoles, err := rbac.ClusterRoles().List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	clusterBindings, err := rbac.ClusterRoleBindings().List(ctx, metav1.ListOptions{})
	require.NoError(t, err)
	for _, role := range roles.Items {
		now.Rules[role.Namespace+"/"+role.Name] = role.Rules
	}
	for _, role := range clusterRoles.Items {
		now.Rules[role.Name] = role.Rules
	}
	for _, binding := range bindings.Items {
		now.Subjects[binding.Namespace+"/"+binding.Name] = binding.Subjects
	}
	for _, binding := range clusterBindings.Items {
		now.Subjects[binding.Name] = binding.Subjects
	}
	return now.ofWorkflows()
}

// ofWorkflows leaves out what the cluster itself changes meanwhile.
func (a clusterAccess) ofWorkflows() clusterAccess {
	for name := range a.Rules {
		if !strings.Contains(name, "workflow") {
			delete(a.Rules, name)
		}
	}
	for name := range a.Subjects {
		if !strings.Contains(name, "workflow") {
			delete(a.Subjects, name)
		}
	}
	return a
}
