package browser

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

type object = map[string]any

// TestQuestions: the page answers as the command does, of stacks with all that rules can say: stars, subresources, names, paths,
// roles that are not there, users, service accounts, the group that may do everything.
func TestQuestions(t *testing.T) {
	s := newStudio(t)
	var p plan
	for seed := range uint64(6) {
		name := fmt.Sprint("varied-", seed)
		stack := filepath.Join(s.dir, name+"-stack.json")
		text, err := json.Marshal(varied(rand.New(rand.NewPCG(seed, 7))))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(stack, text, 0o644))
		page := s.write(t, name, stack)
		page.Checks, page.Questions = []string{"cells", "dialogs", "questions", "quiet"}, s.ask(t, stack, 40)
		page.Most = 20
		p.Pages = append(p.Pages, page)
	}
	s.run(t, p)
}

// varied is an export of random roles, bindings and access entries.
func varied(r *rand.Rand) object {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	rule := func(inNamespace bool) object {
		if !inNamespace && r.IntN(4) == 0 {
			return object{"verbs": []string{pick("get", "*")}, "nonResourceURLs": []string{pick("/metrics", "/healthz", "/ver*", "*")}}
		}
		one := object{
			"verbs": []string{pick("get", "list", "*"), pick("create", "delete")}, "apiGroups": []string{pick("", "apps", "batch", "*")},
			"resources": []string{pick("pods", "deployments", "*", "*/log", "pods/*"), pick("secrets", "configmaps", "pods/exec", "jobs")},
		}
		if r.IntN(3) == 0 {
			one["resourceNames"] = []string{pick("x", "kubeflow"), "other"}
		}
		return one
	}
	var resources []object
	add := func(token, name string, inputs object) {
		resources = append(resources, object{
			"urn": "urn:pulumi:dev::access::" + token + "::" + name, "type": token, "custom": true, "id": name, "inputs": inputs, "outputs": inputs,
			"provider": "urn:pulumi:dev::access::pulumi:providers:kubernetes::cluster::1",
		})
	}
	kubernetes := func(kind, namespace, name string, fields object) {
		fields["kind"], fields["metadata"] = kind, object{"name": name, "namespace": namespace}
		add("kubernetes:rbac.authorization.k8s.io/v1:"+kind, namespace+"-"+name, fields)
	}
	for i := range 6 {
		kubernetes("ClusterRole", "", fmt.Sprint("wide-", i), object{"rules": []object{rule(false), rule(false)}})
		kubernetes("Role", pick("a", "b"), fmt.Sprint("narrow-", i), object{"rules": []object{rule(true), rule(true)}})
	}
	for i := range 12 {
		subject := []object{
			{"kind": "Group", "name": pick("g", "h", "nobody", "system:authenticated")}, {"kind": "User", "name": pick("u", "v")},
			{"kind": "ServiceAccount", "name": "robot", "namespace": pick("a", "b")},
		}[r.IntN(3)]
		fields := object{"subjects": []object{{"kind": "Group", "name": pick("g", "h")}, subject}}
		if r.IntN(3) == 0 {
			fields["roleRef"] = object{"kind": "ClusterRole", "name": fmt.Sprint("wide-", r.IntN(7))} // the last is not there
			kubernetes("ClusterRoleBinding", "", fmt.Sprint("everywhere-", i), fields)
			continue
		}
		fields["roleRef"] = object{"kind": pick("Role", "ClusterRole"), "name": fmt.Sprint(pick("narrow-", "wide-"), r.IntN(6))}
		kubernetes("RoleBinding", pick("a", "b"), fmt.Sprint("here-", i), fields)
	}
	for i := range 5 {
		add("aws:eks/accessEntry:AccessEntry", fmt.Sprint("p", i), object{
			"clusterName": "ml", "principalArn": fmt.Sprintf("arn:aws:iam::111122223333:role/P%d", i), "userName": pick("u", "v", "w"),
			"kubernetesGroups": []string{pick("g", "h", "i"), pick("g", "unbound", "system:masters")},
		})
	}
	add("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "view", object{
		"clusterName": "ml", "principalArn": "arn:aws:iam::111122223333:role/P1",
		"policyArn":   "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
		"accessScope": object{"type": "namespace", "namespaces": []string{"a"}},
	})
	return object{"version": 3, "deployment": object{"resources": resources}}
}
