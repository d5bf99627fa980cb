package component

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/scientist-access/scientist-access/internal/iam"
	"github.com/scientist-access/scientist-access/policy"
)

// validateAccessPolicies checks those of all teams and principals.
func (args *ScientistAccessArgs) validateAccessPolicies() field.ErrorList {
	var problems field.ErrorList
	partition := args.partition()
	for _, p := range args.allPolicies(args.teams()) {
		problems = append(problems, p.validate()...)
		if partition != "" {
			problems = append(problems, list(p.checkPartition(partition))...)
		}
	}
	return problems
}

// partition is that of the principals; empty if all are outputs.
func (args *ScientistAccessArgs) partition() string {
	for _, key := range slices.Sorted(maps.Keys(args.Principals)) {
		if arn, known := plain(args.Principals[key].Arn); known {
			return iam.Partition(arn)
		}
	}
	return ""
}

var accessPolicyPattern = regexp.MustCompile(`^arn:[a-z-]+:eks::aws:cluster-access-policy/[A-Za-z0-9]+$`)

func (p placed) validate() field.ErrorList {
	problems := list(p.checkPolicy())
	at := p.path.Child("namespaces")
	switch {
	case !slices.Contains([]string{"", ClusterScope, NamespacesScope}, p.Scope):
		problems = append(problems, field.NotSupported(p.path.Child("scope"), p.Scope, []string{ClusterScope, NamespacesScope}))
	case p.Scope == ClusterScope && p.Namespaces != nil:
		problems = append(problems, field.Forbidden(at, "the policy holds in the whole cluster; remove them, or the scope"))
	case p.Scope != ClusterScope && len(p.in()) == 0:
		problems = append(problems, field.Required(at, "name at least one namespace, or set scope to cluster"))
	}
	return append(problems, each(at, p.Namespaces, checkNamespacePattern)...)
}

func (p placed) checkPolicy() *field.Error {
	at := p.path.Child("policy")
	switch {
	case p.Policy == "":
		return field.Required(at, "give the name or the ARN of an EKS access policy")
	case p.again:
		return field.Invalid(at, p.Policy,
			"stands here already, but EKS associates a policy once with a principal: make one of them, with all namespaces")
	case !strings.HasPrefix(p.Policy, "arn:"):
		return policy.CheckAccessPolicy(at, p.Policy)
	case !accessPolicyPattern.MatchString(p.Policy):
		return field.Invalid(at, p.Policy, "is not the ARN of an EKS access policy; an example: "+
			accessPolicyARN("aws", "AmazonEKSViewPolicy"))
	}
	return nil
}

// checkPartition refuses the ARN of a policy that is in another partition of AWS than the principals.
func (p placed) checkPartition(partition string) *field.Error {
	if !accessPolicyPattern.MatchString(p.Policy) || iam.Partition(p.Policy) == partition {
		return nil
	}
	return field.Invalid(p.path.Child("policy"), p.Policy, fmt.Sprintf("is in partition %s of AWS, but the principals are in %s; "+
		"give its name alone", iam.Partition(p.Policy), partition))
}

// checkNamespacePattern allows EKS's wildcard in the name of a namespace.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
func checkNamespacePattern(name string) []string {
	return validation.IsDNS1123Label(strings.ReplaceAll(name, "*", "x"))
}

// validateGuarded refuses guardrails for a team that has access policies alone: guardrails go by groups.
func (t TeamArgs) validateGuarded(path *field.Path) field.ErrorList {
	if t.Guardrails == nil || t.HelmCharts != nil || !t.policy().IsZero() {
		return nil
	}
	return field.ErrorList{field.Forbidden(path.Child("guardrails"), "guardrails know a team by its groups, but one with "+
		"accessPolicies alone has none; name capabilities as well, or remove the guardrails")}
}
