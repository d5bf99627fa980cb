package policy

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
)

const hyperPodPolicies = "https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-studio-setup-eks.html"

// SpaceTemplatesNamespace is where AWS says that the templates of spaces are.
const SpaceTemplatesNamespace = "jupyter-k8s-shared"

// AWS says that full access means these verbs. It does not say what read access means; the verbs are those of the view role
// of Kubernetes.
var (
	fullAccess = []string{"get", "list", "watch", "create", "update", "patch", "delete"}
	readAccess = []string{"get", "list", "watch"}
)

// onPods is what the policies for training and for inference have in common.
// The group of the last: https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-ray-dashboard-connection-url.html
var onPods = []rbacv1.PolicyRule{
	rule("", "pods").verbs(fullAccess...),
	rule("", "pods/log", "configmaps", "events", "services", "serviceaccounts", "resourcequotas", "limitranges").
		verbs(readAccess...),
	rule("apps", "deployments", "statefulsets", "replicasets").verbs(readAccess...),
	rule("kueue.x-k8s.io", "localqueues", "workloads").verbs(readAccess...),
	rule("connection.access.sagemaker.amazonaws.com", "raydashboardconnections").verbs("create"),
}

// hyperPodAccessPolicies are AWS's for the users of HyperPod clusters. AWS names kinds; their API groups are those of the
// operators that HyperPod installs.
func hyperPodAccessPolicies() []AccessPolicy {
	return []AccessPolicy{
		{
			Name: "AmazonSagemakerHyperpodTrainingPolicy", Words: true, PublishedRight: PublishedRight{
				"pods as any service account, also by way of jobs and Ray clusters", hyperPodPolicies, runsPods,
			},
			Rules: slices.Concat(onPods, []rbacv1.PolicyRule{
				rule("ray.io", "rayclusters", "rayjobs", "raycronjobs").verbs(fullAccess...),
				rule("sagemaker.amazonaws.com", "hyperpodpytorchjobs").verbs(fullAccess...),
				rule("kubeflow.org", "pytorchjobs", "mpijobs", "tfjobs").verbs(fullAccess...),
				rule("batch", "jobs").verbs(fullAccess...),
			}),
		},
		{
			Name: "AmazonSagemakerHyperpodInferencePolicy", Words: true, PublishedRight: PublishedRight{
				"pods as any service account, also by way of endpoints and Ray clusters", hyperPodPolicies, runsPods,
			},
			Rules: slices.Concat(onPods, []rbacv1.PolicyRule{
				rule("ray.io", "rayclusters", "rayservices").verbs(fullAccess...),
				rule("inference.sagemaker.aws.amazon.com",
					"jumpstartmodels", "inferenceendpointconfigs", "sagemakerendpointregistrations").verbs(fullAccess...),
				rule("autoscaling", "horizontalpodautoscalers").verbs(readAccess...),
				rule("networking.k8s.io", "ingresses").verbs(readAccess...),
			}),
		},
		{
			Name: "AmazonSagemakerHyperpodSpacePolicy", Words: true, PublishedRight: PublishedRight{
				"pods as any service account, by way of spaces", hyperPodPolicies, runsPods,
			},
			Rules: []rbacv1.PolicyRule{
				rule("workspace.jupyter.org", "workspaces").verbs(fullAccess...),
				rule("workspace.jupyter.org", "workspacetemplates", "workspaceaccessstrategies",
					"workspaceintegrationtemplates").verbs(readAccess...),
				rule("connection.workspace.jupyter.org", "workspaceconnections").verbs("create"),
				rule("", "pods", "services", "serviceaccounts", "persistentvolumeclaims", "events", "resourcequotas", "bindings").
					verbs(readAccess...),
				rule("apps", "daemonsets", "deployments", "replicasets").verbs(readAccess...),
			},
		},
		{
			Name: "AmazonSagemakerHyperpodSpaceTemplatePolicy", Words: true, Scope: Elsewhere(SpaceTemplatesNamespace),
			PublishedRight: PublishedRight{"the templates of spaces, to read", hyperPodPolicies, harmless},
			Rules:          []rbacv1.PolicyRule{rule("workspace.jupyter.org", "workspacetemplates").verbs(readAccess...)},
		},
		{
			Name: "AmazonSagemakerHyperpodUserClusterPolicy", Words: true, Scope: Cluster, PublishedRight: PublishedRight{
				"the names and labels of namespaces and nodes, and Kueue's queues, to read", hyperPodPolicies, harmless,
			},
			Rules: []rbacv1.PolicyRule{
				rule("", "namespaces", "nodes").verbs(readAccess...),
				rule("apiextensions.k8s.io", "customresourcedefinitions").verbs("get"),
				rule("kueue.x-k8s.io", "clusterqueues", "resourceflavors", "workloadpriorityclasses").verbs(readAccess...),
				rule("authorization.k8s.io", "selfsubjectaccessreviews").verbs("create"),
			},
		},
	}
}
