package policy

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

const accessPolicies = "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html"

// generalAccessPolicies are those for any people. AWS lists their rules.
func generalAccessPolicies() []AccessPolicy {
	return []AccessPolicy{
		{
			Name: "AmazonEKSClusterAdminPolicy", Scope: Cluster,
			PublishedRight: PublishedRight{"everything", accessPolicies, levels{Critical, Critical, Critical}},
			Rules:          []rbacv1.PolicyRule{rule("*", "*").verbs("*"), {NonResourceURLs: []string{"*"}, Verbs: []string{"*"}}},
		},
		{
			Name: "AmazonEKSAdminPolicy", PublishedRight: PublishedRight{opensAdmin, accessPolicies, administers},
			Rules: slices.Concat(viewsAll, editsAll, administersRoles),
		},
		{
			Name: "AmazonEKSEditPolicy", PublishedRight: PublishedRight{opensEdit, accessPolicies, runsPods},
			Rules: slices.Concat(viewsAll, editsAll),
		},
		{
			Name:           "AmazonEKSAdminViewPolicy",
			PublishedRight: PublishedRight{"reading everything, with all secrets", accessPolicies, readSecrets},
			Rules:          []rbacv1.PolicyRule{rule("*", "*").verbs(readAccess...)},
		},
		{
			Name: "AmazonEKSSecretReaderPolicy", PublishedRight: PublishedRight{"all secrets", accessPolicies, readSecrets},
			Rules: []rbacv1.PolicyRule{rule("", "secrets").verbs(readAccess...)},
		},
		{
			Name: "AmazonEKSViewPolicy", PublishedRight: PublishedRight{opensView, accessPolicies, viewing},
			Rules: viewsAll,
		},
	}
}

var writes = []string{"create", "delete", "deletecollection", "patch", "update"}

// The rules of the policies, of which each adds to the one before.
var (
	viewsAll = []rbacv1.PolicyRule{
		rule("", "namespaces", "configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods",
			"replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services", "services/status").
			verbs(readAccess...),
		rule("", "bindings", "events", "limitranges", "namespaces/status", "pods/log", "pods/status",
			"replicationcontrollers/status", "resourcequotas", "resourcequotas/status").verbs(readAccess...),
		rule("apps", "controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale",
			"deployments/status", "replicasets", "replicasets/scale", "replicasets/status", "statefulsets",
			"statefulsets/scale", "statefulsets/status").verbs(readAccess...),
		rule("autoscaling", "horizontalpodautoscalers", "horizontalpodautoscalers/status").verbs(readAccess...),
		rule("batch", "cronjobs", "cronjobs/status", "jobs", "jobs/status").verbs(readAccess...),
		rule("discovery.k8s.io", "endpointslices").verbs(readAccess...),
		rule("extensions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status",
			"ingresses", "ingresses/status", "networkpolicies", "replicasets", "replicasets/scale", "replicasets/status",
			"replicationcontrollers/scale").verbs(readAccess...),
		rule("networking.k8s.io", "ingresses", "ingresses/status", "networkpolicies").verbs(readAccess...),
		rule("policy", "poddisruptionbudgets", "poddisruptionbudgets/status").verbs(readAccess...),
	}
	editsAll = []rbacv1.PolicyRule{
		rule("", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy").
			verbs(readAccess...),
		rule("", "pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy").verbs(writes...),
		rule("", "configmaps", "events", "persistentvolumeclaims", "replicationcontrollers", "replicationcontrollers/scale",
			"secrets", "serviceaccounts", "services", "services/proxy").verbs(writes...),
		rule("", "serviceaccounts").verbs("impersonate"),
		rule("apps", "daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets",
			"replicasets/scale", "statefulsets", "statefulsets/scale").verbs(writes...),
		rule("autoscaling", "horizontalpodautoscalers").verbs(writes...),
		rule("batch", "cronjobs", "jobs").verbs(writes...),
		rule("extensions", "daemonsets", "deployments", "deployments/rollback", "deployments/scale", "ingresses",
			"networkpolicies", "replicasets", "replicasets/scale", "replicationcontrollers/scale").verbs(writes...),
		rule("networking.k8s.io", "ingresses", "networkpolicies").verbs(writes...),
		rule("policy", "poddisruptionbudgets").verbs(writes...),
	}
	administersRoles = []rbacv1.PolicyRule{
		rule("authorization.k8s.io", "localsubjectaccessreviews").verbs("create"),
		rule("rbac.authorization.k8s.io", "rolebindings", "roles").verbs(append(writes, readAccess...)...),
	}
)
