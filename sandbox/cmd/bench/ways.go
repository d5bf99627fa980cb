package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// way is one way to give a size its access, and to take it away.
type way interface {
	fmt.Stringer
	// measure runs everything that the way has, and leaves nothing behind.
	measure(ctx context.Context, s size) (measured, error)
}

// measured is what a way took at a size; what it does not have is nil.
type measured struct {
	up, preview, refresh *usage
	revoke               *usage // of one namespace and one principal
	destroy              *usage
	state                int // bytes
}

// memory is the peak of the biggest process of all commands.
func (m measured) memory() int64 {
	var peak int64
	for _, u := range []*usage{m.up, m.preview, m.refresh, m.revoke, m.destroy} {
		if u != nil {
			peak = max(peak, u.memory)
		}
	}
	return peak
}

// program is a Pulumi program.
type program struct {
	box     *sandbox.Sandbox
	name    string
	stack   string
	project string
	config  func(size) map[string]any
}

func (p program) String() string { return p.name }

func (p program) measure(ctx context.Context, s size) (m measured, err error) {
	st, err := stack.New(ctx, p.box, p.project, fmt.Sprintf("%s-%dx%d", p.stack, s.namespaces, s.principals))
	if err != nil {
		return m, err
	}
	if err := st.Configure(p.config(s)); err != nil {
		return m, err
	}
	pulumi := func(args ...string) (*usage, error) {
		line := slices.Concat([]string{p.box.Pulumi()}, args, []string{"--non-interactive", "--color=never"})
		u, _, err := command{st.Dir(), st.Env(), line}.run(ctx)
		return &u, err
	}
	if _, err := pulumi("preview"); err != nil { // compiles
		return m, err
	}
	up := []string{"up", "--yes", "--skip-preview"}
	if m.up, err = pulumi(up...); err != nil {
		return m, err
	}
	if m.state, err = stateSize(ctx, st); err != nil {
		return m, err
	}
	if m.preview, err = pulumi("preview", "--expect-no-changes", "--refresh=false"); err != nil {
		return m, err
	}
	if m.refresh, err = pulumi("preview", "--expect-no-changes", "--refresh"); err != nil {
		return m, err
	}
	if less := (size{s.namespaces - 1, s.principals - 1}); min(less.namespaces, less.principals) > 0 {
		if err := st.Configure(p.config(less)); err != nil {
			return m, err
		}
		if m.revoke, err = pulumi(up...); err != nil {
			return m, err
		}
	}
	m.destroy, err = pulumi("destroy", "--yes", "--skip-preview")
	return m, err
}

// stateSize is that of the state as a backend in a folder writes it: without white space.
func stateSize(ctx context.Context, st *stack.Stack) (int, error) {
	text, err := st.Run(ctx, "stack", "export")
	if err != nil {
		return 0, err
	}
	var compact bytes.Buffer
	err = json.Compact(&compact, []byte(text))
	return compact.Len(), err
}

// manual is kubectl apply, and the aws command once for each entry.
type manual struct {
	kubectl, aws string
	clients      clients
}

// newManual is not ok where the machine lacks one of the two. The stand-in for aws makes no entries, and would say nothing of
// the real one's speed.
func newManual(box *sandbox.Sandbox, c clients) (w manual, ok bool) {
	kubectl, err := exec.LookPath("kubectl")
	aws, standIn := box.AWS()
	if err != nil || standIn {
		progress("kubectl apply and aws are not measured, because this machine has not both")
		return w, false
	}
	return manual{kubectl, aws, c}, true
}

func (w manual) String() string { return "kubectl apply + aws" }

func (w manual) measure(ctx context.Context, s size) (m measured, err error) {
	of := w.clients.files[s]
	up, _, err := w.clients.command(w.kubectl, "apply", "-f", of.objects).run(ctx)
	if err != nil {
		return m, err
	}
	for _, entry := range s.entries() {
		u, _, err := w.clients.command(w.aws, "eks", "create-access-entry", "--region", sandbox.Region,
			"--cluster-name", *entry.ClusterName, "--principal-arn", *entry.PrincipalArn,
			"--kubernetes-groups", strings.Join(entry.KubernetesGroups, " ")).run(ctx)
		if err != nil {
			return m, err
		}
		up = up.then(u)
	}
	_, _, err = w.clients.command(w.clients.path, "delete", of.objects, of.entries).run(ctx)
	return measured{up: &up}, err
}

// clients are concurrent clients of the two APIs.
type clients struct {
	path  string
	env   []string
	files map[size]files
}

func newClients(ctx context.Context, box *sandbox.Sandbox, of map[size]files) (clients, error) {
	c := clients{path: filepath.Join(box.Root, ".build", "clients"), env: os.Environ(), files: of}
	build := command{filepath.Join(box.Root, "sandbox"), os.Environ(), []string{"go", "build", "-o", c.path, "./bench/clients"}}
	if _, _, err := build.run(ctx); err != nil {
		return c, err
	}
	kubeconfig := filepath.Join(box.TempDir(), "kubeconfig")
	for _, variable := range append(box.Environment(), sandbox.Variable{Name: "KUBECONFIG", Value: kubeconfig}) {
		c.env = append(c.env, variable.Name+"="+variable.Value)
	}
	return c, writeKubeconfig(box, kubeconfig)
}

func (c clients) String() string { return "concurrent clients" }

func (c clients) command(line ...string) command { return command{env: c.env, line: line} }

func (c clients) measure(ctx context.Context, s size) (m measured, err error) {
	of := c.files[s]
	up, _, err := c.command(c.path, "create", of.objects, of.entries).run(ctx)
	if err != nil {
		return m, err
	}
	destroy, _, err := c.command(c.path, "delete", of.objects, of.entries).run(ctx)
	return measured{up: &up, destroy: &destroy}, err
}
