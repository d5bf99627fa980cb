package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// workflow is the part of a GitHub Actions workflow that is of use here.
// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
type workflow struct {
	Permissions map[string]string `json:"permissions"`
	Env         map[string]string `json:"env"`
	Defaults    struct {
		Run struct {
			Shell string `json:"shell"`
		} `json:"run"`
	} `json:"defaults"`
	Jobs map[string]workflowJob `json:"jobs"`
}

type workflowJob struct {
	Permissions map[string]string `json:"permissions"`
	Timeout     int               `json:"timeout-minutes"`
	If          string            `json:"if"`
	Needs       any               `json:"needs"`
	Env         map[string]string `json:"env"`
	Steps       []workflowStep    `json:"steps"`
}

type workflowStep struct {
	Name, ID, If, Uses, Run string
	Env                     map[string]string
	With                    map[string]any
}

func readWorkflow(t *testing.T, path string) workflow {
	t.Helper()
	var w workflow
	text, err := os.ReadFile(filepath.Join(box.Root, path))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &w))
	require.NotEmpty(t, w.Jobs, path)
	return w
}

const forUsers, ours = "docs/ci/github.yml", ".github/workflows/ci.yml"

// The steps of the users' workflow. Those that need GitHub or AWS are not run here.
var (
	stepsRun = []string{
		"Preview", "Review", "Verdict", "Write the comment", "Comment", "Update",
		"Verify", "Write the issue", "Open, change or close the issue",
	}
	stepsNot = []string{
		"Check out", "Set up Go, with modules and build cache", "Restore Pulumi's plugins", "Sign in to AWS",
		"Keep the review", "Get the review", "Keep the plan", "Get the plan",
		"Find the cluster", "Keep the report", "Get the report",
		"Install Pulumi", "Install scientist-access", // TestWorkflowInstall runs them
	}
)

// A githubRun is one run of the workflow: what GitHub knows of it.
type githubRun struct {
	t        *testing.T
	st       *stack.Stack
	workflow workflow
	dir      string            // RUNNER_TEMP; the artifacts of one job are in it when the next one runs
	commands string            // the folder of scientist-access
	values   map[string]string // of expressions
	outcome  map[string]string // of the job's steps, by id
	failed   bool              // the job, so far
}

func startGithub(t *testing.T, st *stack.Stack) ciRun { return newGithubRun(t, st) }

func newGithubRun(t *testing.T, st *stack.Stack) *githubRun {
	t.Helper()
	return &githubRun{
		t: t, st: st, workflow: readWorkflow(t, forUsers), dir: t.TempDir(), commands: commandFolder(t),
		values: map[string]string{
			"matrix.stack":                     st.Name,
			"secrets.PULUMI_CONFIG_PASSPHRASE": environ(st, "PULUMI_CONFIG_PASSPHRASE"),
			"vars.PULUMI_BACKEND_URL":          environ(st, "PULUMI_BACKEND_URL"),
			"github.token":                     trackerToken,
			"github.event.pull_request.number": "5",
		},
		outcome: map[string]string{},
	}
}

// job runs the shell of a job's steps, in the shell and with the environment that GitHub would give them.
func (r *githubRun) job(name string) (passed bool) {
	r.t.Helper()
	require.Contains(r.t, r.workflow.Jobs, name)
	job := r.workflow.Jobs[name]
	r.failed, r.outcome = false, map[string]string{}
	for _, step := range job.Steps {
		switch {
		case slices.Contains(stepsRun, step.Name):
			r.step(job, step)
		case !slices.Contains(stepsNot, step.Name):
			require.Fail(r.t, "unknown step", "%q: list it as run or not run", step.Name)
		}
	}
	return !r.failed
}

func (r *githubRun) review() string {
	r.t.Helper()
	summary, err := os.ReadFile(r.path("summary"))
	require.NoError(r.t, err)
	return string(summary)
}

func (r *githubRun) folder() string { return r.dir }

func (r *githubRun) step(job workflowJob, step workflowStep) (output string) {
	r.t.Helper()
	if !r.condition(step.If) {
		r.outcome[step.ID] = "skipped"
		return ""
	}
	script := filepath.Join(r.dir, "step.sh")
	require.NoError(r.t, os.WriteFile(script, []byte(step.Run), 0o600))
	words := strings.Fields(strings.ReplaceAll(r.workflow.Defaults.Run.Shell, "{0}", script))
	cmd := exec.CommandContext(testContext(r.t), words[0], words[1:]...)
	cmd.Dir, cmd.Env = r.st.Dir(), ciEnvironment(r.t, r.st, r.commands,
		"RUNNER_TEMP="+r.dir, "GITHUB_STEP_SUMMARY="+r.path("summary"), "GITHUB_OUTPUT="+r.path("output"),
		"GITHUB_PATH="+r.path("added-path"), "GITHUB_WORKSPACE="+r.st.Dir(),
		"GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=example/access", "GITHUB_RUN_ID=1")
	for _, variables := range []map[string]string{r.workflow.Env, job.Env, step.Env} {
		for name, value := range variables {
			cmd.Env = append(cmd.Env, name+"="+r.expand(value))
		}
	}
	out, err := cmd.CombinedOutput()
	r.t.Logf("%s: %v\n%s", step.Name, err, out)
	r.outcome[step.ID] = "success"
	if err != nil {
		r.outcome[step.ID], r.failed = "failure", true
	}
	r.takeOutputs(step.ID)
	return string(out)
}

// condition knows the conditions of the steps that are run, and no others.
func (r *githubRun) condition(text string) bool {
	r.t.Helper()
	switch text {
	case "":
		return !r.failed
	case "${{ !cancelled() && steps.preview.outcome != 'skipped' }}":
		return r.outcome["preview"] != "skipped"
	}
	require.Fail(r.t, "unknown condition", "%s", text)
	return false
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

func (r *githubRun) expand(text string) string {
	r.t.Helper()
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := expression.FindStringSubmatch(found)[1]
		value, ok := r.values[name]
		require.True(r.t, ok, "unknown expression %s", found)
		return value
	})
}

// takeOutputs reads NAME=VALUE lines, as GitHub does after a step.
func (r *githubRun) takeOutputs(id string) {
	r.t.Helper()
	text, err := os.ReadFile(r.path("output"))
	if os.IsNotExist(err) {
		return
	}
	require.NoError(r.t, err)
	require.NoError(r.t, os.Remove(r.path("output")))
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		require.True(r.t, ok, line)
		r.values["steps."+id+".outputs."+name] = value
	}
}

func (r *githubRun) path(name string) string { return filepath.Join(r.dir, name) }

// ciEnvironment is that of the stack's commands, with scientist-access, and stubs of what talks to a host, on the path.
func ciEnvironment(t *testing.T, st *stack.Stack, commands string, variables ...string) []string {
	t.Helper()
	path := []string{stubFolder(t), commands, environ(st, "PATH")}
	return append(append(st.Env(), "PATH="+strings.Join(path, string(os.PathListSeparator))), variables...)
}

// environ is the value of a variable of a stack's commands. The last one counts.
func environ(st *stack.Stack, name string) string {
	value := ""
	for _, variable := range st.Env() {
		if found, ok := strings.CutPrefix(variable, name+"="); ok {
			value = found
		}
	}
	return value
}
