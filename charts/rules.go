package charts

import rbacv1 "k8s.io/api/rbac/v1"

// The charts' rules in their order, including what has no effect in them: see [policy.Policy.Findings].

// namespacedRules are those of the developer guide, except for the order of the verbs on configmaps.
func namespacedRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{
		core([]string{"pods"}, "create", "get"),
		core([]string{"nodes"}, "get", "list"),
		core([]string{"pods/log"}, "get", "list"),
		core([]string{"pods/exec"}, "get", "create"),
		rule("kubeflow.org", []string{"pytorchjobs", "pytorchjobs/status"}, "get", "list", "create", "delete", "update", "describe"),
		core([]string{"configmaps"}, "create", "update", "get", "delete", "list"),
		core([]string{"secrets"}, "create", "get", "list", "delete"),
	}
}

func teamClusterRules(namespace string) []rbacv1.PolicyRule {
	queue := rule(kueue, []string{"clusterqueues"}, "list", "get", "watch")
	queue.ResourceNames = []string{namespace + "-clusterqueue"}
	return []rbacv1.PolicyRule{
		core([]string{"namespaces"}, "list", "get"),
		queue,
		rule(kueue, []string{"resourceflavors", "workloadpriorityclasses"}, "list", "get", "watch"),
	}
}

func teamRules() []rbacv1.PolicyRule {
	return []rbacv1.PolicyRule{
		core([]string{"namespaces"}, "get", "describe"),
		rule("batch", []string{"jobs"}, "get", "list", "watch", "create", "update", "patch", "delete"),
		core([]string{"pods"}, "create", "get", "watch", "list"),
		core([]string{"nodes", "nodes/status", "pods/status"}, "get", "list", "watch"),
		core([]string{"pods/log"}, "get", "list"),
		rule("kubeflow.org", []string{"pytorchjobs", "pytorchjobs/status"}, "get", "list", "watch", "create", "delete", "update"),
		core([]string{"serviceaccounts"}, "get", "list"),
		core([]string{"configmaps"}, "create", "update", "get", "delete"),
		core([]string{"secrets"}, "create", "get", "list", "delete"),
		rule("apiextensions.k8s.io", []string{"customresourcedefinitions"}, "list", "get"),
		rule(kueue, []string{"workloads", "workloads/status"}, "get", "list", "watch", "patch"),
	}
}

const kueue = "kueue.x-k8s.io"

func core(resources []string, verbs ...string) rbacv1.PolicyRule {
	return rule("", resources, verbs...)
}

func rule(group string, resources []string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: verbs}
}
