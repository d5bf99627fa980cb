package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const capabilitiesIntro = `# Capabilities

Capabilities are named parts of a policy: name what your scientists do, and they get only the rights that it takes.
Capabilities add up, in any order; a right that several of them include is granted once. Tests remove each right from
each capability, one at a time, and check that some command then fails; the documented policy is exempt.

*Where* is the whole cluster, each of the team's namespaces, or one fixed other namespace. ` + "`{namespace}`" + ` in a
name stands for each of the team's namespaces. For the commands that each capability allows, see
[commands.md](commands.md).

In the stack's configuration, for all scientists or below a team:

` + "```yaml" + `
config:
  scientist-access:namespaces: [aws-hyperpod-vision]
  scientist-access:capabilities: [hyperpod-pytorch-jobs, exec]
  scientist-access:policy: # your own rules, added to the capabilities
    namespace:
      - {apiGroups: [""], resources: [events], verbs: [list]}
` + "```" + `

In Go these are ` + "`Capabilities` and `Policy` of `ScientistAccessArgs` and `TeamArgs`" + `. With neither of them, nor
[EKS access policies](access-policies.md), the documented policy applies. Adding or removing a capability changes the
roles in place; whatever only that capability granted is Forbidden from then on. Rules of your own with escalate, bind,
impersonate or wildcards are refused unless ` + "`allowDangerous`" + ` names them; the preview warns of other dangers, of parts
that have no effect, and of namespaces where controllers run. **Prefer a namespace without controllers**, such as ` + "`aws-hyperpod-<team>`" + `; see
[what the documented policy opens](documented-policy.md#what-it-opens), and [what guardrails close](guardrails.md).

If AWS's own Helm subcharts grant the rights, name the charts instead, with the values that they were installed with.
The access entries then carry exactly the groups that the charts bind, which differ from those in the guide:

` + "```yaml" + `
config:
  scientist-access:helmCharts:
    cluster: {} # roleName
    namespaced: {namespace: kubeflow} # and roleName
    team: {targetId: vision}
    createObjects: false # true if the charts aren't installed: the same objects are then created
` + "```" + `
`

func capabilitiesPage() (string, error) {
	var b strings.Builder
	b.WriteString(generated + capabilitiesIntro + "\n")

	var overview [][]string
	for _, c := range policy.Catalogue() {
		overview = append(overview, []string{link("`"+c.Name+"`", "#"+c.Name), c.Summary})
	}
	b.WriteString(table([]string{"Capability", "What for"}, overview))

	for _, c := range policy.Catalogue() {
		var rows [][]string
		for _, r := range c.Rules {
			rows = append(rows, []string{r.Scope.String(), verbsOn(r.PolicyRule), r.Reason, link("source", r.Source)})
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n%s%s%s", c.Name, c.Summary,
			table([]string{"Where", "Rule", "Why", "Source"}, rows), together(c.Name), asksOfAWS(c))
	}
	return b.String(), nil
}

// asksOfAWS names the actions of IAM that go with a capability.
func asksOfAWS(c policy.Capability) string {
	var actions []string
	for _, s := range c.Statements {
		actions = append(actions, s.Action)
	}
	if len(actions) == 0 {
		return ""
	}
	return "\nIn AWS, " + link("beyond what it takes to connect", "iam.md") + ": " + codes(actions) + ".\n"
}

// together names the capabilities that some command needs beside this one.
func together(name string) string {
	var others []string
	for _, command := range commands.All() {
		if slices.Contains(command.Needs, name) {
			others = append(others, command.Needs...)
		}
	}
	slices.Sort(others)
	others = slices.DeleteFunc(slices.Compact(others), func(n string) bool { return n == name })
	if len(others) == 0 {
		return ""
	}
	return "\nSome commands also need " + codes(others) + ".\n"
}
