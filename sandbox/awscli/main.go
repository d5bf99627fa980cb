// Command aws is the sandbox's stand-in for the AWS CLI on machines that have none. It answers
//
//	aws eks get-token --cluster-name NAME [--region REGION] [--role-arn ARN] [--profile PROFILE] [--output json]
//
// as the real one does, from the same environment and configuration files, and nothing else.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the command line and returns the exit status: 0, 1 if no token could be made, or 2 for a command
// line that is not answered here.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	request, err := parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "aws: %v\n%s\n", err, usage)
		return 2
	}
	credential, err := execCredential(ctx, request)
	if err != nil {
		fmt.Fprintf(stderr, "aws: making a token for cluster %s: %v\n", request.cluster, err)
		return 1
	}
	if _, err := fmt.Fprintln(stdout, credential); err != nil {
		return 1
	}
	return 0
}

const usage = "This is the stand-in for the AWS CLI of the scientist-access sandbox. It answers only: " +
	"aws eks get-token --cluster-name NAME [--region REGION] [--role-arn ARN] [--profile PROFILE] [--output json]"
