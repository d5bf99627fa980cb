package main

import (
	"fmt"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// rulesText lists rules for a command's help.
func rulesText(rules []rbacv1.PolicyRule) string {
	var lines strings.Builder
	for _, rule := range rules {
		what := strings.Join(rule.Resources, ", ")
		if len(rule.ResourceNames) > 0 {
			what += " " + strings.Join(rule.ResourceNames, ", ")
		}
		if group := strings.Join(rule.APIGroups, ", "); group != "" {
			what += " (" + group + ")"
		}
		fmt.Fprintf(&lines, "  %s %s\n", strings.Join(rule.Verbs, ", "), what)
	}
	return lines.String()
}

func actionsText(actions []string) string { return "  " + strings.Join(actions, "\n  ") }
