package component_test

import (
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"

	"github.com/scientist-access/scientist-access/component"
	"github.com/scientist-access/scientist-access/policy"
)

// The limits as EKS and IAM document them.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html,
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html and
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
var (
	clusterName  = regexp.MustCompile(`\A[0-9A-Za-z][0-9A-Za-z_-]{0,99}\z`)
	principalARN = regexp.MustCompile(
		`\Aarn:(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f|aws-eusc):iam::[0-9]{12}:` +
			`(role|user)(?:/[!-~]{1,510})?/[0-9A-Za-z_+=,.@-]{1,64}\z`)
	unfitARN = regexp.MustCompile(`[*?]|:role/aws-service-role/|:role/AWSReservedSSO_`)
	reserved = regexp.MustCompile(`\A(system|eks|aws|amazon|iam):|\s|\A\z|\A[^:]*\{\{SessionName`)
)

func fitARN(arn string) bool { return principalARN.MatchString(arn) && !unfitARN.MatchString(arn) }

// mustRefuse says which documented limit the arguments exceed; it is empty if there is none.
func mustRefuse(a *component.ScientistAccessArgs) string {
	if name, plain := a.ClusterName.(pulumi.String); plain && !clusterName.MatchString(string(name)) {
		return "the name of the cluster"
	}
	if len(a.Principals) == 0 {
		return "no principals"
	}
	if len(metav1validation.ValidateLabels(a.Labels, nil)) > 0 {
		return "labels"
	}
	partitions, seen := map[string]bool{}, map[string]bool{}
	for key, p := range a.Principals {
		arn, plain := p.Arn.(pulumi.String)
		name, named := p.UserName.(pulumi.String)
		switch {
		case p.Arn == nil, plain && !fitARN(string(arn)):
			return "an ARN"
		case key == "" || strings.ContainsAny(key, " /"):
			return "a key"
		case named && reserved.MatchString(string(name)):
			return "a user name"
		case (a.Teams == nil) != (len(p.Teams) == 0):
			return "membership"
		case plain && seen[string(arn)]:
			return "the same principal twice"
		}
		if why := mustRefuseAccessPolicies(p.AccessPolicies); why != "" {
			return why
		}
		for _, team := range p.Teams {
			if _, known := a.Teams[team]; !known {
				return "an unknown team"
			}
		}
		seen[string(arn)] = true
		if plain {
			partitions[strings.Split(string(arn), ":")[1]] = true
		}
	}
	if len(partitions) > 1 {
		return "principals of several partitions: a cluster is in one"
	}
	return mustRefuseTeams(a)
}

func mustRefuseTeams(a *component.ScientistAccessArgs) string {
	if a.Teams == nil {
		if a.Namespaces == nil && a.HelmCharts == nil {
			a.Namespaces = []string{"kubeflow"}
		}
		return mustRefuseTeam(component.TeamArgs{
			Namespaces: a.Namespaces, Capabilities: a.Capabilities, Policy: a.Policy, AllowDangerous: a.AllowDangerous, HelmCharts: a.HelmCharts,
			Guardrails: a.Guardrails, AccessPolicies: a.AccessPolicies,
		})
	}
	if len(a.Teams) == 0 || a.Namespaces != nil || a.HelmCharts != nil || !a.Policy.IsZero() || a.Guardrails != nil ||
		len(a.AccessPolicies) > 0 {
		return "teams"
	}
	for name, t := range a.Teams {
		if len(validation.NameIsDNSLabel(name, false)) > 0 {
			return "the name of a team"
		}
		if why := mustRefuseTeam(t); why != "" {
			return why
		}
	}
	return ""
}

func mustRefuseTeam(t component.TeamArgs) string {
	if why := mustRefuseGuardrails(t.Guardrails); why != "" {
		return why
	}
	if why := mustRefuseAccessPolicies(t.AccessPolicies); why != "" {
		return why
	}
	if (t.HelmCharts == nil) != (len(t.Namespaces) > 0) {
		return "namespaces"
	}
	seen := map[string]bool{}
	for _, namespace := range t.Namespaces {
		if len(validation.ValidateNamespaceName(namespace, false)) > 0 || seen[namespace] {
			return "a namespace"
		}
		seen[namespace] = true
	}
	for _, c := range t.Capabilities {
		if _, err := policy.Lookup(c); err != nil {
			return "a capability"
		}
	}
	for namespace := range t.Policy.Elsewhere {
		if len(validation.ValidateNamespaceName(namespace, false)) > 0 {
			return "a namespace elsewhere"
		}
	}
	allowed := strings.Join(t.AllowDangerous, " ")
	if strings.Contains(allowed, "everything") {
		return "an unknown danger"
	}
	for _, r := range t.Policy.Cluster {
		if why := mustRefuseRule(r, false); why != "" {
			return why
		}
	}
	for _, r := range t.Policy.Namespace {
		if why := mustRefuseRule(r, true); why != "" {
			return why
		}
		if !strings.Contains(allowed, "wildcards") && strings.Contains(strings.Join(r.Verbs, ""), "*") {
			return "wildcards"
		}
	}
	return ""
}

// mustRefuseRule says what the API server refuses in a rule.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
func mustRefuseRule(r rbacv1.PolicyRule, namespaced bool) string {
	resources := len(r.APIGroups) + len(r.Resources) + len(r.ResourceNames)
	switch {
	case len(r.Verbs) == 0:
		return "a rule without verbs"
	case len(r.NonResourceURLs) > 0 && (namespaced || resources > 0):
		return "addresses"
	case len(r.NonResourceURLs) == 0 && (len(r.APIGroups) == 0 || len(r.Resources) == 0):
		return "a rule without resources"
	}
	return ""
}
