package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scientist-access/scientist-access/guardrails"
	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const guardrailsIntro = `# Guardrails

RBAC says who may create a pod. It cannot say what is in the pod: as which service account it runs, what it mounts of its
node, and whether it is privileged. Who may submit a training job can therefore often do more than submit one: the job may
run as an operator's service account, or take over its node. Guardrails close such ways up. They are a
[validating admission policy](https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/) for
each team that wants one: the API server itself refuses what the policy does not allow, to members of the team, in the
namespaces where the team has rights. It looks at nobody else's requests, so that operators, administrators and other teams
never notice. The cluster needs Kubernetes 1.30 or later; an older one is refused at preview.

` + "```yaml" + `
config:
  scientist-access:namespaces: [aws-hyperpod-vision]
  scientist-access:capabilities: [hyperpod-pytorch-jobs]
  scientist-access:guardrails:
    action: deny # or warn, or audit: only deny closes anything
    serviceAccounts: [default, trainer] # that pods may run as; default: [default]
    hostPaths: [/opt/dlami/nvme] # that pods may mount, with everything below; default: none
` + "```" + `

Below a team in ` + "`teams`" + ` it is the same, and in Go it is ` + "`Guardrails`" + ` of ` + "`ScientistAccessArgs` and `TeamArgs`" + `. Pulumi
creates the policy before the rights that it guards, and deletes it after them.

**For a new cluster** choose the least: a namespace without controllers such as ` + "`aws-hyperpod-<team>`" + `, capabilities
instead of the documented policy, guardrails with ` + "`action: deny`" + `, and, for namespaces that the program creates, a Pod
Security level, which holds for everybody's pods, also for those that operators make:

` + "```yaml" + `
config:
  scientist-access:createNamespaces: true
  scientist-access:podSecurity: {enforce: baseline, warn: restricted, version: latest}
` + "```" + `

The level baseline allows no host paths at all, not even those in ` + "`hostPaths`" + `.
`

const guardrailsRollout = `
## From audit to deny

On a cluster where people work, see first whom the guardrails would stop:

1. Set ` + "`action: audit`" + ` and run ` + "`pulumi up`" + `. Every request goes through. One that would be refused has the annotation
   ` + "`validation.policy.admission.k8s.io/validation_failure`" + ` in the cluster's
   [audit log](https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html), with the name of the policy and
   what is not allowed. In CloudWatch Logs Insights, in the log group ` + "`/aws/eks/<cluster>/cluster`" + `:

   ` + "```" + `
   fields @timestamp, user.username, objectRef.namespace, objectRef.resource, objectRef.name
   | filter @logStream like /kube-apiserver-audit/ and @message like /validation_failure/
   | sort @timestamp desc
   ` + "```" + `
2. Allow what your people need, in ` + "`serviceAccounts` and `hostPaths`" + `, or help them do without.
3. Set ` + "`action: warn`" + `: they see what will be refused, and can still work.
4. Set ` + "`action: deny`" + `. From now on the preview does not warn of what is closed, and ` + "`scientist-access review`" + ` lists it apart
   from the findings, where the policy is this one to the letter. ` + "`scientist-access verify`" + ` finds what somebody changed in it.

A later version of scientist-access may bring other expressions: the next ` + "`pulumi up`" + ` updates the policy in place.
`

const guardrailsOpen = `
## What remains open

- What the table above calls *not closed*. Mounting secrets and entering pods are the most important: keep secrets and pods
  of others out of a team's namespaces.
- What an allowed service account may do, and IAM roles that trust it. An allowed path that pods can write to: a symbolic
  link there can lead another pod out of it.
- What is the operators' doing: the guardrails check what a scientist writes, not what an operator makes of it. The operators
  of HyperPod are not published. A JumpStart model names IAM roles by their ARNs (` + "`spec.server.executionRole`" + `), and a workspace
  names templates and access strategies that others wrote.
- Resources that are not in the table below, of operators that nobody has looked at yet. Grant rights on them knowingly.
- The first seconds: the API server begins to enforce a new policy a moment after it was created.
- A member of a team who has other groups too is held to the guardrails with all of them, in the team's namespaces.
`

func guardrailsPage() (string, error) {
	g := guardrails.Guardrails{
		Groups:          []string{"hyperpod-scientist-user-namespace-level"},
		ServiceAccounts: []string{"default", "trainer"}, HostPaths: []string{"/opt/dlami/nvme"},
	}
	var b strings.Builder
	b.WriteString(generated + guardrailsIntro)
	b.WriteString("\n## What is closed\n\n")
	b.WriteString(table([]string{"Danger", "Severity", "Opens", "Closed by", "Otherwise"}, answerRows()))
	b.WriteString(guardrailsRollout)
	b.WriteString(exceptions())
	b.WriteString(guardrailsOpen)
	b.WriteString("\n## Resources\n\nWhere the guardrails look for pods. " + "`[]` stands for every item of a list, `{}` for every value of a " +
		"map; what ends with `?` may be absent. Of a custom resource, other versions and other fields than those that are known " +
		"are refused, as is a resource of which no list of fields tells what its pods are made of.\n\n")
	b.WriteString(table([]string{"Resource", "Versions", "Pods", "Beside them"}, resourceRows()))
	b.WriteString("\nRefused: " + codes(refused()) + ".\n")
	b.WriteString("\n## Expressions\n\nThe policy for the configuration above, part by part. `variables.NAME` is one of the parts before.\n")
	for _, p := range g.Parts() {
		fmt.Fprintf(&b, "\n**%s**: %s\n\n```cel\n%s\n```\n", p.Name, p.Meaning, p.Expression)
	}
	b.WriteString("\nA request is refused unless all of these are true:\n")
	for _, v := range g.Policy().Validations {
		fmt.Fprintf(&b, "\n%s\n\n```cel\n%s\n```\n", prose(v.Message), v.Expression)
	}
	return b.String(), nil
}

func answerRows() [][]string {
	var rows [][]string
	for _, d := range policy.KnownDangers() {
		closed := "not closed: " + d.Answer.Why
		if d.Answer.Guardrail != "" {
			closed = "`" + string(d.Answer.Guardrail) + "`"
		}
		rows = append(rows, []string{"`" + d.Name + "`", string(d.Severity), link(d.Opens, d.Source), closed, prose(d.Instead)})
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return rows
}

func refused() []string {
	var names []string
	for _, m := range policy.PodMakers() {
		if m.IsZero() {
			names = append(names, m.Resource+"."+m.Group)
		}
	}
	return names
}

func resourceRows() [][]string {
	var rows [][]string
	for _, m := range policy.PodMakers() {
		name := "`" + strings.TrimSuffix(m.Resource+"."+m.Group, ".") + "`"
		if m.IsZero() {
			continue
		}
		beside := slices.Concat(m.Containers, m.Contexts, m.HostPaths)
		rows = append(rows, []string{name, orDash(strings.Join(m.Versions, ", ")), orDash(codes(m.Pods)), orDash(codes(beside))})
	}
	return rows
}

// exceptions are the commands that do not work without a path of the node.
func exceptions() string {
	var rows [][]string
	for _, c := range commands.All() {
		if mounts := c.HostPaths(); len(mounts.Paths) > 0 {
			rows = append(rows, []string{c.CLI, "`" + c.Name + "`", codes(mounts.Paths), link("source", mounts.Source)})
		}
	}
	return "\n## Commands of the HyperPod CLI\n\nEvery command that works under a capability works with guardrails too: tests make " +
		"all their requests. These need paths of the node, because AWS's templates always mount them:\n\n" +
		table([]string{"CLI", "Command", "`hostPaths`", "Source"}, rows) +
		"\n`hyp create hyp-pytorch-job --service-account-name` and `hyp create hyp-space --service-account-name` need the account in " +
		"`serviceAccounts`, `--volume type=hostPath` the path in `hostPaths`. A recipe's template comes from SageMaker's hub: what " +
		"else it mounts, only the hub knows. Weights of models that are cached on the node need `/opt/dlami/nvme` in `hostPaths`.\n"
}
