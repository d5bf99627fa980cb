package policy

import rbacv1 "k8s.io/api/rbac/v1"

// Documented is the policy of the Amazon SageMaker AI developer guide, rule by rule and in its order. It is
// the default of a team that names no other.
//
// It is kept verbatim although some of it has no effect: "describe" is not an API verb, and nodes are
// cluster-scoped, so a Role cannot grant them.
//
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-eks-setup-rbac.html
func Documented() Policy {
	return Policy{
		Cluster: []rbacv1.PolicyRule{
			rule("", "pods").verbs("list"),
			rule("", "nodes").verbs("list"),
		},
		Namespace: []rbacv1.PolicyRule{
			rule("", "pods").verbs("create", "get"),
			rule("", "nodes").verbs("get", "list"),
			rule("", "pods/log").verbs("get", "list"),
			rule("", "pods/exec").verbs("get", "create"),
			rule("kubeflow.org", "pytorchjobs", "pytorchjobs/status").
				verbs("get", "list", "create", "delete", "update", "describe"),
			rule("", "configmaps").verbs("create", "update", "get", "list", "delete"),
			rule("", "secrets").verbs("create", "get", "list", "delete"),
		},
	}
}

// target is the left half of a rule: what it is about.
type target struct {
	group     string
	resources []string
}

func rule(group string, resources ...string) target {
	return target{group: group, resources: resources}
}

func (t target) verbs(verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{APIGroups: []string{t.group}, Resources: t.resources, Verbs: verbs}
}
