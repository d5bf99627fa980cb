package declared

// rule stands for rbacv1.PolicyRule, in our words.
// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/
var rule = Struct{
	Name: "Rule",
	Doc:  "Rule of Kubernetes' RBAC: verbs that are allowed on resources, or on URLs that are none.",
	Fields: []Field{
		{"Verbs", "[]string", "Verbs that are allowed, as get, list, watch or create. Required.", "verbs"},
		{"APIGroups", "[]string", "APIGroups of the resources; the empty string is the core group. Needed, unless NonResourceURLs are given.", "apiGroups"},
		{"Resources", "[]string", "Resources in the plural, as pods, or pods/log for a part of them. Needed, unless NonResourceURLs are given.", "resources"},
		{"ResourceNames", "[]string", "ResourceNames to which the rule is limited. {namespace} in a name stands for each " +
			"namespace of the team. Default: all names.", "resourceNames"},
		{"NonResourceURLs", "[]string", "NonResourceURLs are paths of the API server, as /healthz; * at the end stands for any. " +
			"Only rules for the whole cluster may have them. Default: none.", "nonResourceURLs"},
	},
}
