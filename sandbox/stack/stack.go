// Package stack drives Pulumi stacks in the sandbox with the real CLI, as a user or a CI job does.
package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/scientist-access/scientist-access/sandbox"
)

// cancelGrace is how long a cancelled command may take to end what it has begun.
const cancelGrace = 20 * time.Second

// Stack is one stack of a project, with a configuration file of its own outside the project's folder.
type Stack struct {
	Name string

	sandbox *sandbox.Sandbox
	dir     string // the project's Pulumi.yaml, and the stack's configuration
	env     []string
}

// New creates a stack of the project in a folder, which is relative to the repository; "" is the program itself. The
// project's Pulumi.yaml is copied, so that nothing is written into the project. Variables, each as NAME=value, are in the
// environment of the stack's commands: PULUMI_BACKEND_URL puts the state elsewhere than into the sandbox's folder.
func New(ctx context.Context, s *sandbox.Sandbox, project, name string, variables ...string) (*Stack, error) {
	st := &Stack{Name: name, sandbox: s, dir: filepath.Join(s.Dir, "stacks", name), env: environment(s)}
	st.Setenv(variables...)
	source := project
	if !filepath.IsAbs(project) {
		source = filepath.Join(s.Root, project)
	}
	text, err := os.ReadFile(filepath.Join(source, "Pulumi.yaml"))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(st.dir, 0o700); err != nil {
		return nil, err
	}
	text = append(text, "\nmain: "+source+"\n"...)
	if err := os.WriteFile(filepath.Join(st.dir, "Pulumi.yaml"), text, 0o600); err != nil {
		return nil, err
	}
	if _, err := st.Run(ctx, "stack", "init", name); err != nil {
		return nil, err
	}
	return st, nil
}

// Configure replaces the stack's configuration: the sandbox's aws: settings and the given ones, with keys as in
// Pulumi.STACK.yaml. A key without a colon is the project's.
func (st *Stack) Configure(settings map[string]any) error {
	path := filepath.Join(st.dir, "Pulumi."+st.Name+".yaml")
	var file map[string]any
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return err
	}
	config := st.sandbox.Settings()
	maps.Copy(config, settings)
	file["config"] = config
	if text, err = yaml.Marshal(file); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// Run runs a Pulumi command on the stack and returns what it prints on standard output. The error of a command
// that fails carries both outputs.
func (st *Stack) Run(ctx context.Context, args ...string) (string, error) {
	cmd := st.command(ctx, append(args, "--non-interactive", "--color=never")...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("pulumi %s: %w\n%s\n%s",
			strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return stdout.String(), nil
}

func (st *Stack) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, st.sandbox.Pulumi(), args...)
	cmd.Dir, cmd.Env = st.dir, append(st.Env(), st.mark())
	// Ctrl-C at a terminal must not reach Pulumi as well: at the second signal it leaves its plugins running.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = cancelGrace
	return cmd
}

// mark is in the environment of all processes of the stack's commands.
func (st *Stack) mark() string { return "SANDBOX_STACK=" + st.dir }

func environment(s *sandbox.Sandbox) []string {
	env := os.Environ()
	for _, variable := range s.Environment() {
		env = append(env, variable.Name+"="+variable.Value)
	}
	// The providers leave files behind there.
	env = append(env, "TMPDIR="+s.TempDir())
	// Unlocks --event-log, the only record of the order in which an update went.
	return append(env, "PULUMI_DEBUG_COMMANDS=true")
}

// Setenv adds variables, each as NAME=value, to the environment of the stack's commands.
func (st *Stack) Setenv(variables ...string) { st.env = append(st.env, variables...) }

// Preview returns what an update would do.
func (st *Stack) Preview(ctx context.Context) (Changes, error) {
	return st.logged(ctx, "preview")
}

// Up updates the stack and returns what that did, in its order.
func (st *Stack) Up(ctx context.Context, args ...string) (Changes, error) {
	return st.logged(ctx, append([]string{"up", "--yes", "--skip-preview"}, args...)...)
}

// Destroy deletes everything in the stack.
func (st *Stack) Destroy(ctx context.Context) (Changes, error) {
	return st.logged(ctx, "destroy", "--yes", "--skip-preview")
}

func (st *Stack) logged(ctx context.Context, args ...string) (Changes, error) {
	file, err := os.CreateTemp(st.dir, "events-*.json")
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	_, runErr := st.Run(ctx, append(args, "--event-log", file.Name())...)
	changes, err := readChanges(file.Name())
	if runErr != nil {
		return changes, runErr
	}
	return changes, err
}

// Outputs are the stack's outputs.
func (st *Stack) Outputs(ctx context.Context) (map[string]any, error) {
	text, err := st.Run(ctx, "stack", "output", "--json")
	if err != nil {
		return nil, err
	}
	var outputs map[string]any
	return outputs, json.Unmarshal([]byte(text), &outputs)
}
