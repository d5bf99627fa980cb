package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/sandbox"
	"github.com/scientist-access/scientist-access/sandbox/stack"
	"github.com/scientist-access/scientist-access/toolchain"
)

func demoCommand(find finder) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Show the whole main job: a scientist gains, uses and loses access",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), find, os.Stdout, os.Stderr) },
	}
}

// demo is one run of the demonstration.
type demo struct {
	story     *story
	progress  io.Writer
	find      finder
	tools     toolchain.Tools
	box       *sandbox.Sandbox
	stack     *stack.Stack
	scientist *scientist
}

// step is a part of the demonstration. It fails when anything does not go as it tells.
type step struct {
	title string
	run   func(*demo, context.Context) error
}

var steps = []step{
	{"Find what is needed, and build what is not there", (*demo).findTools},
	{"Start a small EKS on this machine", (*demo).start},
	{"The scientist has an IAM role, and no access yet", (*demo).refusedBefore},
	{"The administrator configures a stack of the program", (*demo).configure},
	{"Look at the plan, then carry it out", (*demo).up},
	{"The scientist signs in with the IAM role, and works", (*demo).work},
	{"What the scientist may not do, the API server refuses", (*demo).refusals},
	{"The administrator takes the access away", (*demo).destroy},
	{"The same IAM role is refused", (*demo).refusedAfter},
}

func runDemo(ctx context.Context, find finder, out, progress io.Writer) (err error) {
	d := &demo{story: newStory(out), progress: progress, find: find}
	defer func() {
		if d.box != nil {
			err = errors.Join(err, d.box.Close())
		}
	}()
	begin := time.Now()
	for i, s := range steps {
		d.story.step(i+1, s.title)
		if err := s.run(d, ctx); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("step %d (%s) did not go as told: %w", i+1, s.title, err)
		}
	}
	d.story.end(fmt.Sprintf("Done in %s: an IAM principal gained, used and lost access; nothing is left.", rounded(time.Since(begin))))
	return nil
}

// findTools leaves out the controllers: nothing here waits for one, and few machines have them.
func (d *demo) findTools(ctx context.Context) (err error) {
	begin := time.Now()
	if d.tools, err = d.find(ctx, d.progress, toolchain.ControllerManager); err != nil {
		return err
	}
	d.story.say("etcd, Kubernetes and Pulumi: in %s", rounded(time.Since(begin)))
	return nil
}

func (d *demo) start(ctx context.Context) error {
	begin := time.Now()
	err := patiently(d.progress, "starting", func() (err error) {
		d.box, err = sandbox.StartWith(ctx, d.tools)
		return err
	})
	if err != nil {
		return err
	}
	if err := prepare(ctx, d.box); err != nil {
		return err
	}
	d.story.say("ready in %s: cluster %s in %s", rounded(time.Since(begin)), sandbox.Cluster, sandbox.Region)
	d.story.say("real: etcd, kube-apiserver, the Pulumi CLI and its Kubernetes provider; there are no controllers")
	d.story.say("stand-ins: the EKS and STS API%s; the node and the operator's pod are objects only", d.standIns())
	begin = time.Now()
	if err := patiently(d.progress, "compiling the program", func() error { return compileProgram(ctx, d.box.Root) }); err != nil {
		return err
	}
	d.story.say("the program: compiled in %s", rounded(time.Since(begin)))
	return nil
}

func (d *demo) standIns() string {
	text := ""
	if d.box.StandInAWSPlugin {
		text += ", Pulumi's AWS provider"
	}
	if _, standIn := d.box.AWS(); standIn {
		text += ", the aws command"
	}
	return text
}

// compileProgram does what Pulumi would do at the first preview, without a word, from an empty cache for minutes.
func compileProgram(ctx context.Context, root string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join("bin", "program"), ".")
	cmd.Dir = root
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

const (
	profile      = "scientist"
	scientistARN = roles + "ScientistUserRole"
)

func (d *demo) refusedBefore(ctx context.Context) error {
	if err := d.box.AddPrincipal(profile, scientistARN); err != nil {
		return err
	}
	d.story.say("AWS_PROFILE=%s is %s", profile, scientistARN)
	d.story.say("the requests are those of kubectl; the demo sends them itself, so that kubectl need not be there")
	var err error
	if d.scientist, err = newScientist(d.box.SignIn(profile), d.story); err != nil {
		return err
	}
	return d.scientist.do(ctx, listNodes.expecting(401))
}

func (d *demo) configure(ctx context.Context) (err error) {
	d.story.command(commandLine("pulumi", "stack", "init", "demo"))
	if d.stack, err = stack.New(ctx, d.box, "", "demo"); err != nil {
		return err
	}
	for _, words := range settingCommands(d.box, map[string]string{"alice": scientistARN}) {
		if err := d.pulumi(ctx, words...); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) up(ctx context.Context) error {
	if err := d.pulumi(ctx, "preview", "--suppress-outputs"); err != nil {
		return err
	}
	if err := d.scientist.do(ctx, listNodes.expecting(401)); err != nil {
		return fmt.Errorf("after a preview, which changes nothing: %w", err)
	}
	return d.pulumi(ctx, "up", "--yes", "--skip-preview")
}

func (d *demo) work(ctx context.Context) error { return d.scientist.do(ctx, work...) }

func (d *demo) refusals(ctx context.Context) error { return d.scientist.do(ctx, refused...) }

func (d *demo) destroy(ctx context.Context) error {
	return d.pulumi(ctx, "destroy", "--yes", "--skip-preview", "--suppress-outputs")
}

func (d *demo) refusedAfter(ctx context.Context) error {
	d.story.say("kube-apiserver takes a token that it has just accepted for up to 10 s more: asking until it does not")
	return d.scientist.waitFor(ctx, listNodes.expecting(401))
}

// pulumi runs a command of the real CLI and shows what it prints.
func (d *demo) pulumi(ctx context.Context, words ...string) error {
	d.story.command(commandLine("pulumi", words...))
	printed, err := d.stack.Run(ctx, words...)
	if err != nil {
		return err
	}
	d.story.output(printed)
	return nil
}
