package main

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const documentedIntro = `# The documented policy

The policy of the [SageMaker AI developer guide](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html)
is the default, verbatim. This page shows what its rules are worth to the HyperPod CLI: which verbs its commands use,
which no command uses, and which have no effect at all. For what it lacks, see [commands.md](commands.md).

`

const documentedDangers = `
## What it opens

Some rights lead further than they seem to. In a namespace where controllers run, such as ` + "`kubeflow`" + `, whoever can
start a pod or enter one can act as the controller. **Prefer a namespace without controllers**: automatic job resume
works in every namespace whose name starts with ` + "`aws-hyperpod`" + `, so ` + "`aws-hyperpod-<team>`" + ` keeps it.
Don't use the namespace ` + "`aws-hyperpod`" + ` itself: HyperPod's own components run there.
`

func documentedPage() (string, error) {
	var b strings.Builder
	b.WriteString(generated + documentedIntro)
	p := policy.Documented()
	b.WriteString(table([]string{"Where", "Resources", "Used by the CLI", "Used by no command", "No effect"},
		append(worth(policy.Cluster, p.Cluster), worth(policy.TeamNamespaces, p.Namespace)...)))

	var rows [][]string
	for _, f := range p.Findings() {
		rows = append(rows, []string{verbsOn(f.Rule), strings.ReplaceAll(f.Part, `"`, "`"), f.Reason})
	}
	fmt.Fprintf(&b, "\n## No effect\n\n%s", table([]string{"Rule", "Part", "Why it has no effect"}, rows))

	b.WriteString(documentedDangers)
	for _, namespace := range []string{"kubeflow", "aws-hyperpod-research"} {
		fmt.Fprintf(&b, "\n### In `%s`\n\n%s", namespace,
			table([]string{"Severity", "Rule", "Opens", "Instead"}, dangerRows(p.Dangers(namespace))))
	}
	return b.String(), nil
}

func dangerRows(dangers []policy.Danger) [][]string {
	var rows [][]string
	for _, d := range dangers {
		rows = append(rows, []string{string(d.Severity), verbsOn(d.Rule), link(d.Opens, d.Source), prose(d.Instead)})
	}
	return rows
}

// worth sorts the verbs of each rule by what they do for the CLI.
func worth(scope policy.Scope, rules []rbacv1.PolicyRule) [][]string {
	var rows [][]string
	for _, r := range rules {
		for _, resource := range r.Resources {
			var used, unused, idle []string
			for _, right := range validation.BreakdownRule(r) {
				if right.Resources[0] != resource {
					continue
				}
				verb := right.Verbs[0]
				switch {
				case len(in(scope, right).Findings()) > 0:
					idle = append(idle, verb)
				case anyUse(in(scope, right)):
					used = append(used, verb)
				default:
					unused = append(unused, verb)
				}
			}
			rows = append(rows, []string{
				scope.String(), "`" + resource + "`", orDash(codes(used)), orDash(codes(unused)), orDash(codes(idle)),
			})
		}
	}
	return rows
}

func in(scope policy.Scope, r rbacv1.PolicyRule) policy.Policy {
	if scope == policy.Cluster {
		return policy.Policy{Cluster: []rbacv1.PolicyRule{r}}
	}
	return policy.Policy{Namespace: []rbacv1.PolicyRule{r}}
}

// anyUse reports whether a command makes a call that nothing but this right lets through.
func anyUse(right policy.Policy) bool {
	return slices.ContainsFunc(commands.All(), func(command commands.Command) bool {
		return slices.ContainsFunc(command.Calls, func(c commands.Call) bool {
			return c.AllowedBy(right, team) && !c.AllowedBy(policy.Policy{}, team)
		})
	})
}
