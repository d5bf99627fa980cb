package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// Settings of the stacks on which the jobs of docs/ci run. FAIL_ON is high in both files.
func harmless(arn string) config {
	return config{
		"clusterName": sandbox.Cluster, "namePrefix": "workflow", "namespaces": []string{"elsewhere"},
		"capabilities": []string{"exec"}, "principals": config{"alice": arn},
	}
}

// dangerous are rights of the developer guide: who creates pods in kubeflow can run as the training operator.
func dangerous(arn string) config {
	return config{
		"clusterName": sandbox.Cluster, "namePrefix": "workflow", "capabilities": []string{"documented"},
		"principals": config{"alice": arn},
	}
}

// wrong fails in the preview: there is no such key.
func wrong(arn string) config { return with(harmless(arn), config{"principal": arn}) }

// ciRun is one run of a host's jobs on a stack: what one job keeps, the next one finds.
type ciRun interface {
	// job runs the shell of a job of docs/ci, and says whether it passed.
	job(name string) (passed bool)
	// review is what the job shows the reviewer.
	review() string
	// folder is where a job leaves its files, and the next one finds those that are kept.
	folder() string
}

// hosts are those for which docs/ci has a file. Each has a job that previews a change, and one that also keeps the plan.
var hosts = map[string]struct {
	start         func(*testing.T, *stack.Stack) ciRun
	preview, plan string
}{
	"github": {startGithub, "preview", "preview"},
	"gitlab": {startGitlab, "preview", "plan"},
}

func TestWorkflowPreview(t *testing.T) {
	_, arn := principal(t, "WorkflowPreview")
	tests := []struct {
		name     string
		settings config
		passes   bool
		review   []string
	}{
		{"harmless", harmless(arn), true, []string{"# Stack dev", arn, "**gains**", "capability exec"}},
		{"finding", dangerous(arn), false, []string{"# Stack dev", arn, "**gains**", "### New findings", "| **critical** |"}},
		{"failing preview", wrong(arn), false, []string{"# Stack dev", "**The preview failed.**"}},
	}
	for name, host := range hosts {
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				run := host.start(t, passingStack(t, "dev", test.settings))
				assert.Equal(t, test.passes, run.job(host.preview))
				for _, text := range test.review {
					assert.Contains(t, run.review(), text)
				}
				assert.NotContains(t, entries(t), arn, "a preview changes nothing")
			})
		}
	}
}

func TestWorkflowUpdate(t *testing.T) {
	_, arn := principal(t, "WorkflowUpdate")
	for name, host := range hosts {
		for _, stackName := range []string{"dev", "prod"} {
			t.Run(name+"/"+stackName, func(t *testing.T) {
				st := passingStack(t, stackName, dangerous(arn))
				assert.False(t, host.start(t, st).job(host.plan), "what is not accepted stops before the update")

				require.NoError(t, st.Configure(harmless(arn)))
				run := host.start(t, st)
				require.True(t, run.job(host.plan))
				assert.Contains(t, run.review(), "# Stack "+stackName)
				assert.Contains(t, run.review(), "capability exec")
				assert.NotContains(t, entries(t), arn)
				assert.True(t, run.job("update-"+stackName))
				assert.Contains(t, entries(t), arn)

				run = host.start(t, st)
				require.True(t, run.job(host.plan))
				assert.NotContains(t, run.review(), "**gains**", "nothing is left to change")
				assert.True(t, run.job("update-"+stackName))
			})
		}
	}
}
