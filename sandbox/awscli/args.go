package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// tokenRequest is what the command line of `aws eks get-token` asks for.
type tokenRequest struct {
	cluster string
	region  string // of the AWS configuration if empty
	profile string // of the environment if empty
	roleARN string // the credentials' own identity if empty
}

// parse reads the command line. As with the real CLI, the global options may stand before the command.
func parse(args []string) (tokenRequest, error) {
	var request tokenRequest
	var output string
	flags := flag.NewFlagSet("aws", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&request.cluster, "cluster-name", "", "")
	flags.StringVar(&request.region, "region", "", "")
	flags.StringVar(&request.profile, "profile", "", "")
	flags.StringVar(&request.roleARN, "role-arn", "", "")
	flags.StringVar(&output, "output", "json", "")

	// The flag package stops at the first word that is not an option: gather the words, and go on behind each.
	var words []string
	for rest := args; ; rest = flags.Args()[1:] {
		if err := flags.Parse(rest); err != nil {
			return request, err
		}
		if flags.NArg() == 0 {
			break
		}
		words = append(words, flags.Arg(0))
	}
	switch {
	case !slices.Equal(words, []string{"eks", "get-token"}):
		return request, fmt.Errorf("the command %q is not answered", strings.Join(words, " "))
	case request.cluster == "":
		return request, errors.New("--cluster-name is missing")
	case output != "json":
		return request, fmt.Errorf("--output %q: only json is answered", output)
	}
	return request, nil
}
