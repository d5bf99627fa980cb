package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/internal/commands"
	"github.com/scientist-access/scientist-access/policy"
)

const accessPoliciesIntro = `# EKS access policies

EKS has access policies of its own, which are associated with access entries and need no RBAC objects. A stack can give
them to a team or to a principal, beside [capabilities](capabilities.md) or instead of them:

` + "```yaml" + `
config:
  scientist-access:teams:
    vision:
      namespaces: [aws-hyperpod-vision]
      accessPolicies:
        - policy: AmazonSagemakerHyperpodTrainingPolicy # in the team's namespaces
        - policy: AmazonSagemakerHyperpodUserClusterPolicy
          scope: cluster
        - policy: AmazonSagemakerHyperpodSpaceTemplatePolicy
          namespaces: [jupyter-k8s-shared] # instead of the team's
  scientist-access:principals:
    alice:
      arn: arn:aws:iam::111122223333:role/Alice
      teams: [vision]
      accessPolicies:
        - policy: arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy # in the namespaces of all her teams
` + "```" + `

- A policy is one of the names below, or the ARN of any. A name that is none of them is refused, with the nearest.
- Its scope is the namespaces of the team unless you say ` + "`cluster`" + `: the least right is the default. A ` + "`*`" + ` in
  ` + "`namespaces`" + ` stands for any characters.
- EKS associates a policy once with a principal. If several of its teams name it, it holds in all their namespaces, or in
  the cluster if one says so.
- A team with access policies and neither capabilities nor rules has no roles. To keep the documented policy beside
  them, name the capability ` + "`documented`" + `.
- A change of scope takes the policy away and gives it again: the principal lacks it for a moment.
- [EKS does not look](https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html) whether namespaces exist. The
  program does, and warns in previews too.
- What somebody else associates with an entry of the stack stays; [verify](verify.md) finds it. A policy that the stack
  gives is the stack's, whoever associated it before.
- [Guardrails](guardrails.md) look at the members of the team's groups, whatever lets their requests through. A team of
  access policies alone has no groups, so guardrails are refused there.

Access policies grant what AWS decides, which can change, and which EKS does not tell. ` + "`kubectl auth can-i --list`" + ` does not
show it, nor does impersonation, and the tests of this project can't try it. ` + "`review` and `verify`" + ` show what AWS
documents. The stack's identity needs more actions for them: see [operating.md](operating.md#what-an-administrator-needs).
`

const hyperPodIntro = `
## HyperPod's policies beside capabilities

AWS describes them [in words](https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-studio-setup-eks.html),
by kinds, without API groups. The groups here are those of the operators that HyperPod installs. Full access means get,
list, watch, create, update, patch and delete, AWS says; read access is taken for get, list and watch. In the tables these are
*full* and *read*. AWS names no shell in a pod, no port forwarding and no secrets; whether the policies grant something that
the page doesn't name is not known.

What is not said to be in the cluster holds in the namespaces. Beside each policy are the capabilities of which it gives
at least half.
`

func accessPoliciesPage() (string, error) {
	var b strings.Builder
	b.WriteString(generated + accessPoliciesIntro)
	var overview [][]string
	for _, a := range policy.AccessPolicies() {
		name := "`" + a.Name + "`"
		if a.HyperPod() {
			name = link(name, "#"+strings.ToLower(a.Name))
		}
		overview = append(overview, []string{
			name, associatedWith(a), link(a.Opens, a.Source), orDash(string(a.In("aws-hyperpod-research"))), orDash(string(a.InCluster())),
		})
	}
	b.WriteString("\n## Those that are known by name\n\n" + table(
		[]string{"Policy", "AWS associates it with", "Opens", "Severity in a namespace", "In the cluster"}, overview))
	b.WriteString("\nIn a namespace with controllers, those that run pods or read secrets matter more: see " +
		"[documented-policy.md](documented-policy.md#what-it-opens). High and critical ones cause a warning.\n")
	b.WriteString(hyperPodIntro)
	for _, a := range policy.AccessPolicies() {
		if a.HyperPod() {
			b.WriteString(besideCapabilities(a))
		}
	}
	return b.String(), nil
}

func associatedWith(a policy.AccessPolicy) string {
	switch namespace, elsewhere := a.Scope.Namespace(); {
	case elsewhere:
		return "the namespace `" + namespace + "`"
	case a.Scope == policy.Cluster:
		return "the cluster"
	}
	return "either"
}

// besideCapabilities is a table of what the policy gives, resource by resource, and of what the capabilities like it do.
func besideCapabilities(a policy.AccessPolicy) string {
	header, columns := []string{"Resource", "The policy"}, []map[string][]string{verbsByResource(a.Policy())}
	for _, c := range policy.Catalogue() {
		_, ours := policy.Diff(c.Policy(), a.Policy())
		if shared := rights(c.Policy()) - rights(ours); shared*2 >= rights(c.Policy()) {
			header = append(header, link("`"+c.Name+"`", "capabilities.md#"+c.Name))
			columns = append(columns, verbsByResource(c.Policy()))
		}
	}
	resources := map[string]bool{}
	for _, column := range columns {
		for resource := range column {
			resources[resource] = true
		}
	}
	var rows [][]string
	for _, resource := range slices.Sorted(maps.Keys(resources)) {
		row := []string{resource}
		for _, column := range columns {
			row = append(row, orDash(inShort(column[resource])))
		}
		rows = append(rows, row)
	}
	return fmt.Sprintf("\n### %s\n\n%s\nCommands of the CLI v3 that it lets through: %s.\n", a.Name, table(header, rows), commandsUnder(a))
}

// commandsUnder are the commands that a policy lets through alone, and more that it does beside the one for the cluster.
func commandsUnder(a policy.AccessPolicy) string {
	const forCluster = "AmazonSagemakerHyperpodUserClusterPolicy"
	cluster, _ := policy.LookupAccessPolicy(forCluster)
	alone := let(a.Policy())
	more := slices.DeleteFunc(let(a.Policy().Union(cluster.Policy())), func(name string) bool {
		return slices.Contains(alone, name) || slices.Contains(let(cluster.Policy()), name)
	})
	if len(more) == 0 {
		return orDash(codes(alone))
	}
	return orDash(codes(alone)) + "; together with `" + forCluster + "` also " + codes(more)
}

// verbsByResource are the verbs that a policy gives, by the resource and where it gives them.
func verbsByResource(p policy.Policy) map[string][]string {
	verbs := map[string][]string{}
	add := func(rules []rbacv1.PolicyRule, where string) {
		for _, r := range policy.Singles(rules) {
			resource := "`" + strings.TrimSuffix(r.Resources[0]+"."+r.APIGroups[0], ".") + "`"
			if len(r.ResourceNames) > 0 {
				resource += " named " + codes(r.ResourceNames)
			}
			verbs[resource+where] = append(verbs[resource+where], r.Verbs[0])
		}
	}
	add(p.Cluster, ", in the cluster")
	add(p.Namespace, "")
	for namespace, rules := range p.Elsewhere {
		add(rules, ", in `"+namespace+"`")
	}
	return verbs
}

// inShort names the verbs by AWS's words for many of them.
func inShort(verbs []string) string {
	switch strings.Join(verbs, " ") {
	case "create delete get list patch update watch":
		return "full"
	case "get list watch":
		return "read"
	}
	return codes(verbs)
}

// let are the commands that a policy lets through, of those that ask Kubernetes for something.
func let(p policy.Policy) []string {
	var names []string
	for _, command := range commands.All() {
		if v, _ := command.Under(p, team); v == commands.Works && command.CLI == "v3" && len(command.Needs) > 0 {
			names = append(names, command.Name)
		}
	}
	return slices.Compact(names)
}

// rights is how many single rights a policy has.
func rights(p policy.Policy) int {
	n := len(policy.Singles(p.Cluster)) + len(policy.Singles(p.Namespace))
	for _, rules := range p.Elsewhere {
		n += len(policy.Singles(rules))
	}
	return n
}
