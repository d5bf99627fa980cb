package fuzzed

import rbacv1 "k8s.io/api/rbac/v1"

// The words of rules: few, so that rules meet, and odd ones among them that the API server takes.
var (
	Verbs     = []string{"get", "list", "create", "*", "escalate", "bind", "impersonate", "frobnicate"}
	Groups    = []string{"", "apps", "*", "rbac.authorization.k8s.io", "authentication.k8s.io"}
	Resources = []string{
		"pods", "pods/log", "*", "*/log", "secrets", "roles", "users", "deployments/scale", "userextras/scopes", "*/*", "pods/log/x", "**",
	}
	Names = []string{"x", "y", "", "*", "{namespace}", "{namespace}-x"}
	Paths = []string{"/a", "/a*", "/a**", "*", "/*", "/a/b", "a", "*/a"}
)

// Rule is one that the API server takes in a ClusterRole.
func Rule(b *Bytes) rbacv1.PolicyRule {
	if b.OneIn(5) {
		return rbacv1.PolicyRule{Verbs: oneOrTwo(b, Verbs), NonResourceURLs: oneOrTwo(b, Paths)}
	}
	return NamespacedRule(b)
}

// NamespacedRule is one that the API server takes in a Role.
func NamespacedRule(b *Bytes) rbacv1.PolicyRule {
	rule := rbacv1.PolicyRule{Verbs: oneOrTwo(b, Verbs), APIGroups: oneOrTwo(b, Groups), Resources: oneOrTwo(b, Resources)}
	if b.OneIn(3) {
		rule.ResourceNames = oneOrTwo(b, Names)
	}
	return rule
}

// OddRule may be one that the API server refuses.
func OddRule(b *Bytes) rbacv1.PolicyRule {
	if b.Below(3) > 0 {
		return Rule(b)
	}
	return rbacv1.PolicyRule{
		Verbs: Some(b, 2, append([]string{""}, Verbs...)), APIGroups: Some(b, 2, Groups),
		Resources: Some(b, 2, append([]string{""}, Resources...)), ResourceNames: Some(b, 2, Names), NonResourceURLs: Some(b, 1, Paths),
	}
}

// Meeting is a request that takes its words from rules, or from one and another.
func Meeting(b *Bytes, rules []rbacv1.PolicyRule) Request {
	if len(rules) == 0 || b.OneIn(4) {
		return AnyRequest(b)
	}
	word := func(words []string) string { return Pick(b, append(words[:len(words):len(words)], first(words))) }
	on := Pick(b, rules)
	return Request{
		Verb: word(Pick(b, rules).Verbs), Group: word(on.APIGroups), Resource: word(on.Resources),
		Name: word(Pick(b, rules).ResourceNames), Path: word(on.NonResourceURLs),
	}
}

// AnyRequest is one that may meet the rules.
func AnyRequest(b *Bytes, namespaces ...string) Request {
	if b.OneIn(5) {
		return Request{Verb: Pick(b, Verbs), Path: Pick(b, append([]string{"/", "/b"}, Paths...))}
	}
	return Request{
		Namespace: Pick(b, append([]string{""}, namespaces...)), Verb: Pick(b, append([]string{"patch"}, Verbs...)),
		Group: Pick(b, append([]string{"batch"}, Groups...)), Resource: Pick(b, append([]string{"nodes", "nodes/log"}, Resources...)),
		Name: Pick(b, append([]string{"", "z"}, Names...)),
	}
}

func oneOrTwo(b *Bytes, words []string) []string {
	return append([]string{Pick(b, words)}, Some(b, 1, words)...)
}
