package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/eks"
	"github.com/scientist-access/scientist-access/sandbox/stack"
)

// A scene is one stack of the program in testdata/operations, which declares the resources that its configuration
// lists. Its recordings are op-NAME-preview and, where exported, op-NAME-export: the state before the preview.
type scene struct {
	name     string
	updates  [][]config // what the program declares in one update after the other, before the preview
	preview  []config   // what it declares in the preview
	between  event
	command  []string // that previews; pulumi preview if empty
	args     []string // of it
	steps    bool     // record it once more as op-NAME-steps-preview, with --show-replacement-steps
	exported bool
	fails    bool // the preview does
}

// event is what happens to a stack between the last update and the preview.
type event func(context.Context, *recorder, *stack.Stack) error

// scenes show every operation of the engine, on objects and on access entries.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step.go (StepOp)
var scenes = slices.Concat(replacing, adopting, running)

// record plays a scene on the sandbox's cluster.
func (s scene) record(ctx context.Context, r *recorder) error {
	if err := r.prepare(ctx, []string{s.name}); err != nil {
		return err
	}
	st, err := s.stack(ctx, r)
	if err != nil {
		return err
	}
	if err := r.useKubeconfig(st, nil); err != nil {
		return err
	}
	return s.play(ctx, r, st)
}

func (s scene) stack(ctx context.Context, r *recorder) (*stack.Stack, error) {
	for _, list := range append(s.updates, s.preview) {
		for _, declared := range list {
			if err := s.addPrincipal(r, declared); err != nil {
				return nil, err
			}
		}
	}
	return r.stack(ctx, "sandbox/cmd/reviewdata/testdata/operations", s.name, nil)
}

// addPrincipal registers the principal of an entry; a malformed one is left for Pulumi to refuse.
func (s scene) addPrincipal(r *recorder, declared config) error {
	if declared["type"] != "AccessEntry" || declared["principal"] == malformed {
		return nil
	}
	_, err := r.box.EKS.AddPrincipal(roleARN(s.name + "-" + declared["principal"].(string)))
	return err
}

func (s scene) play(ctx context.Context, r *recorder, st *stack.Stack) error {
	for _, list := range s.updates {
		if err := declare(st, r, list); err != nil {
			return err
		}
		if _, err := st.Up(ctx); err != nil {
			return err
		}
	}
	if s.between != nil {
		if err := s.between(ctx, r, st); err != nil {
			return err
		}
	}
	if s.exported {
		if err := r.export(ctx, st, "op-"+s.name+"-export"); err != nil {
			return err
		}
	}
	if err := declare(st, r, s.preview); err != nil {
		return err
	}
	command := s.command
	if command == nil {
		command = []string{"preview"}
	}
	command = append(append(command, everything), s.args...)
	if err := r.digest(ctx, st, "op-"+s.name+"-preview", s.fails, command...); err != nil || !s.steps {
		return err
	}
	return r.digest(ctx, st, "op-"+s.name+"-steps-preview", s.fails, append(command, "--show-replacement-steps")...)
}

// declare configures the program to declare a list.
func declare(st *stack.Stack, r *recorder, list []config) error {
	if list == nil {
		list = []config{}
	}
	return st.Configure(config{"resources": list, "kubeconfig": r.kubeconfigPath()})
}

// importAll imports everything that [upgradable] declares, as pulumi import does: without the program.
func importAll(ctx context.Context, r *recorder, st *stack.Stack) error {
	const rbac = "kubernetes:rbac.authorization.k8s.io/v1:"
	own := st.Name + "-"
	file, err := json.Marshal(config{"resources": []config{
		{"type": rbac + "Role", "name": "reader", "id": st.Name + "/" + own + "reader"},
		{"type": rbac + "RoleBinding", "name": "some", "id": st.Name + "/" + own + "some"},
		{"type": rbac + "ClusterRole", "name": "reader", "id": own + "reader"},
		{"type": rbac + "ClusterRoleBinding", "name": "all", "id": own + "all"},
		{"type": "aws:eks/accessEntry:AccessEntry", "name": "ada", "id": sandbox.Cluster + ":" + roleARN(own+"Ada")},
	}})
	if err != nil {
		return err
	}
	path := filepath.Join(st.Dir(), "import.json")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		return err
	}
	_, err = st.Run(ctx, "import", "--file", path, "--yes", "--skip-preview", "--protect=false", "--generate-code=false")
	return err
}

// refused runs an update as a principal that lacks one action of EKS's API, so that it fails half way.
func refused(action string, list ...config) event {
	return func(ctx context.Context, r *recorder, st *stack.Stack) error {
		var others []string
		for _, allowed := range []string{"DescribeAccessEntry", "CreateAccessEntry", "DeleteAccessEntry"} {
			if allowed != action {
				others = append(others, "eks:"+allowed)
			}
		}
		profile := "limited-" + st.Name
		if err := r.box.AddPrincipal(profile, roleARN(profile), eks.Actions(others...)); err != nil {
			return err
		}
		st.Setenv("AWS_PROFILE=" + profile)
		defer st.Setenv("AWS_PROFILE=" + sandbox.Administrator)
		if err := declare(st, r, list); err != nil {
			return err
		}
		if _, err := st.Up(ctx); err == nil || !strings.Contains(err.Error(), "eks:"+action) {
			return fmt.Errorf("the update was to fail for want of eks:%s: %w", action, err)
		}
		return nil
	}
}
