package guardrails

import (
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// others are the resources beside those that make pods: what gives out a service account's token, takes an IAM role or an
// external address, or adds a container to a pod.
var others = []policy.PodMaker{
	{Resource: "pods/ephemeralcontainers"},
	{Resource: "secrets"},
	{Resource: "serviceaccounts"},
	{Resource: "serviceaccounts/token"},
	{Resource: "services"},
	{Resource: "services/status"},
}

// resourceRules match every version of the resources: one that is not known must not slip through.
func resourceRules() []admissionv1.NamedRuleWithOperations {
	byGroup := map[string][]string{}
	var groups []string
	for _, r := range slices.Concat(policy.PodMakers(), others) {
		if byGroup[r.Group] == nil {
			groups = append(groups, r.Group)
		}
		byGroup[r.Group] = append(byGroup[r.Group], r.Resource)
	}
	var rules []admissionv1.NamedRuleWithOperations
	scope := admissionv1.NamespacedScope
	for _, group := range groups {
		slices.Sort(byGroup[group])
		rules = append(rules, admissionv1.NamedRuleWithOperations{RuleWithOperations: admissionv1.RuleWithOperations{
			Operations: []admissionv1.OperationType{admissionv1.Create, admissionv1.Update},
			Rule: admissionv1.Rule{
				APIGroups: []string{group}, APIVersions: []string{"*"}, Resources: slices.Compact(byGroup[group]), Scope: &scope,
			},
		}})
	}
	return rules
}

// kind is what expressions call a resource: jobs.batch, and pods for those of the core.
func kind(m policy.PodMaker) string { return strings.TrimSuffix(m.Resource+"."+m.Group, ".") }
