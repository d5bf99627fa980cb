package access

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Values that a source does not tell. They stand in place of the value, and nothing ever matches them.
const (
	// Unknown is a value that is known only once the change has been applied.
	Unknown = "(not known yet)"
	// Secret is a value that the source keeps encrypted.
	Secret = "(secret)"
)

// Known reports whether s is a value rather than a stand-in for one.
func Known(s string) bool { return s != Unknown && s != Secret }

// KnownRule reports whether all values of a rule are known.
func KnownRule(rule rbacv1.PolicyRule) bool {
	all := slices.Concat(rule.Verbs, rule.APIGroups, rule.Resources, rule.ResourceNames, rule.NonResourceURLs)
	return !slices.ContainsFunc(all, func(s string) bool { return !Known(s) })
}

// unnamed starts what stands for a cluster whose name is not known.
const unnamed = "provider "

// Unnamed stands for the cluster that a Kubernetes provider leads to, where the source does not tell its name.
func Unnamed(provider string) string { return unnamed + provider }

// Named reports whether a cluster goes by its own name.
func Named(cluster string) bool { return Known(cluster) && !strings.HasPrefix(cluster, unnamed) }
