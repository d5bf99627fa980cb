// Package principals asks AWS about a stack's principals before EKS is asked: who of them runs the stack, and whether IAM
// knows them. What AWS does not tell, because a right or a way to it is missing, stays unknown, and nothing depends on it.
package principals

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/internal/stackconfig"
	"github.com/scientist-access/scientist-access/internal/stackhooks"
)

// Caller is the AWS identity that runs the stack.
type Caller struct {
	ARN     string // of STS: a role's session or a user
	Account string
}

// Ask asks STS who the caller is, beside what else the program does; receive the answer once. It is empty where the stack's
// settings tell that STS is out of reach.
func Ask(ctx *pulumi.Context) <-chan Caller {
	answer := make(chan Caller, 1)
	settings, err := readSettings(ctx)
	if err != nil || settings.withoutSTS() {
		answer <- Caller{}
		return answer
	}
	go func() {
		found, err := aws.GetCallerIdentity(ctx, nil)
		if err != nil {
			found = &aws.GetCallerIdentityResult{}
		}
		answer <- Caller{found.Arn, found.AccountId}
	}()
	return answer
}

// Check warns of a principal that runs the stack, and gives the option of a component that looks up roles: see known.
func Check(ctx *pulumi.Context, caller Caller, args *component.ScientistAccessArgs) []stackhooks.Option {
	for _, warning := range caller.warnings(args) {
		_ = ctx.Log.Warn(warning, nil)
	}
	return known(ctx, caller)
}

// warnings tell of a principal that runs the stack: its own access entry goes before the objects which it could then not
// delete any more. Principals that are secret are not looked at.
func (c Caller) warnings(args *component.ScientistAccessArgs) []string {
	var warnings []string
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		arn, known := args.Principals[key].Arn.(pulumi.String)
		if !known || !iam.IsSession(c.ARN, string(arn)) {
			continue
		}
		warnings = append(warnings, fmt.Sprintf("principals.%s is who runs this stack (%s). The access entry gives it the rights of a "+
			"scientist in place of those that aws-auth may give, and a destroy deletes it before the roles and bindings, which nobody "+
			"may delete then. Run the stack as another role, or leave this principal out", key, c.ARN))
	}
	return warnings
}

// settings are those of the AWS provider that matter here.
type settings struct {
	skipsSTS  bool
	proxied   bool
	endpoints []endpoints
}

type endpoints struct{ STS, IAM string }

func readSettings(ctx *pulumi.Context) (settings, error) {
	section, err := stackconfig.ReadSection(ctx, "aws")
	if err != nil {
		return settings{}, err
	}
	var s settings
	s.skipsSTS, _ = strconv.ParseBool(section.Values["skipCredentialsValidation"])
	s.proxied = section.Values["httpProxy"]+section.Values["httpsProxy"] != ""
	if text := section.Values["endpoints"]; text != "" {
		err = json.Unmarshal([]byte(text), &s.endpoints)
	}
	return s, err
}

func (s settings) withoutSTS() bool {
	return s.skipsSTS && !slices.ContainsFunc(s.endpoints, func(e endpoints) bool { return e.STS != "" })
}

// leadToIAM reports whether the stack names a way to IAM.
func (s settings) leadToIAM() bool {
	return s.proxied || slices.ContainsFunc(s.endpoints, func(e endpoints) bool { return e.IAM != "" })
}
