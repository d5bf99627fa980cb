package propose

import (
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/scientist-access/scientist-access/policy"
)

// TestForms: the simplest form that gives exactly the rights.
func TestForms(t *testing.T) {
	t.Parallel()
	doc := policy.Documented()
	overview := rules("list nodes", "list pods")
	exec := rules("list pods", "create,get pods/exec")
	tests := []struct {
		name               string
		cluster, namespace []rbacv1.PolicyRule
		want               string
	}{
		{"the documented policy", doc.Cluster, doc.Namespace, ``},
		{"written otherwise", rules("list nodes", "list pods"), append(rules("get,create pods"), doc.Namespace[1:]...), ``},
		{"a capability", overview, nil, `"capabilities":["cluster-overview"],`},
		{"two capabilities", overview, exec, `"capabilities":["exec","cluster-overview"],`},
		{"one is within another", rules("list nodes"), exec, `"capabilities":["exec","accelerator-partitions"],`},
		{"a capability beside the documented policy", doc.Cluster, append(doc.Namespace[:7:7], rules("list pods")...), `"capabilities":["documented","exec"],`},
		{"a rule more", rules("list nodes", "get nodes"), nil,
			`"policy":{"cluster":[{"verbs":["list"],"apiGroups":[""],"resources":["nodes"]},{"verbs":["get"],"apiGroups":[""],"resources":["nodes"]}]},`},
		{"a rule less", rules("list pods"), nil, `"policy":{"cluster":[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]},`},
		{"a capability's rules in another place", nil, overview,
			`"policy":{"namespace":[{"verbs":["list"],"apiGroups":[""],"resources":["nodes"]},{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]},`},
		{"the queue of the namespace", append(rules("list workloadpriorityclasses.kueue.x-k8s.io"), rbacv1.PolicyRule{
			Verbs: []string{"get"}, APIGroups: []string{"kueue.x-k8s.io"}, Resources: []string{"clusterqueues"}, ResourceNames: []string{"kubeflow-clusterqueue"},
		}), rules("list,patch workloads.kueue.x-k8s.io", "get namespaces"), `"capabilities":["task-governance"],`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			proposed(t, cluster(
				bound("", "c", "c", test.cluster, group("g")), bound("kubeflow", "r", "r", test.namespace, group("g")), entry(alice, "g"),
			), `{"namespaces":["kubeflow"],`+test.want+`"principals":{"alice":"`+alice+`"}}`)
		})
	}
}
