package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/scientist-access/scientist-access/sandbox"
)

// roles is where the IAM roles of the sandbox's account are.
const roles = "arn:aws:iam::" + sandbox.AccountID + ":role/"

// scientists are the principals that one can be without asking for more. The second has a path, which EKS keeps in
// the ARN of an access entry.
func scientists() map[string]string {
	return map[string]string{"scientist": roles + "ScientistUserRole", "other": roles + "research/OtherScientist"}
}

func serveCommand(find finder) *cobra.Command {
	principals := scientists()
	var more map[string]string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Keep a small EKS running, and print what to export; Ctrl-C ends it",
		Long: "Keeps a small EKS running until Ctrl-C. Standard output gets the lines that a shell has to read,\n" +
			"standard error gets everything else.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := addPrincipals(principals, more); err != nil {
				return err
			}
			return serve(cmd.Context(), find, principals, os.Stdout, os.Stderr)
		},
	}
	cmd.Flags().StringToStringVar(&more, "principal", nil,
		"one more IAM principal, as `PROFILE=ARN`; may be repeated")
	return cmd
}

func addPrincipals(principals, more map[string]string) error {
	for name, arn := range more {
		if _, taken := principals[name]; taken || name == sandbox.Administrator {
			return fmt.Errorf("--principal %s=%s: the profile %s is there already: choose another name", name, arn, name)
		}
		principals[name] = arn
	}
	return nil
}

func serve(ctx context.Context, find finder, principals map[string]string, exports, messages io.Writer) (err error) {
	fmt.Fprintln(messages, "starting a small EKS; building what is missing first")
	tools, err := find(ctx, messages)
	if err != nil {
		return err
	}
	box, err := sandbox.StartWith(ctx, tools)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if err := prepare(ctx, box); err != nil {
		return err
	}
	for name, arn := range principals {
		if err := box.AddPrincipal(name, arn); err != nil {
			return fmt.Errorf("--principal %s=%s: %w", name, arn, err)
		}
	}
	if err := announce(box, principals, exports, messages); err != nil {
		return err
	}
	return waitForTheEnd(ctx, box, messages)
}

// announce prints everything that one needs to use the sandbox.
func announce(box *sandbox.Sandbox, principals map[string]string, exports, messages io.Writer) error {
	kubeconfig, err := writeKubeconfig(box)
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	writeExports(&lines, box, kubeconfig)
	file := filepath.Join(box.Dir, "env.sh")
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		return err
	}
	writeGuide(messages, box, principals, file)
	_, err = exports.Write(lines.Bytes())
	return err
}

func writeGuide(out io.Writer, box *sandbox.Sandbox, principals map[string]string, file string) {
	fmt.Fprintf(out, "\nEKS cluster %s in %s is ready. In another terminal, in the project's folder:\n\n", sandbox.Cluster, sandbox.Region)
	fmt.Fprintf(out, "  source %s\n", quote(file))
	fmt.Fprintln(out, "  pulumi stack init sandbox")
	for _, words := range settingCommands(box, map[string]string{"scientist": principals["scientist"]}) {
		fmt.Fprintln(out, "  "+commandLine("pulumi", words...))
	}
	fmt.Fprintln(out, "  pulumi up")
	fmt.Fprintf(out, "  AWS_PROFILE=scientist kubectl get pods --namespace %s\n", workNamespace)
	fmt.Fprintf(out, "\nProfiles for AWS_PROFILE; %s, who created the cluster, is the default:\n\n", sandbox.Administrator)
	for _, name := range slices.Sorted(maps.Keys(principals)) {
		fmt.Fprintf(out, "  %-12s %s\n", name, principals[name])
	}
	fmt.Fprintln(out, "\nKUBECONFIG names a file that signs in as AWS_PROFILE. The real aws command can write one for one profile:")
	fmt.Fprintf(out, "\n  AWS_PROFILE=scientist aws eks update-kubeconfig --region %s --name %s\n", sandbox.Region, sandbox.Cluster)
	fmt.Fprintf(out, "\nCtrl-C ends the sandbox and removes everything in %s. What the other terminal has to export:\n\n", box.Dir)
}

// waitForTheEnd returns nil when it is asked to end, which is what serve is there for.
func waitForTheEnd(ctx context.Context, box *sandbox.Sandbox, messages io.Writer) error {
	ended := make(chan error, 1)
	go func() { ended <- box.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		fmt.Fprintln(messages, "\nending the sandbox")
		return nil
	}
}
