package review

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/component-helpers/auth/rbac/validation"

	"github.com/scientist-access/scientist-access/policy"
)

// rights looks at what each principal may do, once for those that are the same to the API server.
func (f *finder) rights() {
	holders := map[string][]string{}
	ids := map[string]*identity{}
	for p, id := range f.w.identities {
		key := id.key()
		ids[key] = id
		holders[key] = append(holders[key], p.short())
	}
	seen := map[string][]Finding{}
	for key, id := range ids {
		s := f.w.access(id)
		for scope, r := range s {
			memo := s.at(wholeCluster).key + "\x02" + r.key + "\x02" + scope
			found, ok := seen[memo]
			if !ok {
				found = slices.Concat(dangers(s, scope), resume(s, scope))
				seen[memo] = found
			}
			for _, finding := range slices.Concat(found, opaqueDangers(scope, r.opaque)) {
				finding.Principals = slices.Clone(holders[key])
				finding.Namespaces = namespacesOf(scope)
				f.add(finding)
			}
		}
	}
}

func namespacesOf(scope string) []string {
	if scope == wholeCluster {
		return nil
	}
	return []string{scope}
}

var everything = []rbacv1.PolicyRule{{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}}}

// dangers are the policy package's, in one scope.
func dangers(s side, scope string) []Finding {
	if all, _ := validation.Covers(s.at(scope).rules, everything); all {
		return []Finding{{
			Severity: Critical, Kind: DangerousRight, Object: "wildcards",
			Message: "opens everything: all verbs on all resources; instead: list what is needed",
			Source:  "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
		}}
	}
	p := policy.Policy{Cluster: s.at(wholeCluster).rules}
	if scope != wholeCluster {
		p.Elsewhere = map[string][]rbacv1.PolicyRule{scope: s.at(scope).rules}
	}
	var found []Finding
	for _, danger := range p.Dangers() {
		if danger.Namespace != scope {
			continue
		}
		found = append(found, Finding{
			Severity: Severity(danger.Severity), Kind: DangerousRight, Object: danger.Name,
			Message: "opens " + danger.Opens + "; instead: " + danger.Instead, Source: danger.Source,
		})
	}
	return found
}

// trainingJobs are the resources whose jobs HyperPod resumes.
var trainingJobs = []rbacv1.PolicyRule{
	{APIGroups: []string{"kubeflow.org"}, Resources: []string{"pytorchjobs"}, Verbs: []string{"create"}},
	{APIGroups: []string{"sagemaker.amazonaws.com"}, Resources: []string{"hyperpodpytorchjobs"}, Verbs: []string{"create"}},
}

// resume finds namespaces where somebody may start training that HyperPod won't resume by itself.
//
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
func resume(s side, scope string) []Finding {
	if scope == wholeCluster || !known(scope) || policy.Resumes(scope) {
		return nil
	}
	trains := func(rule rbacv1.PolicyRule) bool {
		ok, _ := validation.Covers(s.at(scope).rules, []rbacv1.PolicyRule{rule})
		return ok
	}
	if !slices.ContainsFunc(trainingJobs, trains) {
		return nil
	}
	return []Finding{{
		Severity: Low, Kind: NoAutomaticResume, Object: "training jobs",
		Message: "HyperPod resumes jobs by itself in kubeflow and in namespaces whose name starts with aws-hyperpod only",
		Source:  policy.ResumeSource,
	}}
}

// opaqueDanger judges rights whose rules are not in the stack, by what is published about them.
type opaqueDanger struct {
	inNamespace, inCluster Severity
	opens, source          string
}

const (
	userFacingRoles = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles"
	accessPolicies  = "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"

	opensEdit  = "secrets, and pods as any service account"
	opensAdmin = "secrets, pods as any service account, roles and bindings"
)

var opaqueRights = map[string]opaqueDanger{
	"ClusterRole admin": {High, Critical, opensAdmin, userFacingRoles},
	"ClusterRole edit":  {Medium, Critical, opensEdit, userFacingRoles},
	accessPolicyPrefix + "AmazonEKSClusterAdminPolicy": {Critical, Critical, "everything", accessPolicies},
	accessPolicyPrefix + "AmazonEKSAdminPolicy":        {High, Critical, opensAdmin, accessPolicies},
	accessPolicyPrefix + "AmazonEKSAdminViewPolicy":    {Medium, Critical, "reading everything, with all secrets", accessPolicies},
	accessPolicyPrefix + "AmazonEKSEditPolicy":         {Medium, Critical, opensEdit, accessPolicies},
}

func opaqueDangers(scope string, opaque []string) []Finding {
	var found []Finding
	for _, name := range opaque {
		danger, ok := opaqueRights[name]
		if !ok {
			continue
		}
		severity := danger.inNamespace
		if scope == wholeCluster {
			severity = danger.inCluster
		}
		found = append(found, Finding{
			Severity: severity, Kind: DangerousRight, Object: name, Message: "opens " + danger.opens, Source: danger.source,
		})
	}
	return found
}

// idleRules finds parts of roles that grant nothing where they are bound.
func (f *finder) idleRules() {
	for i := range f.w.objects.Bindings {
		binding := &f.w.objects.Bindings[i]
		role := f.w.role(binding)
		if role == nil {
			continue
		}
		for _, rule := range role.Rules {
			if withheldRule(rule) {
				continue
			}
			what, _ := ruleParts(rule)
			for _, message := range idle(rule, binding.Kind) {
				f.add(Finding{
					Severity: Low, Kind: NoEffect, Object: "rule for " + what, Message: message,
					Namespaces: namespacesOf(binding.Namespace), Roles: []string{role.Kind + " " + role.Name},
				})
			}
		}
	}
}

func idle(rule rbacv1.PolicyRule, bindingKind string) []string {
	p := policy.Policy{Cluster: []rbacv1.PolicyRule{rule}}
	var messages []string
	if bindingKind == "RoleBinding" {
		p = policy.Policy{Namespace: []rbacv1.PolicyRule{rule}}
		if len(rule.NonResourceURLs) > 0 {
			messages = append(messages, "nonResourceURLs have no effect: a RoleBinding grants nothing outside its namespace")
		}
	}
	for _, finding := range p.Findings() {
		messages = append(messages, finding.Part+" has no effect: "+finding.Reason)
	}
	return messages
}

func withheldRule(rule rbacv1.PolicyRule) bool {
	all := slices.Concat(rule.Verbs, rule.APIGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs)
	return slices.ContainsFunc(all, func(s string) bool { return !known(s) })
}
