package review

import (
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/access"
	"github.com/scientist-access/scientist-access/cmd/scientist-access/internal/finding"
	"github.com/scientist-access/scientist-access/policy"
)

// NoEffect is a rule that grants nothing where it stands.
const NoEffect finding.Kind = "no-effect"

// idleRules finds parts of roles that grant nothing where they are bound.
func (f *finder) idleRules() {
	for i := range f.Bindings {
		binding := &f.Bindings[i]
		role := f.Role(binding)
		if role == nil {
			continue
		}
		for _, rule := range role.Rules {
			if !access.KnownRule(rule) {
				continue
			}
			what, _ := access.RuleParts(rule)
			for _, message := range idle(rule, binding.Kind) {
				f.add(binding.Cluster, finding.Finding{
					Severity: policy.Low, Kind: NoEffect, Object: "rule for " + what, Message: message,
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
	for _, found := range p.Findings() {
		messages = append(messages, found.Part+" has no effect: "+found.Reason)
	}
	return messages
}
