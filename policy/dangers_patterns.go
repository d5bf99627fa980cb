package policy

import "github.com/scientist-access/scientist-access/internal/source"

const (
	goodPractices = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"
	rbacReference = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"
)

// controllers are the namespaces in which service accounts with rights over the whole cluster live, and whose.
// Whoever can start a pod there, or get into one, can act as them.
//
// Source: https://github.com/aws/sagemaker-hyperpod-cli/tree/011ca92/helm_chart/HyperPodHelmChart/charts
var controllers = map[string]string{
	"kubeflow":                  "the Kubeflow training operator, with all rights on pods of every namespace, exec, and Roles",
	"aws-hyperpod":              "HyperPod's training operator and health monitoring",
	"hyperpod-inference-system": "HyperPod's inference operator",
	"kueue-system":              "Kueue, which decides on every workload",
	"kube-system":               "the cluster's own controllers",
}

var (
	everywhere  = []place{wholeCluster, controlled, ordinary}
	clusterWide = []place{wholeCluster}
	writing     = []string{"create", "update", "patch"}
	reading     = []string{"get", "list", "watch"}
	rbacGroup   = []string{"rbac.authorization.k8s.io"}
	core        = []string{""}
)

// podMakers are the resources whose objects hold a pod's template, with its image and service account.
var podMakers = []grant{{
	groups: []string{"", "apps", "batch", "kubeflow.org", "sagemaker.amazonaws.com", "workspace.jupyter.org"},
	resources: []string{
		"pods", "replicationcontrollers", "deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs",
		"pytorchjobs", "mpijobs", "tfjobs", "xgboostjobs", "paddlejobs", "mxjobs", "hyperpodpytorchjobs", "workspaces",
	},
	verbs: writing,
}}

var podShells = []grant{{
	groups: core, resources: []string{"pods/exec", "pods/attach", "pods/ephemeralcontainers"},
	verbs: []string{"get", "create", "update", "patch"},
}}

// patterns are the dangers that are known, and what to do instead of each.
var patterns = []pattern{
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   []grant{{verbs: []string{"*"}}},
		opens:   "every verb, also those of later versions, with escalate, bind and impersonate",
		instead: "list the verbs",
	},
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   []grant{{resources: []string{"*"}}},
		opens:   "every resource, also those of operators yet to come, with secrets and RBAC",
		instead: "list the resources",
	},
	{
		name: "wildcards", severity: Critical, where: everywhere, refused: true,
		needs:   []grant{{groups: []string{"*"}}},
		opens:   "resources of that name in every API group",
		instead: "list the API groups",
	},
	{
		name: "wildcards", severity: High, where: clusterWide, refused: true,
		needs:   []grant{{urls: []string{"*", "/*"}}},
		opens:   "every address of the API server, also its metrics, logs and profiles",
		instead: "list the addresses",
	},
	{
		name: "escalate", severity: Critical, where: everywhere, refused: true, source: rbacReference + "#privilege-escalation-prevention-and-bootstrapping",
		needs:   []grant{{groups: rbacGroup, resources: []string{"roles", "clusterroles"}, verbs: []string{"escalate"}}},
		opens:   "writing any right into a role, also those that one doesn't have",
		instead: "have the administrator write roles",
	},
	{
		name: "bind", severity: Critical, where: everywhere, refused: true, source: rbacReference + "#restrictions-on-role-binding-creation-or-update",
		needs:   []grant{{groups: rbacGroup, resources: []string{"roles", "clusterroles"}, verbs: []string{"bind"}}},
		opens:   "binding any role to oneself, also cluster-admin",
		instead: "have the administrator bind roles",
	},
	{
		name: "impersonate", severity: Critical, where: everywhere, refused: true, source: "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation",
		needs:   []grant{{resources: []string{"users", "groups", "serviceaccounts", "uids", "userextras"}, verbs: []string{"impersonate"}}},
		opens:   "acting as any user, group or service account, also system:masters",
		instead: "sign in as the principal itself",
	},
	{
		name: "write-rbac", severity: High, where: everywhere,
		needs: []grant{{
			groups: rbacGroup, resources: []string{"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
			verbs: append([]string{"delete"}, writing...),
		}},
		opens:   "handing all of one's own rights to anyone, past revocation",
		instead: "have the administrator write roles and bindings",
	},
	{
		name: "create-tokens", severity: Critical, where: []place{wholeCluster, controlled},
		needs:   []grant{{groups: core, resources: []string{"serviceaccounts/token"}, verbs: []string{"create"}}},
		opens:   "a token of any service account within reach",
		instead: "grant it in a namespace without controllers, for a service account named in resourceNames",
	},
	{
		name: "create-tokens", severity: High, where: []place{ordinary},
		needs:   []grant{{groups: core, resources: []string{"serviceaccounts/token"}, verbs: []string{"create"}, unnamed: true}},
		opens:   "a token of every service account of the namespace",
		instead: "name the service account in resourceNames",
	},
	{
		name: "token-secrets", severity: Critical, where: []place{wholeCluster, controlled}, source: "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
		needs: []grant{
			{groups: core, resources: []string{"secrets"}, verbs: []string{"create"}},
			{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true},
		},
		opens:   "a lasting token of any service account within reach, by creating a secret of its type and reading it",
		instead: "use a namespace without controllers",
	},
	{
		name: "token-secrets", severity: Medium, where: []place{ordinary}, source: "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
		needs: []grant{
			{groups: core, resources: []string{"secrets"}, verbs: []string{"create"}},
			{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true},
		},
		opens:   "a lasting token of every service account of the namespace, by creating a secret of its type and reading it",
		instead: "keep service accounts with rights of their own out of the namespace; drop Helm's secrets by using CLI v3",
	},
	{
		name: "read-secrets", severity: Critical, where: clusterWide,
		needs:   []grant{{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true}},
		opens:   "all secrets of the cluster, with the tokens and passwords of every controller",
		instead: "grant it in the team's namespaces, or name the secrets in resourceNames",
	},
	{
		name: "read-secrets", severity: High, where: []place{controlled},
		needs:   []grant{{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true}},
		opens:   "all secrets of the namespace, with those of its controllers",
		instead: "use a namespace without controllers",
	},
	{
		name: "read-secrets", severity: Medium, where: []place{ordinary},
		needs:   []grant{{groups: core, resources: []string{"secrets"}, verbs: reading, unnamed: true}},
		opens:   "all secrets of the namespace, not only one's own",
		instead: "keep foreign secrets out of the namespace, or give each team its own; CLI v3 needs no secrets",
	},
	{
		name: "admission-webhooks", severity: Critical, where: clusterWide,
		needs: []grant{{
			groups: []string{"admissionregistration.k8s.io"},
			verbs:  append([]string{"delete", "deletecollection"}, writing...),
		}},
		opens:   "reading and changing every object that is written to the cluster, and switching off its rules",
		instead: "have the administrator install webhooks",
	},
	{
		name: "nodes-proxy", severity: Critical, where: clusterWide,
		needs:   []grant{{groups: core, resources: []string{"nodes/proxy"}, verbs: []string{"get", "create", "update", "patch"}}},
		opens:   "the kubelet's own API: commands in every pod of a node, past admission and audit",
		instead: "grant nodes/metrics or nodes/stats, or pods/exec in the team's namespaces",
	},
	{
		name: "sign-certificates", severity: Critical, where: clusterWide,
		needs: []grant{{
			groups: []string{"certificates.k8s.io"}, resources: []string{"certificatesigningrequests/approval", "signers"},
			verbs: []string{"update", "patch", "approve", "sign"},
		}},
		opens:   "a client certificate for any user and group",
		instead: "have the administrator approve certificates",
	},
	{
		name: "mount-nodes", severity: Critical, where: clusterWide,
		needs:   []grant{{groups: core, resources: []string{"persistentvolumes"}, verbs: writing}},
		opens:   "the file system of every node, as a volume of type hostPath",
		instead: "grant persistentvolumeclaims in the team's namespaces",
	},
	{
		name: "change-namespaces", severity: High, where: everywhere,
		needs:   []grant{{groups: core, resources: []string{"namespaces"}, verbs: []string{"update", "patch"}}},
		opens:   "the namespace's labels, with the Pod Security level that it enforces",
		instead: "have the administrator label namespaces",
	},
	{
		name: "run-pods", severity: Critical, where: []place{wholeCluster, controlled},
		needs:   podMakers,
		opens:   "running a pod as a service account with rights over the whole cluster",
		instead: "use a namespace without controllers, such as aws-hyperpod-<team>, where automatic job resume works too",
		source:  source.Guide("sagemaker-hyperpod-eks-setup-rbac.html"),
	},
	{
		name: "run-pods", severity: Medium, where: []place{ordinary},
		needs:   podMakers,
		opens:   "running a pod as any service account of the namespace, with any of its secrets and volumes",
		instead: "keep service accounts with rights of their own out of the namespace, and enforce a Pod Security level",
	},
	{
		name: "enter-pods", severity: Critical, where: []place{wholeCluster, controlled},
		needs:   podShells,
		opens:   "a shell in a controller's pod, with the token of its service account",
		instead: "use a namespace without controllers, such as aws-hyperpod-<team>, where automatic job resume works too",
		source:  source.Guide("sagemaker-hyperpod-eks-setup-rbac.html"),
	},
	{
		name: "enter-pods", severity: Medium, where: []place{ordinary},
		needs:   podShells,
		opens:   "a shell in every pod of the namespace, not only in one's own",
		instead: "give each team its own namespace; leave exec to those who debug",
	},
	{
		name: "read-all-pods", severity: Medium, where: clusterWide,
		needs:   []grant{{groups: core, resources: []string{"pods"}, verbs: reading, unnamed: true}},
		opens:   "the specification of every pod of the cluster, with what stands in its environment",
		instead: "leave out cluster-overview; CLI commands other than get-clusters and list-cluster don't need it",
	},
}
