package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

// team is the namespace for which the pages are worked out.
const team = "hyperpod-ns-research"

const commandsIntro = `# Which commands work

How every command of the HyperPod CLI, versions 1 to 3, fares under the documented policy and under each capability,
worked out from its requests to the Kubernetes API, and to AWS further down. An option that needs further rights has its
own line.

- **works**: every request is authorized.
- **in part**: the command goes on without the refused requests, or needs them only sometimes, or stops after it has
  already changed something. The refused requests follow.
- **Forbidden**: it stops before it has changed anything.

*Capabilities* are those that, combined, let the command through. The *alone* columns name single capabilities, leaving
out the documented policy; under every capability that they don't name, the command is Forbidden. *any* means that the
command asks Kubernetes for nothing. For what each capability grants, see [capabilities.md](capabilities.md).
Commands that create, change or delete clusters are an administrator's.
`

const awsIntro = `
## Requests to AWS

What the commands ask of AWS, in order, and how they fare with [the IAM policy that AWS documents for scientists](iam.md#the-documented-policy).
With the policies of [iam.md](iam.md), every request is allowed. Those in parentheses aren't always made, or may be refused
without stopping the command. All other commands ask nothing of AWS.

`

func commandsPage() (string, error) {
	var b strings.Builder
	b.WriteString(generated + commandsIntro)
	for _, cli := range []string{"v1", "v2", "v3"} {
		rows, err := verdictRows(cli)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n## CLI %s\n\n%s", cli,
			table([]string{"Command", "Capabilities", "Documented policy", "Works alone with", "In part alone with"}, rows))
	}
	b.WriteString("\n## Requests\n\nIn the order in which the commands make them. ")
	b.WriteString("Those in parentheses aren't always made, or may be refused without stopping the command.\n\n")
	b.WriteString(table([]string{"CLI", "Command", "Requests"}, requestRows()))
	rows, err := awsRows()
	if err != nil {
		return "", err
	}
	b.WriteString(awsIntro + table([]string{"CLI", "Command", "Requests to AWS", "Documented IAM policy"}, rows))
	return b.String(), nil
}

func verdictRows(cli string) ([][]string, error) {
	var rows [][]string
	for _, command := range commands.All() {
		if command.CLI != cli {
			continue
		}
		if command.Administrators {
			rows = append(rows, []string{"`" + command.Name + "`", "an administrator's", "–", "–", "–"})
			continue
		}
		if err := proven(command); err != nil {
			return nil, err
		}
		works, inPart := alone(command)
		rows = append(rows, []string{
			"`" + command.Name + "`", orDash(codes(command.Needs)), verdict(command, policy.Documented()),
			orDash(works), orDash(inPart),
		})
	}
	return rows, nil
}

// proven fails where the page would claim what isn't true.
func proven(command commands.Command) error {
	p, err := policy.Combine(command.Needs...)
	if err != nil {
		return err
	}
	if v, refused := command.Under(p, team); v != commands.Works {
		return fmt.Errorf("%s %s is refused %v under %v", command.CLI, command.Name, refused, command.Needs)
	}
	statements, err := policy.Statements(command.Needs...)
	if err != nil {
		return err
	}
	if v, refused := command.UnderIAM(statements); v != commands.Works {
		return fmt.Errorf("%s %s is refused %v in AWS under %v", command.CLI, command.Name, refused, command.Needs)
	}
	return nil
}

func verdict(command commands.Command, p policy.Policy) string {
	v, refused := command.Under(p, team)
	switch v {
	case commands.Works:
		return "works"
	case commands.InPart:
		return "in part: " + calls(refused)
	}
	return "**Forbidden**: " + calls(refused)
}

// alone names the single capabilities under which the command works, and works in part.
func alone(command commands.Command) (works, inPart string) {
	if len(command.Calls) == 0 {
		return "any", ""
	}
	var whole, part []string
	for _, c := range policy.Catalogue() {
		if c.Name == "documented" {
			continue
		}
		switch v, refused := command.Under(c.Policy(), team); v {
		case commands.Works:
			whole = append(whole, c.Name)
		case commands.InPart:
			part = append(part, "`"+c.Name+"` ("+calls(refused)+")")
		}
	}
	return codes(whole), strings.Join(part, ", ")
}

func calls(list []commands.Call) string {
	var out []string
	for _, c := range list {
		out = append(out, c.String())
	}
	return strings.Join(out, "; ")
}

func requestRows() [][]string {
	var rows [][]string
	for _, command := range commands.All() {
		var out []string
		for _, c := range command.Calls {
			out = append(out, request(c))
		}
		rows = append(rows, []string{command.CLI, "`" + command.Name + "`", orDash(strings.Join(out, "; "))})
	}
	return rows
}

func request(c commands.Call) string {
	return aside(link(c.String(), c.Source), c.Tolerated, c.Loss, c.Condition)
}

// aside puts a request in parentheses that a command can do without.
func aside(text string, tolerated bool, loss, condition string) string {
	switch {
	case tolerated:
		return "(" + text + "; refused: " + loss + ")"
	case condition != "":
		return "(" + text + ", when " + condition + ")"
	}
	return text
}

func awsRows() ([][]string, error) {
	documented, err := policy.Statements("documented")
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, command := range commands.All() {
		var out []string
		for _, c := range command.AWS {
			text := aside(link(c.Action, c.Source), c.Tolerated, c.Loss, c.Condition)
			if !slices.Contains(out, text) { // on two kinds of resource
				out = append(out, text)
			}
		}
		if len(out) > 0 {
			rows = append(rows, []string{command.CLI, "`" + command.Name + "`", strings.Join(out, "; "), inAWS(command, documented)})
		}
	}
	return rows, nil
}
