package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const iamIntro = `# What scientists ask of AWS

RBAC and an access entry let a scientist work on the cluster. The HyperPod CLI also asks AWS: which EKS cluster belongs to a
HyperPod cluster, whether the caller has an access entry, which models there are. Signing in to the cluster itself takes no
permission in AWS.

To each principal goes an IAM policy that allows what the capabilities of its teams ask for, and nothing more. The output
` + "`attachIamPolicy`" + ` has the command that attaches it, by principal: to the role, to the user, or as inline policy of the
permission set if the role is IAM Identity Center's.

` + "```sh" + `
pulumi stack output attachIamPolicy --json | jq -r .alice
` + "```" + `

Or let the stack attach the policies, to the roles that are in the cluster's account and are the account's own:

` + "```yaml" + `
config:
  scientist-access:attachIamPolicies: true
  scientist-access:hyperPodClusterArn: arn:aws:sagemaker:us-west-2:111122223333:cluster/a1b2c3d4e5f6
` + "```" + `

In Go, ` + "`IAMPolicies`" + ` of the component has the documents, by principal.

` + "`hyperPodClusterArn`" + ` narrows the policies to one HyperPod cluster; without it they name every one of the account and region.
To attach, the stack's identity needs ` + "`iam:PutRolePolicy`, `iam:GetRolePolicy` and `iam:DeleteRolePolicy`" + ` on the roles. It can then
give these roles any right in AWS, so whoever can change the stack can, too.

## To connect

For every principal, apart from those whose teams name no capability and no rules: these get what AWS documents, below.

`

const iamDocumented = `
## The documented policy

AWS documents [an IAM policy for scientists](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-prerequisites-iam.html#sagemaker-hyperpod-prerequisites-iam-cluster-user),
which goes with the capability ` + "`documented`" + `. As published it is not valid JSON; this is what it says, for a cluster ` + "`ml`" + `:

`

const iamGaps = `
It lacks what these commands ask for. Name capabilities instead, and the policies have it.

`

// iamSample is where the sample policies of the page are.
var iamSample = policy.IAMPlace{
	Partition: "aws", Region: "us-west-2", Account: "111122223333", Cluster: "ml",
	Principal: "arn:aws:iam::111122223333:role/ScientistUserRole",
}

func iamPage() (string, error) {
	var b strings.Builder
	b.WriteString(generated + iamIntro + statementTable(policy.Connecting()))
	for _, c := range policy.Catalogue() {
		if len(c.Statements) > 0 && c.Name != "documented" {
			fmt.Fprintf(&b, "\n## %s\n\nBeyond what it takes to connect.\n\n%s", c.Name, statementTable(c.Statements))
		}
	}
	documented, err := policy.Statements("documented")
	if err != nil {
		return "", err
	}
	sample, err := indentedPolicy(documented)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "%s```json\n%s\n```\n\n%s%s%s", iamDocumented, sample, statementTable(documented), iamGaps, gaps(documented))
	return b.String(), nil
}

func statementTable(statements []policy.Statement) string {
	var rows [][]string
	for _, s := range statements {
		reason := s.Reason
		if s.Wide != "" {
			reason += ". Not narrower: " + s.Wide
		}
		rows = append(rows, []string{"`" + s.Action + "`", codes(s.Resources), reason, link("source", s.Source)})
	}
	return table([]string{"Action", "Resource", "Why", "Source"}, rows)
}

func indentedPolicy(statements []policy.Statement) (string, error) {
	text, err := policy.IAMPolicy(statements, iamSample)
	if err != nil {
		return "", err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(text), "", "  "); err != nil {
		return "", err
	}
	return indented.String(), nil
}

// gaps are the commands that the statements do not let through.
func gaps(statements []policy.Statement) string {
	var rows [][]string
	for _, command := range commands.All() {
		if v, _ := command.UnderIAM(statements); v != commands.Works {
			rows = append(rows, []string{command.CLI, "`" + command.Name + "`", inAWS(command, statements)})
		}
	}
	return table([]string{"CLI", "Command", "With the documented policy"}, rows)
}

// inAWS is how a command fares in AWS.
func inAWS(command commands.Command, statements []policy.Statement) string {
	v, refused := command.UnderIAM(statements)
	var actions []string
	for _, c := range refused {
		action := "`" + c.Action + "`"
		if c.Tolerated {
			action += " (" + c.Loss + ")"
		}
		actions = append(actions, action)
	}
	text := strings.Join(slices.Compact(actions), ", ")
	switch v {
	case commands.Works:
		return "works"
	case commands.InPart:
		return "in part: " + text
	}
	return "**AccessDenied**: " + text
}
