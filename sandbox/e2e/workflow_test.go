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

// ciJob runs one job of docs/ci on a stack, and says whether it passed and what it shows the reviewer.
type ciJob func(t *testing.T, st *stack.Stack) (passed bool, review string)

func TestWorkflowPreview(t *testing.T) {
	_, arn := principal(t, "WorkflowPreview")
	tests := []struct {
		name     string
		settings config
		passes   bool
		review   []string
	}{
		{"harmless", harmless(arn), true, []string{"# Stack dev", arn, "**gains**", "capability exec"}},
		{"finding", dangerous(arn), false, []string{"# Stack dev", arn, "**gains**", "**critical** new"}},
		{"failing preview", wrong(arn), false, []string{"# Stack dev", "**The preview failed.**"}},
	}
	for name, job := range map[string]ciJob{"github": githubJob("preview"), "gitlab": gitlabJob("preview")} {
		for _, test := range tests {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				passed, review := job(t, passingStack(t, "dev", test.settings))
				assert.Equal(t, test.passes, passed)
				for _, text := range test.review {
					assert.Contains(t, review, text)
				}
				assert.NotContains(t, entries(t), arn, "a preview changes nothing")
			})
		}
	}
}

func TestWorkflowUpdate(t *testing.T) {
	_, arn := principal(t, "WorkflowUpdate")
	jobs := map[string][]ciJob{
		"dev":  {githubJob("update-dev"), gitlabJob("update-dev")},
		"prod": {githubJob("update-prod"), gitlabJob("update-prod")},
	}
	for name, both := range jobs {
		for i, job := range both {
			t.Run(name+"/"+[]string{"github", "gitlab"}[i], func(t *testing.T) {
				st := passingStack(t, name, dangerous(arn))
				passed, review := job(t, st)
				assert.False(t, passed)
				assert.Contains(t, review, "**critical** new")
				assert.NotContains(t, entries(t), arn, "what is not accepted is not applied")

				require.NoError(t, st.Configure(harmless(arn)))
				passed, review = job(t, st)
				assert.True(t, passed)
				assert.Contains(t, review, "# Stack "+name)
				assert.Contains(t, review, "capability exec")
				assert.Contains(t, entries(t), arn)

				passed, review = job(t, st)
				assert.True(t, passed)
				assert.NotContains(t, review, "**gains**", "nothing is left to change")
			})
		}
	}
}
